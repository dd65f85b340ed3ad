import { detail, json, noContent } from '../../controller/answers.ts';
import { isObject, type JsonObject } from '../../controller/body.ts';
import { page } from '../../controller/paging.ts';
import { PythonValueError, pythonInt, pythonTruth } from '../../controller/python.ts';
import type { Route } from '../../controller/router.ts';
import { startDeploy } from '../deploy/start.ts';
import { appOf, missing, serverError } from '../gate.ts';
import { type App, latest, ptypesOf, type Release, type User } from '../records.ts';
import { releaseJson } from '../shapes.ts';
import type { DryccWorld } from '../world.ts';

/** `releases/`: newest first, one by its version, the rollback, and the deploy of the newest. */
export function releaseRoutes(world: DryccWorld): readonly Route<User>[] {
  return [
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/releases\/?$/,
      allow: 'GET, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        const wanted = (request.exchange.query.get('ptypes') ?? '').trim().toLowerCase().split(/\W+/).filter(Boolean);
        const shown = app.releases.filter((release) => wanted.every((ptype) => release.deployedPtypes.includes(ptype)));
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
        const release = app.releases.at(-1) ?? latest(app);
        const only = ptypesIn(body);
        const known = [
          ...(release.build === undefined ? ['web'] : ptypesOf(release.build)),
          ...world.cluster.deployments(app.id).map(({ type }) => type),
        ];
        const unknown = only.filter((ptype) => !known.includes(ptype));
        if (unknown.length > 0) throw detail(400, `process type ${unknown.join(',')} is not exists`);
        startDeploy(world, app, release, only, pythonTruth(body['force']));
        return noContent();
      },
    },
  ];
}

function bodyOf(value: unknown): JsonObject {
  if (!isObject(value)) throw serverError();
  return value;
}

function ptypesIn(body: JsonObject): readonly string[] {
  const { ptypes } = body;
  if (ptypes === undefined) return [];
  if (typeof ptypes !== 'string') throw serverError();
  return ptypes.split(',').filter((part) => part !== '');
}

/** Process types that are named; none: all that the app has. Throws 400 for one that it has not. */
export function ownPtypes(app: App, body: JsonObject): readonly string[] {
  const only = ptypesIn(body);
  const unknown = only.filter((ptype) => !Object.hasOwn(app.structure, ptype));
  if (unknown.length > 0) throw detail(400, `process type ${unknown.join(',')} is not included in procfile`);
  return only.length > 0 ? only : Object.keys(app.structure);
}

/** A new release from an older one's build and config, deployed by force. Throws 400. */
function rollBack(world: DryccWorld, app: App, user: User, body: JsonObject): Release {
  const only = ownPtypes(app, body);
  const current = latest(app);
  const target = rollbackTarget(app, current, body['version']);
  const summary = `${user.username} rolled back to v${target.version}`;
  const release = world.addRelease(app, target.config, target.build, summary);
  if (current.build !== undefined) startDeploy(world, app, release, only, true);
  return release;
}

function rollbackTarget(app: App, current: Release, wanted: unknown): Release {
  let version: number;
  try {
    version = wanted === undefined || wanted === null ? current.version - 1 : pythonInt(wanted);
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
