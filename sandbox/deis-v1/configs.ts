import { json } from '../controller/answers.ts';
import { isObject, type JsonObject } from '../controller/body.ts';
import type { Route } from '../controller/router.ts';
import { fromJson, releasedAs } from './builds.ts';
import { type Change, deploy, newRelease } from './deploy.ts';
import { Fields, serverError, unicode, writable } from './framework.ts';
import { appOf, asUnavailable, changeOf } from './gate.ts';
import { type Config, type ConfigParts, configJson, latest, type Release, type User } from './records.ts';
import { Worker } from './worker.ts';
import type { DeisV1World } from './world.ts';

const parts = ['values', 'memory', 'cpu', 'tags'] as const;
type Posted = { readonly [K in (typeof parts)[number]]?: Readonly<Record<string, string | number | null>> };

/** `config/`: every change makes a release, and deploys it once there is a build. */
export function configRoutes(world: DeisV1World): readonly Route<User>[] {
  return [
    {
      path: /^\/v1\/apps\/(?<app>[a-z0-9-]+)\/config\/?/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        return json(200, configJson(app, world.configOf(app)));
      },
      POST: (request) =>
        locked(world, request.parameters['app'] ?? '', async () => {
          const change = changeOf(world, request);
          const posted = readConfig(writable(request.body()));
          const { config, release } = await asUnavailable(() => changeConfig(change, posted));
          return releasedAs(release, configJson(change.app, published(change, config, release)));
        }),
    },
  ];
}

/** One change of an app's config at a time; whoever waits longer than 5 s gets a 409. */
async function locked<T>(world: DeisV1World, app: string, work: () => Promise<T>) {
  const worker = new Worker(world.clock, world.timings);
  const until = worker.now() + world.timings.configLock;
  while (world.configLocks.has(app)) {
    if (worker.now() >= until) {
      const error = 'Config changes already in progress.\n[Errno 11] Resource temporarily unavailable';
      return json(409, { error });
    }
    await worker.sleep(world.timings.poll / 10);
  }
  world.configLocks.add(app);
  try {
    return await work();
  } finally {
    world.configLocks.delete(app);
  }
}

/**
 * Merges what was posted into the config that was written last, be its release deleted or rolled back from; `null` takes
 * a key away, also one that is not there.
 *
 * @throws SchedulerError
 */
async function changeConfig(change: Change, posted: Posted): Promise<{ config: Config; release: Release }> {
  const { world, worker, app, user } = change;
  await worker.sleep(world.timings.preparation);
  const before = app.configs.at(-1);
  const merged = Object.fromEntries(
    parts.map((part) => {
      const all = Object.entries({ ...before?.[part], ...posted[part] });
      return [part, Object.fromEntries(all.filter(([, value]) => value !== null))];
    }),
  ) as unknown as ConfigParts;
  const config = world.addConfig(app, user, merged);
  const release = await newRelease(change, config, latest(app).build);
  await deploy(change, release);
  return { config, release };
}

/** Publishing adds two variables to the config in memory: the answer has them, the database has not. */
function published({ app }: Change, config: Config, { version, build }: Release): Config {
  if (build === undefined) return config;
  return { ...config, values: { ...config.values, DEIS_APP: app.id, DEIS_RELEASE: `v${version}` } };
}

/** Throws 400. */
function readConfig(body: JsonObject): Posted {
  const fields = new Fields(body);
  const posted = Object.fromEntries(
    parts.filter((part) => body[part] !== undefined).map((part) => [part, readPart(fields, part, body[part])]),
  );
  fields.done();
  return posted;
}

function readPart(fields: Fields, part: (typeof parts)[number], value: unknown): Posted[typeof part] {
  if (value === null) {
    fields.complain(part, 'This field may not be null.');
    return {};
  }
  const given = fromJson(value);
  if (!isObject(given)) throw serverError();
  const read: Record<string, string | number | null> = {};
  for (const [key, item] of Object.entries(given)) {
    read[key] = item === null ? null : part === 'cpu' ? integer(item) : unicode(item);
    const complaint = complaintOf(part, key, read[key]);
    if (complaint === undefined) continue;
    fields.complain(part, complaint);
    break;
  }
  return read;
}

/** `int(value)` where that works; the validator sees to the rest. */
function integer(value: unknown): number | string {
  if (typeof value === 'object') throw serverError();
  const text = unicode(value).trim();
  return /^[+-]?\d+$/.test(text) ? Number(text) : typeof value === 'number' ? Math.trunc(value) : text;
}

function complaintOf(
  part: (typeof parts)[number],
  key: string,
  value: string | number | null | undefined,
): string | undefined {
  if (part === 'values') {
    if (/^[a-z_]+[a-z0-9_]*$/i.test(key)) return undefined;
    return 'Config keys must start with a letter or underscore and only contain [A-z0-9_]';
  }
  if (value === null || value === undefined) return undefined;
  const text = String(value);
  switch (part) {
    case 'memory':
      if (!/^[a-z]+/.test(key)) return 'Process types can only contain [a-z]';
      if (/^[0-9]+(MB|KB|GB|[BKMG])$/i.test(text)) return undefined;
      return 'Limit format: <number><unit>, where unit = B, K, M or G';
    case 'cpu':
      if (!/^[a-z]+/.test(key)) return 'Process types can only contain [a-z]';
      if (!/^[0-9]+$/.test(text)) return 'CPU shares must be an integer';
      return Number(text) > 1_024 ? 'CPU shares must be between 0 and 1024' : undefined;
    case 'tags':
      if (!/^[A-Za-z]+$/.test(key)) return 'Tag keys can only contain [a-z]';
      return /^\w+$/.test(text) ? undefined : 'Invalid tag value';
  }
}
