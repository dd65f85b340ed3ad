import { randomUUID } from 'node:crypto';
import { detail, json, leftOut } from '../../controller/answers.ts';
import { isObject, type JsonObject } from '../../controller/body.ts';
import { Fields } from '../../controller/fields.ts';
import { page } from '../../controller/paging.ts';
import { pythonTruth } from '../../controller/python.ts';
import type { Route } from '../../controller/router.ts';
import { deploy } from '../deploy/deploy.ts';
import { DeployError } from '../deploy/errors.ts';
import { scale } from '../deploy/scale.ts';
import { appOf, missing, serverError, writableBody } from '../gate.ts';
import { type App, type Build, latestGood, type Shapes, type User } from '../records.ts';
import type { DeisWorld } from '../world.ts';
import { markFailed } from './releases.ts';

/** `builds/`: the POST is the deploy, and it blocks until the rollout has ended one way or the other. */
export function buildRoutes(world: DeisWorld, shapes: Shapes): readonly Route<User>[] {
  return [
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/builds\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        return page(request.exchange, [...app.builds].reverse(), (build) => shapes.build(app, build));
      },
      POST: async (request) => {
        const app = appOf(world, request);
        const { image, procfile } = readBuild(writableBody(request));
        const build = await createBuild(world, app, request.user.username, image, procfile);
        return json(201, shapes.build(app, build));
      },
    },
    {
      // The view ignores what stands behind the slash and gives the newest build.
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/builds\/[^/]+\/?$/,
      allow: 'GET, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        const newest = app.builds.at(-1);
        if (newest === undefined) throw missing('Build');
        return json(200, shapes.build(app, newest));
      },
    },
  ];
}

/** Makes a build and deploys it. Throws 400 with the controller's text; the failed release stays. 409 and 503 come before. */
export async function createBuild(
  world: DeisWorld,
  app: App,
  user: string,
  image: string,
  posted: JsonObject,
): Promise<Build> {
  const previous = latestGood(app);
  const procfile = await reconcileProcfile(world, app, previous.build?.procfile, posted);
  const build: Build = { uuid: randomUUID(), owner: user, image, procfile, createdAt: world.clock.now() };
  app.builds.push(build);
  const release = world.addRelease(app, user, previous.config, build, `${user} deployed ${image}`);
  try {
    await deploy(world, app, release, { force: false, rollBack: true });
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    markFailed(world, release, `${user} deployed ${build.uuid.slice(0, 7)} which failed`, error);
    throw detail(400, error.message);
  }
  return build;
}

/**
 * `Build.save`: what becomes of process types that the Procfile before had and this one has not is a setting of the
 * installation. By default they are scaled to 0, and waited for, before anything else. Throws 409 and 503.
 */
async function reconcileProcfile(
  world: DeisWorld,
  app: App,
  before: JsonObject | undefined,
  posted: JsonObject,
): Promise<JsonObject> {
  const dropped = Object.keys(posted).length === 0 && Object.keys(before ?? {}).length > 0;
  if (world.missingProcfile === 'reject' && dropped) {
    throw detail(
      409,
      'Last deployment had a Procfile but is missing in this deploy. For a successful deployment provide a Procfile.',
    );
  }
  if (world.missingProcfile === 'keep' && dropped) return before ?? {};
  const removed = Object.keys(before ?? {}).filter((type) => !Object.hasOwn(posted, type));
  if (removed.length > 0) await scale(world, app, app.owner, Object.fromEntries(removed.map((type) => [type, 0])));
  return posted;
}

function readBuild(body: JsonObject): { image: string; procfile: JsonObject } {
  for (const key of ['sha', 'dockerfile']) {
    if (pythonTruth(body[key])) throw leftOut(`builds from source (${key})`);
  }
  const fields = new Fields(body);
  const image = fields.text('image');
  const procfile = body['procfile'] === undefined ? {} : body['procfile'];
  if (procfile === null) {
    fields.complain('procfile', 'This field may not be null.');
    fields.done();
  }
  if (!isObject(procfile)) throw serverError();
  for (const [type, command] of Object.entries(procfile)) {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(type)) {
      fields.complain('procfile', 'Process types can only contain lowercase alphanumeric characters');
      break;
    }
    if (command === null || command === '') {
      fields.complain('procfile', "Command can't be empty for process type");
      break;
    }
  }
  fields.done();
  return { image, procfile };
}
