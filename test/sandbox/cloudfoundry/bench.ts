import { expect } from 'vitest';
import { ManualClock } from '../../../sandbox/clock.ts';
import { type CloudFoundrySandbox, startCloudFoundry } from '../../../sandbox/cloudfoundry/index.ts';
import type { Timings } from '../../../sandbox/cloudfoundry/timings.ts';
import { type Behaviour, type Pull, PullError, type PulledImage } from '../../../sandbox/image.ts';

/** Fields of a JSON answer are read without ceremony: a wrong shape fails the test that reads it. */
// biome-ignore lint/suspicious/noExplicitAny: answers of a server under test
export type Answered = any;

export interface Answer {
  readonly status: number;
  readonly body: Answered;
  readonly headers: Headers;
}

/** A started sandbox with a clock that stands still, and a client that is logged in. */
export interface Bench {
  readonly sandbox: CloudFoundrySandbox;
  readonly clock: ManualClock;
  /** Images by the reference that the platform is told. */
  readonly images: Map<string, Partial<PulledImage> | PullError>;
  /** Credentials that each pull came with. */
  readonly pulls: { image: string; username: string | undefined }[];
  token: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  login(username: string): Promise<string>;
  /** Creates the app `web` and a route for it; the app's guid. */
  app(name?: string): Promise<string>;
  /** Stages `image`; the droplet's guid. Time goes on. */
  stage(app: string, image: string): Promise<string>;
  /** `web` runs one instance of `app:1`. */
  live(instances?: number): Promise<string>;
  deploy(app: string, droplet: string, more?: object): Promise<Answered>;
  stats(process: string): Promise<Answered[]>;
  logs(app: string): Promise<{ source: string; type: string; text: string }[]>;
}

export const ok: Behaviour = { kind: 'ok', bootMs: 1_000 };
export const crashing: Behaviour = { kind: 'crash', bootMs: 60_000, afterMs: 500, exitCode: 1 };

export async function startBench(timings: Partial<Timings> = {}): Promise<Bench> {
  const clock = new ManualClock();
  const images: Bench['images'] = new Map();
  const pulls: Bench['pulls'] = [];
  const pull: Pull = async (image, credentials) => {
    pulls.push({ image, username: credentials?.username });
    const known = images.get(image) ?? {};
    if (known instanceof PullError) throw known;
    return { ...wellBehaved(image), ...known };
  };
  const sandbox = await startCloudFoundry({ clock, pull, timings });
  const spaceGuid = sandbox.world.space('prod').guid;

  const bench: Bench = {
    sandbox,
    clock,
    images,
    pulls,
    token: '',
    call: (method, path, body, headers = {}) =>
      send(`${sandbox.api.url}${path}`, method, body, {
        ...(bench.token === '' ? {} : { authorization: `bearer ${bench.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      }),
    login: async (username) => {
      const form = new URLSearchParams({ grant_type: 'password', username, password: `${username}-password` });
      const answer = await send(`${sandbox.uaa.url}/oauth/token`, 'POST', form.toString(), {
        authorization: `Basic ${Buffer.from('cf:').toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      });
      expect(answer.status).toBe(200);
      return answer.body.access_token;
    },
    app: async (name = 'web') => {
      const { status, body } = await bench.call('POST', '/v3/apps', {
        name,
        lifecycle: { type: 'docker', data: {} },
        relationships: { space: { data: { guid: spaceGuid } } },
      });
      expect(status).toBe(201);
      const domain = await bench.call('GET', '/v3/domains?names=apps.sandbox.test');
      const route = await bench.call('POST', '/v3/routes', {
        host: name,
        relationships: {
          space: { data: { guid: spaceGuid } },
          domain: { data: { guid: domain.body.resources[0].guid } },
        },
      });
      expect(route.status).toBe(201);
      const mapped = await bench.call('POST', `/v3/routes/${route.body.guid}/destinations`, {
        destinations: [{ app: { guid: body.guid } }],
      });
      expect(mapped.status).toBe(200);
      return body.guid;
    },
    stage: async (app, image) => {
      const pack = await bench.call('POST', '/v3/packages', packageOf(app, image));
      expect(pack.status).toBe(201);
      const build = await bench.call('POST', '/v3/builds', { package: { guid: pack.body.guid } });
      expect(build.status).toBe(201);
      await clock.advance(2_000);
      const done = await bench.call('GET', `/v3/builds/${build.body.guid}`);
      expect(done.body.state).toBe('STAGED');
      return done.body.droplet.guid;
    },
    live: async (instances = 1) => {
      const app = await bench.app();
      const droplet = await bench.stage(app, 'app:1');
      if (instances !== 1) await bench.call('POST', `/v3/processes/${app}/actions/scale`, { instances });
      const deployment = await bench.deploy(app, droplet);
      expect(deployment.status).toMatchObject({ value: 'FINALIZED', reason: 'DEPLOYED' });
      await clock.advance(4_000);
      expect((await bench.stats(app)).map((one) => one.state)).toEqual(Array(instances).fill('RUNNING'));
      return app;
    },
    deploy: async (app, droplet, more = {}) => {
      const { status, body } = await bench.call('POST', '/v3/deployments', {
        droplet: { guid: droplet },
        relationships: { app: { data: { guid: app } } },
        ...more,
      });
      expect(status).toBe(201);
      return body;
    },
    stats: async (process) => (await bench.call('GET', `/v3/processes/${process}/stats`)).body.resources,
    logs: async (app) => {
      await clock.advance(500);
      const answer = await send(`${sandbox.logCache.url}/api/v1/read/${app}?limit=1000`, 'GET', undefined, {
        authorization: `bearer ${bench.token}`,
      });
      return answer.body.envelopes.batch.map((one: Answered) => ({
        source: one.tags.source_type,
        type: one.log.type,
        text: Buffer.from(one.log.payload, 'base64').toString('utf8'),
      }));
    },
  };
  bench.token = await bench.login('deployer');
  return bench;
}

export function packageOf(app: string, image: string, login: { username?: string; password?: string } = {}): object {
  return { type: 'docker', relationships: { app: { data: { guid: app } } }, data: { image, ...login } };
}

export async function send(
  url: string,
  method: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = (response.headers.get('content-type') ?? '').includes('json');
  return { status: response.status, body: json ? JSON.parse(text) : text, headers: response.headers };
}

function wellBehaved(image: string): PulledImage {
  return {
    image,
    digest: `sha256:${'a'.repeat(64)}`,
    os: 'linux',
    architecture: 'amd64',
    entrypoint: ['/bin/web'],
    cmd: ['serve'],
    user: 'app',
    workingDir: '/srv',
    exposedPorts: ['9000/tcp', '8080/tcp'],
    behaviour: ok,
    startLog: [],
    crashLog: [],
  };
}
