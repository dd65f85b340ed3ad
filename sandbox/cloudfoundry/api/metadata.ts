import type { Resource, Space } from '../model.ts';
import type { Call } from '../request/call.ts';
import { Message } from '../request/message.ts';
import { changeMetadata } from '../request/metadata.ts';
import { type Endpoint, type Foundation, ok } from './endpoint.ts';

/** What may be patched in its labels and annotations, and in nothing else. */
interface Labelled<T extends Resource> {
  readonly path: string;
  find(call: Call): T;
  spaceOf(resource: T): Space;
  present(resource: T, call: Call): object;
  /** Which is looked at first: the request's body, or the resource and the caller's rights. */
  readonly first: 'body' | 'rights';
}

/** `PATCH` of a resource's metadata: developers only. */
export function metadataEndpoint<T extends Resource>(foundation: Foundation, labelled: Labelled<T>): Endpoint {
  const { path, find, spaceOf, present, first } = labelled;
  return {
    method: 'PATCH',
    path,
    query: [],
    answer: (call) => {
      const read = () => {
        const message = new Message(call.body(), ['metadata']);
        message.check();
        return message.value('metadata');
      };
      const early = first === 'body' ? read() : undefined;
      const resource = find(call);
      call.require('write', spaceOf(resource));
      changeMetadata(resource, first === 'body' ? early : read());
      foundation.world.touch(resource);
      return ok(present(resource, call));
    },
  };
}
