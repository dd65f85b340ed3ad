import { detail, json } from '../controller/answers.ts';
import { pythonTruth } from '../controller/python.ts';
import type { Route } from '../controller/router.ts';
import { type Change, deploy, newRelease } from './deploy.ts';
import { serverError, writable } from './framework.ts';
import { appOf, asServerError, changeOf } from './gate.ts';
import { page } from './paging.ts';
import { latest, type Release, releaseJson, type User } from './records.ts';
import type { DeisV1World } from './world.ts';

/** `releases/`: newest first, one by its version, and the blocking rollback. */
export function releaseRoutes(world: DeisV1World): readonly Route<User>[] {
  return [
    {
      path: /^\/v1\/apps\/(?<app>[a-z0-9-]+)\/releases\/v(?<version>[0-9]+)\/?/,
      allow: 'GET, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        const version = Number(request.parameters['version']);
        const release = app.releases.find((candidate) => candidate.version === version);
        // `DoesNotExist`, which nobody catches.
        if (release === undefined) throw serverError();
        return json(200, releaseJson(app, release));
      },
    },
    {
      path: /^\/v1\/apps\/(?<app>[a-z0-9-]+)\/releases\/rollback\/?/,
      allow: 'POST, OPTIONS',
      POST: async (request) => {
        const change = changeOf(world, request);
        const { version } = writable(request.body());
        const release = await asServerError(() => rollBack(change, version));
        return json(201, { version: release.version });
      },
    },
    {
      path: /^\/v1\/apps\/(?<app>[a-z0-9-]+)\/releases\/?/,
      allow: 'GET, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        return page(request.exchange, [...app.releases].reverse(), (release) => releaseJson(app, release));
      },
    },
  ];
}

/**
 * A new release of an older one's build and config: its image is pulled again, by the same name. Without a version, or
 * with 0, the one before the newest. Nothing is said against the first, which has no build to start anything from.
 *
 * @throws SchedulerError, and what `newRelease` throws
 */
export async function rollBack(change: Change, wanted: unknown): Promise<Release> {
  const { world, worker, app, user } = change;
  await worker.sleep(world.timings.preparation);
  const version = pythonTruth(wanted) ? whole(wanted) : latest(app).version - 1;
  if (version < 1) throw detail(400, 'version cannot be below 0');
  const target = app.releases.find((release) => release.version === version);
  if (target === undefined) throw serverError();
  const release = await newRelease(change, target.config, target.build, `${user} rolled back to v${version}`);
  await deploy(change, release);
  return release;
}

/** What `int()` does not take, nobody catches. */
function whole(value: unknown): number {
  const text = typeof value === 'number' ? String(Math.trunc(value)) : value === true ? '1' : value;
  if (typeof text === 'string' && /^\s*[+-]?\d+\s*$/.test(text)) return Number(text);
  throw serverError();
}
