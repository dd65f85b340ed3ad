import { randomUUID } from 'node:crypto';
import { detail, invalid, json, leftOut } from '../controller/answers.ts';
import { isObject, type JsonObject } from '../controller/body.ts';
import { changesBetween, merged, portComplaint } from '../controller/config-changes.ts';
import { pythonStr, pythonTruth } from '../controller/python.ts';
import type { Route } from '../controller/router.ts';
import { DeployError, deploy } from './deploy.ts';
import { appOf, serverError, writableBody } from './gate.ts';
import { type App, type Config, latestGood, type Shapes, type User } from './records.ts';
import { markFailed } from './releases.ts';
import type { DeisWorld } from './world.ts';

/** `config/`: environment and registry credentials. Once there is a build, every change is a blocking redeploy. */
export function configRoutes(world: DeisWorld, shapes: Shapes): readonly Route<User>[] {
  return [
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/config\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        return json(200, shapes.config(app, world.configOf(app)));
      },
      POST: async (request) => {
        const app = appOf(world, request);
        const body = readConfig(writableBody(request));
        const config = await changeConfig(world, app, request.user.username, body);
        return json(201, shapes.config(app, config));
      },
    },
  ];
}

/** What a config POST may hold, as far as the sandbox plays it. */
interface PostedConfig {
  readonly values: JsonObject;
  readonly registry: JsonObject;
}

function readConfig(body: JsonObject): PostedConfig {
  for (const field of ['memory', 'cpu', 'tags', 'healthcheck', 'lifecycle_post_start', 'termination_grace_period']) {
    if (pythonTruth(body[field])) throw leftOut(`"${field}" in config`);
  }
  return { values: readValues(part(body, 'values')), registry: part(body, 'registry') };
}

function part(body: JsonObject, field: string): JsonObject {
  const value = body[field];
  if (value === undefined) return {};
  if (value === null) throw invalid({ [field]: ['This field may not be null.'] });
  if (!isObject(value)) throw serverError();
  return value;
}

/** Values become text, by Python's `str()`; `null` takes a key away. */
function readValues(values: JsonObject): JsonObject {
  const result: Record<string, string | null> = {};
  for (const [key, value] of Object.entries(values)) {
    if (!/^[a-z_]+[a-z0-9_]*$/i.test(key)) {
      throw invalid({ values: ['Config keys must start with a letter or underscore and only contain [A-z0-9_]'] });
    }
    if (key === 'PORT' && value !== null) {
      const complaint = portComplaint(value);
      if (complaint !== undefined) throw invalid({ values: [complaint] });
    }
    result[key] = value === null ? null : pythonStr(value);
  }
  return result;
}

/** Merges, makes a release, redeploys when there is a build. Throws 400, 409 and 422. */
async function changeConfig(world: DeisWorld, app: App, user: string, posted: PostedConfig): Promise<Config> {
  const previous = latestGood(app);
  const values = merged(previous.config.values, posted.values, 'values') as Record<string, string>;
  const lowered = Object.fromEntries(
    Object.entries(posted.registry).map(([key, value]) => [key.toLowerCase(), value] as const),
  );
  const registry = merged(previous.config.registry, lowered, 'registry');
  if (Object.keys(registry).length > 0 && values['PORT'] === undefined) {
    throw detail(400, 'PORT needs to be set in the config when using a private registry');
  }
  const summary = [
    changesBetween(previous.config.values, values),
    changesBetween(previous.config.registry, registry, 'registry info '),
  ]
    .filter((changes) => changes !== '')
    .map((changes) => `${user} ${changes}`)
    .join(' and ');
  if (summary === '') throw detail(409, `${user} changed nothing - release stopped`);
  const config: Config = { uuid: randomUUID(), owner: user, values, registry, createdAt: world.clock.now() };
  const release = world.addRelease(app, user, config, previous.build, summary);
  if (release.build === undefined) return config;
  try {
    await deploy(world, app, release, { force: false, rollBack: true });
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    markFailed(world, release, `${user} deployed a config that failed`, error);
    throw detail(error.conflict ? 409 : 400, error.message);
  }
  return config;
}
