import { json, leftOut } from '../controller/answers.ts';
import { isObject, type JsonObject } from '../controller/body.ts';
import { pythonTruth } from '../controller/python.ts';
import type { Route } from '../controller/router.ts';
import type { Reply } from '../server.ts';
import { type Change, deploy, destroyContainers, newRelease } from './deploy.ts';
import { Fields, serverError, writable } from './framework.ts';
import { appOf, asUnavailable, changeOf } from './gate.ts';
import { page } from './paging.ts';
import { type Build, buildJson, latest, type Release, stamp, type User } from './records.ts';
import type { DeisV1World } from './world.ts';

/** `builds/`: the POST is the deploy, and it blocks until the new containers have started and the old ones are gone. */
export function buildRoutes(world: DeisV1World): readonly Route<User>[] {
  return [
    {
      // The view ignores which one is asked for, and gives the newest release's.
      path: /^\/v1\/apps\/(?<app>[a-z0-9-]+)\/builds\/(?<build>[-\w]+)\/?/,
      allow: 'GET, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        const { build } = latest(app);
        if (build === undefined) throw leftOut('the build of a release without one');
        return json(200, buildJson(app, build));
      },
    },
    {
      path: /^\/v1\/apps\/(?<app>[a-z0-9-]+)\/builds\/?/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        return page(request.exchange, [...app.builds].reverse(), (build) => buildJson(app, build));
      },
      POST: async (request) => {
        const change = changeOf(world, request);
        const posted = readBuild(writable(request.body()));
        await change.worker.sleep(world.timings.preparation);
        const { build, release } = await asUnavailable(() => createBuild(change, posted));
        return releasedAs(release, buildJson(change.app, build));
      },
    },
  ];
}

/** The 201 of what has made a release. */
export function releasedAs({ version }: Release, body: object): Reply {
  const headers = { 'Deis-Release': String(version), 'X-Deis-Release': String(version) };
  return { status: 201, headers: { 'content-type': 'application/json', ...headers }, body };
}

/**
 * Makes a build and deploys it. Containers of types that the last build's Procfile had, and this one has not, are
 * destroyed before anything else. The build stays, whatever becomes of its release.
 *
 * @throws SchedulerError, and what `newRelease` throws
 */
export async function createBuild(
  change: Change,
  posted: Pick<Build, 'image' | 'procfile'>,
): Promise<{ readonly build: Build; readonly release: Release }> {
  const { world, app, user } = change;
  const gone = Object.keys(app.builds.at(-1)?.procfile ?? {}).filter((type) => !Object.hasOwn(posted.procfile, type));
  const going = app.containers.filter(({ type }) => gone.includes(type));
  await destroyContainers(change, going);
  const build: Build = { ...stamp(user, world.clock.now()), ...posted };
  app.builds.push(build);
  const release = await newRelease(change, latest(app).config, build);
  await deploy(change, release);
  return { build, release };
}

function readBuild(body: JsonObject): Pick<Build, 'image' | 'procfile'> {
  for (const key of ['sha', 'dockerfile']) {
    if (pythonTruth(body[key])) throw leftOut(`builds from source (${key})`);
  }
  const fields = new Fields(body);
  const image = fields.text('image', { longest: 256 });
  const procfile = fromJson(body['procfile'] ?? {});
  if (body['procfile'] === null) fields.complain('procfile', 'This field may not be null.');
  fields.done();
  // Nothing looks at it before it is iterated over, which a text or a list survives, but not what is asked of it next.
  if (!isObject(procfile)) throw leftOut('a Procfile that is no object');
  return { image: image ?? '', procfile };
}

/** JSON fields also take a text that holds JSON; of one that does not, nobody catches the error. */
export function fromJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    throw serverError();
  }
}
