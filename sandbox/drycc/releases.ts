import { detail, json, noContent } from '../controller/answers.ts';
import { isObject, type JsonObject } from '../controller/body.ts';
import { page } from '../controller/paging.ts';
import { PythonValueError, pythonInt } from '../controller/python.ts';
import type { Route } from '../controller/router.ts';
import { appOf, missing, serverError } from './gate.ts';
import { startDeploy } from './pipeline.ts';
import { type App, latestGood, ptypesOf, type Release, releaseJson, type User } from './records.ts';
import type { DryccWorld } from './world.ts';

/** `releases/`: newest first, one by its version, the rollback, and the deploy of the newest. */
export function releaseRoutes(world: DryccWorld): readonly Route<User>[] {
  return [
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/releases\/?$/,
      allow: 'GET, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        const wanted = split(request.exchange.query.get('ptypes'));
        const shown = app.releases.filter(
          (release) => wanted.length === 0 || release.deployedPtypes.some((ptype) => wanted.includes(ptype)),
        );
        return page(request.exchange, shown.reverse(), (release) => releaseJson(app, release));
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
        return json(200, releaseJson(app, release));
      },
    },
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/releases\/rollback\/?$/,
      allow: 'POST, OPTIONS',
      POST: (request) => {
        const app = appOf(world, request);
        const release = rollBack(world, app, request.user, bodyOf(request.body().value));
        return json(201, { version: release.version });
      },
    },
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/releases\/deploy\/?$/,
      allow: 'POST, OPTIONS',
      POST: (request) => {
        const app = appOf(world, request);
        const body = bodyOf(request.body().value);
        const release = latestGood(app);
        if (release.build === undefined) throw detail(400, 'there are no builds available for deploy');
        const only = ptypesIn(body);
        for (const ptype of only) {
          if (!ptypesOf(release.build).includes(ptype)) throw detail(400, `process type ${ptype} is not exists`);
        }
        startDeploy(world, app, release, only, body['force'] === true);
        return noContent();
      },
    },
  ];
}

function bodyOf(value: unknown): JsonObject {
  if (!isObject(value)) throw serverError();
  return value;
}

function split(text: string | null): readonly string[] {
  return (text ?? '').split(',').filter((part) => part !== '');
}

function ptypesIn(body: JsonObject): readonly string[] {
  const ptypes = body['ptypes'];
  if (ptypes === undefined || ptypes === null) return [];
  if (typeof ptypes !== 'string') throw serverError();
  return split(ptypes);
}

/** A new release from an older one's build and config, deployed by force. Throws 400. */
function rollBack(world: DryccWorld, app: App, user: User, body: JsonObject): Release {
  const target = rollbackTarget(app, body['version']);
  const only = ptypesIn(body);
  for (const ptype of only) {
    if (target.build === undefined || !ptypesOf(target.build).includes(ptype)) {
      throw detail(400, `process type ${ptype} is not included in procfile`);
    }
  }
  const summary = `${user.username} rolled back to v${target.version}`;
  const release = world.addRelease(app, target.config, target.build, summary);
  startDeploy(world, app, release, only, true);
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
