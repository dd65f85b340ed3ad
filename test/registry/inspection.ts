import { type Clock, systemClock } from '../../src/clock.ts';
import { ActionError } from '../../src/errors.ts';
import type { HttpRequest } from '../../src/http/http.ts';
import type { ImageFacts } from '../../src/image/facts.ts';
import { parseReference } from '../../src/image/reference.ts';
import type { RegistryLogin, RegistryTrust } from '../../src/inputs/request.ts';
import type { RegistryAccess } from '../../src/registry/access.ts';
import { inspectImage } from '../../src/registry/inspect.ts';
import type { FoundLogin } from '../../src/registry/login/credential.ts';
import { registryAccess, silentInputs } from '../support/image.ts';
import { type Documents, type Script, scriptedHttp } from './scripted-http.ts';

export const host = 'registry.example.com';
export const image = `${host}/team/web:1`;

export const robot: RegistryLogin = { username: 'robot', password: 's3cret' };
export const basicOf = (username: string, password: string) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** A login that an earlier step has left. */
export const left: FoundLogin = {
  credential: { kind: 'password', username: 'earlier', password: 'stepp4ss' },
  where: '~/.docker/config.json',
};

/** Stands still. */
export const clock: Clock = { ...systemClock, now: () => Date.UTC(2026, 10, 22, 12, 0, 0), sleep: async () => {} };

export interface Options {
  readonly image?: string | undefined;
  readonly login?: RegistryLogin | undefined;
  /** What an earlier step has left; undefined: nothing. */
  readonly found?: FoundLogin | undefined;
  readonly trust?: Partial<RegistryTrust>;
  readonly access?: Partial<RegistryAccess>;
}

export interface Inspection {
  readonly error: ActionError | undefined;
  readonly facts: ImageFacts | undefined;
  readonly requests: readonly HttpRequest[];
  readonly masked: readonly string[];
  readonly notes: readonly string[];
  /** How often somebody looked for the login of an earlier step. */
  readonly looked: number;
}

/** Reads an image from a registry that answers by `script`. */
export async function inspection(script: Script, options: Options = {}): Promise<Inspection> {
  const { http, requests } = scriptedHttp(script);
  let looked = 0;
  const access = registryAccess(
    { http, clock },
    {
      login: options.login,
      trust: { ...silentInputs.registryTrust, ...options.trust },
      findLogin: async () => {
        looked++;
        return options.found;
      },
      ...options.access,
    },
  );
  let error: ActionError | undefined;
  let facts: ImageFacts | undefined;
  try {
    facts = await inspectImage(parseReference(options.image ?? image), access);
  } catch (thrown) {
    if (!(thrown instanceof ActionError)) throw thrown;
    error = thrown;
  }
  return { error, facts, requests, masked: access.masked, notes: access.notes, looked };
}

/** A public registry that has `root` under the tag 1. */
export const serving =
  (documents: Documents, root: { digest: string }): Script =>
  (request) =>
    documents.answer(request, { '1': root.digest, latest: root.digest });

export const authorizationsTo = (requests: readonly HttpRequest[], wantedHost: string) =>
  requests.filter(({ url }) => url.host === wantedHost).map(({ headers }) => headers?.['authorization']);

/** `GET /v2/team/web/manifests/D`; requests to other hosts with their host. */
export const linesOf = (requests: readonly HttpRequest[]) =>
  requests.map(({ method, url }) => {
    const where = url.host === host ? '' : url.host;
    return `${method} ${where}${url.pathname.replace(/sha256:\w+/, 'D')}`;
  });
