import type { Reply } from '../../server.ts';
import type { Job, JobSubject } from '../model.ts';
import type { Link } from '../present/common.ts';
import type { Call } from '../request/call.ts';
import { pageKeys } from '../request/list.ts';
import type { Jobs } from '../runtime/jobs.ts';
import type { Quotas } from '../runtime/quotas.ts';
import type { Rollouts } from '../runtime/rollouts.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Staging } from '../runtime/staging.ts';
import type { Tasks } from '../runtime/tasks.ts';
import type { Bindings } from '../services/bindings.ts';
import type { Timings } from '../timings.ts';
import type { World } from '../world.ts';

/** One method and path of the Cloud Controller. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With `:name` for a part that varies. */
  readonly path: string;
  /** Query keys that are taken; any other is refused. A key ending in `[]` takes relational operators. */
  readonly query: readonly string[];
  answer(call: Call): Reply;
}

/** What endpoints work with. */
export interface Foundation {
  readonly world: World;
  readonly runtime: Runtime;
  readonly staging: Staging;
  readonly rollouts: Rollouts;
  readonly jobs: Jobs;
  readonly tasks: Tasks;
  readonly quotas: Quotas;
  readonly bindings: Bindings;
  readonly timings: Timings;
  /** Valid once the API listens. */
  readonly link: Link;
  /** Of the API itself. Valid once it listens. */
  readonly url: string;
}

/** Query keys of a list with these filters. */
export function listKeys(...filters: readonly string[]): readonly string[] {
  return [...pageKeys, ...filters];
}

export const ok = (body: object): Reply => ({ status: 200, body });
export const created = (body: object): Reply => ({ status: 201, body });
export const accepted = (body: object): Reply => ({ status: 202, body });
/** 200 without a body, as `head :ok` has it. */
export const empty = (): Reply => ({ status: 200, headers: { 'content-type': 'text/html' } });

export const noContent = (): Reply => ({ status: 204 });

/** 202 with the job's address: how every DELETE answers. */
export function acceptedJob(
  foundation: Foundation,
  operation: string,
  subject?: JobSubject,
  work: (job: Job) => void | Promise<void> = () => {},
): Reply {
  const job = foundation.jobs.enqueue(operation, subject, work);
  return { status: 202, headers: { location: `${foundation.url}/v3/jobs/${job.guid}` } };
}
