import { randomUUID } from 'node:crypto';
import { detail, json, Refusal } from '../../controller/answers.ts';
import { isObject } from '../../controller/body.ts';
import type { Action, Route } from '../../controller/router.ts';
import { mergedConfig, replacedValues, withoutRefs } from '../config/merge.ts';
import { type PostedConfig, readConfig, refsComplaint, valuesComplaint } from '../config/read.ts';
import { releaseSummary } from '../config/summary.ts';
import { mergedBuild } from '../deploy/dryccfile.ts';
import { lockedTypes, refuseLocked } from '../deploy/locks.ts';
import { startDeploy } from '../deploy/start.ts';
import { appOf, serverError, writableBody } from '../gate.ts';
import { type App, type Config, type ConfigFields, latest, ptypesOf, type User } from '../records.ts';
import { configJson } from '../shapes.ts';
import type { DryccWorld } from '../world.ts';

/** `config/`: values by process type or group, and the rest by process type. Starts a pipeline. */
export function configRoutes(world: DryccWorld): readonly Route<User>[] {
  return [
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/config\/?$/,
      allow: 'GET, POST, DELETE, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        return json(200, configJson(app, latest(app).config));
      },
      POST: (request) => {
        const merge = (request.exchange.query.get('merge') ?? 'true').toLowerCase() === 'true';
        return merge ? change(world)(request) : replace(world)(request);
      },
      DELETE: removeRefs(world),
    },
  ];
}

function change(world: DryccWorld): Action<User> {
  return (request) => {
    const app = appOf(world, request);
    const posted = readConfig(writableBody(request), world.plans);
    const fields = mergedConfig(app, latest(app).config, posted, world.cluster);
    return json(201, configJson(app, save(world, app, fields)));
  };
}

/** Values alone, whatever else is posted. They are looked at before it is asked whose app it is. */
function replace(world: DryccWorld): Action<User> {
  return (request) => {
    const body = request.body().value;
    if (!isObject(body) || body['values'] === undefined || body['values'] === null) throw serverError();
    const complaint = valuesComplaint(body['values']);
    if (complaint !== undefined) throw new Refusal(json(400, [complaint]));
    const app = appOf(world, request);
    const before = app.configs.at(-1);
    const values = replacedValues(before?.values ?? [], body['values'] as PostedConfig['values']);
    return json(201, configJson(app, save(world, app, { ...latest(app).config, values })));
  };
}

/** Takes groups away from process types. */
function removeRefs(world: DryccWorld): Action<User> {
  return (request) => {
    const body = request.body().value;
    if (!isObject(body)) throw serverError();
    const posted = body['values_refs'] ?? {};
    if (!isObject(posted)) throw serverError();
    const complaint = refsComplaint(posted);
    if (complaint !== undefined) throw new Refusal(json(400, [complaint]));
    if (Object.keys(posted).length === 0) throw detail(400, 'ptype or groups is required');
    const app = appOf(world, request);
    const before = app.configs.at(-1);
    const values_refs = withoutRefs(before?.values_refs ?? {}, posted as PostedConfig['values_refs']);
    save(world, app, { ...latest(app).config, values_refs });
    return { status: 200 };
  };
}

/**
 * A new config, its release, and the pipeline. Throws 409 when nothing changes, and 400 while a pipeline runs: then nothing
 * is kept of it, not even a release.
 */
function save(world: DryccWorld, app: App, fields: ConfigFields): Config {
  const previous = latest(app);
  const config: Config = { ...fields, uuid: randomUUID(), createdAt: world.clock.now() };
  const build = previous.build === undefined ? undefined : mergedBuild(world, previous.build, config);
  const summary = releaseSummary(app, build, config);
  if (summary === '') throw detail(409, `${app.workspace.id} changed nothing - release stopped`);
  const deploys = build !== undefined && app.settings.autodeploy;
  if (deploys) refuseLocked(lockedTypes(world, app, ptypesOf(build)));
  app.configs.push(config);
  const release = world.addRelease(app, config, build, summary);
  if (deploys) startDeploy(world, app, release, [], false);
  return config;
}
