import { detail, json } from '../../controller/answers.ts';
import { page } from '../../controller/paging.ts';
import { PythonValueError, pythonInt } from '../../controller/python.ts';
import type { Route } from '../../controller/router.ts';
import { deploy } from '../deploy/deploy.ts';
import { DeployError } from '../deploy/errors.ts';
import { appOf, missing } from '../gate.ts';
import { type App, latestGood, type Release, type Shapes, type User } from '../records.ts';
import type { DeisWorld } from '../world.ts';

/** `releases/`: newest first, one by its version, and the blocking rollback. */
export function releaseRoutes(world: DeisWorld, shapes: Shapes): readonly Route<User>[] {
  return [
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/releases\/?$/,
      allow: 'GET, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        return page(request.exchange, [...app.releases].reverse(), (release) => shapes.release(app, release));
      },
    },
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/releases\/v(?<version>[0-9]+)\/?$/,
      allow: 'GET, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        const version = Number(request.parameters['version']);
        const release = app.releases.find((candidate) => candidate.version === version);
        if (release === undefined) throw missing('Release');
        return json(200, shapes.release(app, release));
      },
    },
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/releases\/rollback\/?$/,
      allow: 'POST, OPTIONS',
      POST: async (request) => {
        const app = appOf(world, request);
        const posted = request.body().value;
        const wanted = typeof posted === 'object' && posted !== null ? (posted as { version?: unknown }).version : null;
        const release = await rollBack(world, app, request.user.username, wanted);
        return json(201, { version: release.version });
      },
    },
  ];
}

/**
 * Makes a new release from an older one's build and config, and deploys it whatever else is being rolled out.
 * Without a version: the one before the newest release that did not fail, even if that one failed. Throws 400.
 */
export async function rollBack(world: DeisWorld, app: App, user: string, wanted: unknown): Promise<Release> {
  const target = rollbackTarget(app, wanted);
  const release = world.addRelease(app, user, target.config, target.build, `${user} rolled back to v${target.version}`);
  try {
    await deploy(world, app, release, { force: true, rollBack: true });
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    markFailed(world, release, `${user} performed roll back to a release that failed`, error);
    throw detail(400, error.message);
  }
  return release;
}

function rollbackTarget(app: App, wanted: unknown): Release {
  let version: number;
  try {
    version = wanted === undefined || wanted === null ? latestGood(app).version - 1 : pythonInt(wanted);
  } catch (error) {
    if (error instanceof PythonValueError) throw detail(400, error.message);
    throw error;
  }
  if (version < 1) throw detail(400, 'version cannot be below 0');
  if (version === 1) throw detail(400, 'Cannot roll back to initial release.');
  const target = app.releases.find((release) => release.version === version);
  if (target === undefined) throw detail(400, 'Release matching query does not exist.');
  if (target.failed) throw detail(400, 'Cannot roll back to failed release.');
  return target;
}

/** A failed release keeps its number and stays in the list. */
export function markFailed(world: DeisWorld, release: Release, summary: string, error: DeployError): void {
  release.failed = true;
  release.summary = summary;
  release.exception = `error: ${error.message}`;
  release.updatedAt = world.clock.now();
}
