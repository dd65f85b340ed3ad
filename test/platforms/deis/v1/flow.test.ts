import { afterEach, describe, expect, test } from 'vitest';
import { runningClock } from '../../../../sandbox/clock.ts';
import { type DeisV1Sandbox, startDeisV1, v1Seeds } from '../../../../sandbox/deis-v1/deis-v1.ts';
import type { ImageFacts } from '../../../../src/image/facts.ts';
import type { Request } from '../../../../src/inputs/request.ts';
import { deis } from '../../../../src/platforms/deis/index.ts';
import type { Platform } from '../../../../src/platforms/platform.ts';
import {
  bench,
  connected,
  deployOnce,
  factsOf,
  fastClock,
  lookedAt,
  pullByName,
  requestTo,
} from '../../controller/workbench.ts';

const speed = 30;
const clock = fastClock(speed);
let sandbox: DeisV1Sandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

async function start(): Promise<DeisV1Sandbox> {
  sandbox = await startDeisV1({ clock: runningClock(speed), pull: pullByName });
  return sandbox;
}

function request(running: DeisV1Sandbox, more: Partial<Request> = {}): Request {
  return requestTo(running.server.url, { login: { kind: 'token', token: v1Seeds.admin.token }, ...more });
}

const imageOf = (name: string) => `registry.example.com/org/${name}:1`;
const posts = ({ server }: DeisV1Sandbox) =>
  server.requests.filter(({ method }) => method === 'POST').map(({ target, status }) => `${target} ${status}`);
const containers = ({ world }: DeisV1Sandbox) =>
  (world.apps.get('myapp')?.containers ?? []).map(({ release, type, num }) => `v${release.version} ${type}.${num}`);
const serves = (running: DeisV1Sandbox) => running.answerAt('myapp.apps.sandbox.test');
const deploy = (running: DeisV1Sandbox, name: string) => deployOnce(deis, request(running), clock, factsOf(name));

/** What `deis` would do. */
async function send(running: DeisV1Sandbox, path: string, body: object): Promise<void> {
  const { context } = bench(request(running), clock);
  const { status } = await context.http.send({
    method: 'POST',
    url: new URL(`/v1/apps/${path}`, running.server.url),
    headers: { authorization: `token ${v1Seeds.admin.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (status >= 300) throw new Error(`POST ${path}: ${status}`);
}

/** A build that is under way: the platform that has it open, and its rollout. */
async function begun(running: DeisV1Sandbox, facts: ImageFacts) {
  const { context, stop } = bench(request(running), clock);
  const until = { signal: stop.signal };
  const own = Object.defineProperty({ ...context }, 'signal', { get: () => until.signal });
  const platform = await connected(deis, own);
  const current = await platform.read();
  const plan = {
    ...{ app: 'myapp', current, facts, image: platform.imageFor(facts), settings: {} },
    ...{ strategy: 'rolling' as const, changes: [], findings: [], remarks: [] },
  };
  const rollout = await platform.release(platform.rolloutOf(await platform.prepare(plan), plan));
  const leave = () => {
    stop.abort();
    until.signal = new AbortController().signal;
  };
  return { platform, rollout: JSON.parse(JSON.stringify(rollout)) as typeof rollout, leave };
}

async function until(seen: () => boolean): Promise<void> {
  for (let count = 0; !seen(); count += 1) {
    if (count > 500) throw new Error('it never came');
    await clock.sleep(500);
  }
}

/** What another process would do with what was saved. */
async function another(running: DeisV1Sandbox): Promise<Platform> {
  const platform = await connected(deis, bench(request(running), clock).context);
  await platform.read();
  return platform;
}

describe('a deploy', () => {
  test('of a new app, then of another image', async () => {
    const running = await start();
    const first = await deploy(running, 'good');
    expect(first.watched).toMatchObject({ ended: 'live', last: { release: { id: 'v2', image: imageOf('good') } } });
    expect(first.candidate).toMatchObject({ url: 'http://myapp.apps.sandbox.test' });
    expect(posts(running)).toEqual(['/v1/apps/ 201', '/v1/apps/myapp/builds/ 201']);
    expect(first.looks.some(({ crashes, problem }) => crashes > 0 || problem !== undefined)).toBe(false);

    const second = await deploy(running, 'better');
    expect(second.watched).toMatchObject({ ended: 'live', last: { release: { id: 'v3' }, crashes: 0 } });
    expect(second.candidate.previous).toEqual({ id: 'v2', label: 'release v2', image: imageOf('good') });
    expect(posts(running).slice(2)).toEqual(['/v1/apps/myapp/builds/ 201']);
    expect(serves(running)).toMatchObject({ instance: 'v3.cmd.1' });
  });

  test('with a Procfile of the build before, and all of its containers', async () => {
    const running = await start();
    await send(running, '', { id: 'myapp' });
    await send(running, 'myapp/builds/', { image: imageOf('good'), procfile: { web: './serve', worker: './work' } });
    await send(running, 'myapp/scale/', { web: 2, worker: 1, cmd: 0 });
    const { watched, plan } = await deploy(running, 'better');
    expect(plan.current?.processes).toEqual([
      { type: 'web', wanted: 2 },
      { type: 'worker', wanted: 1 },
    ]);
    expect(watched.ended).toBe('live');
    expect(containers(running)).toEqual(['v3 web.1', 'v3 web.2', 'v3 worker.1']);
  });

  test('of an app that somebody else is at: it says so, until that has ended', async () => {
    const running = await start();
    await deploy(running, 'good');
    const other = running.deployAs('bob', 'myapp', imageOf('better'));
    await until(() => containers(running).length === 2);
    expect((await (await another(running)).read())?.busy?.label).toMatch(
      /^release v3, begun \d+ min ago: bob deployed /,
    );
    await other;
    expect((await (await another(running)).read())?.busy).toBeUndefined();
  });

  test('takes away what a deploy has left that never ended', async () => {
    const running = await start();
    await deploy(running, 'good');
    const { world } = running;
    const app = world.apps.get('myapp');
    const [old] = app?.containers ?? [];
    if (app === undefined || old === undefined) throw new Error('nothing runs');
    // As a worker that was killed 20 minutes ago leaves it.
    world.fleet.faults.push({ app: 'myapp', kind: 'cannot-run' });
    const build = {
      ...(app.builds[0] ?? { uuid: '', owner: '', image: '', procfile: {}, createdAt: 0 }),
      uuid: 'stuck',
    };
    app.builds.push(build);
    const stuck = {
      ...world.addRelease(app, 'bob', world.configOf(app), build),
      createdAt: world.clock.now() - 1_300_000,
    };
    app.releases[app.releases.length - 1] = stuck;
    app.containers.push({ ...old, uuid: 'stuck', release: stuck });
    world.fleet.create('myapp_v3.cmd.1', { app: 'myapp', version: 3, type: 'cmd', num: 1 }, {});
    world.fleet.faults.length = 0;

    const { watched, notes } = await deploy(running, 'better');
    expect(notes).toContain('Containers of v3, whose deploy never came to its end, are taken away.');
    expect(watched.ended).toBe('live');
    expect(containers(running)).toEqual(['v4 cmd.1']);
  });
});

describe('a failure', () => {
  test('to pull: a 500 without a word, and the old containers go on', async () => {
    const running = await start();
    await deploy(running, 'good');
    const { platform, rollout, watched } = await deploy(running, 'missing');
    expect(watched).toMatchObject({ ended: 'failed', reason: expect.stringContaining('answers 500 without a reason') });
    expect((await platform.evidence(rollout)).hint).toContain('registry');
    expect(await platform.restore(rollout)).toMatchObject({
      ...{ serves: { id: 'v2', image: imageOf('good') }, verified: true, running: 1 },
      ...{ how: 'the new one was never started', left: expect.stringContaining('deis rollback v2') },
    });
    expect(posts(running).some((line) => /rollback|scale/.test(line))).toBe(false);
    // The release that stays is none to go back to, and its version is given to nobody else.
    const next = await deploy(running, 'better');
    expect(next.candidate.previous?.id).toBe('v2');
    expect(next.watched).toMatchObject({ ended: 'live', last: { release: { id: 'v4' } } });
  });

  test('of fleet: the release is deleted, and its version given again', async () => {
    const running = await start();
    await deploy(running, 'good');
    running.world.fleet.faults.push({ app: 'myapp', kind: 'refuse-create' });
    const { platform, rollout, watched } = await deploy(running, 'better');
    expect(watched).toMatchObject({ ended: 'failed', reason: 'aborting, failed to create some containers' });
    expect((await platform.evidence(rollout)).facts.join('\n')).toContain(
      'myapp_v3.cmd.1 (create): Failed to create unit',
    );
    expect(await platform.restore(rollout)).toMatchObject({
      ...{ serves: { id: 'v2' }, verified: true, how: 'the controller took the new release back by itself' },
    });
    running.world.fleet.faults.length = 0;
    const again = await deploy(running, 'best');
    expect(again.watched).toMatchObject({ ended: 'live', last: { release: { id: 'v3', image: imageOf('best') } } });
  });

  test('of the first deploy: nothing to go back to', async () => {
    const running = await start();
    const { platform, rollout, watched } = await deploy(running, 'crash');
    expect(watched.ended).toBe('failed');
    expect(await platform.restore(rollout)).toMatchObject({ serves: undefined, how: 'the new one was left as it is' });
    await platform.cancel(rollout);
    expect(posts(running).some((line) => /rollback|scale/.test(line))).toBe(false);
  });

  test('by a crash loop: called, rolled back, and the app’s own words are the cause', async () => {
    const running = await start();
    await deploy(running, 'good');
    const { platform, rollout, watched } = await deploy(running, 'crash');
    expect(watched).toMatchObject({ ended: 'failed', reason: expect.stringContaining('crash loop') });
    expect((await platform.evidence(rollout)).cause).toBe('Error: connect ECONNREFUSED 10.0.4.7:5432');
    const restored = await platform.restore(rollout);
    expect(restored).toMatchObject({ serves: { id: 'v4', image: imageOf('good') }, verified: true });
    expect(restored.how).toBe('rolled back to release v2');
    expect(await platform.restore(rollout)).toMatchObject({ serves: { id: 'v4' }, verified: true });
    expect(posts(running).filter((line) => line.includes('rollback'))).toHaveLength(1);
    expect(serves(running)).toMatchObject({ instance: 'v4.cmd.1' });
  });

  test('to start at all: the new containers are taken away first, so that none is doubled', async () => {
    const running = await start();
    await deploy(running, 'good');
    running.world.fleet.faults.push({ app: 'myapp', kind: 'cannot-run' });
    const { platform, rollout } = await begun(running, factsOf('better'));
    await until(() => containers(running).length === 2);
    running.world.fleet.faults.length = 0;
    expect(await platform.restore(rollout)).toMatchObject({
      serves: { id: 'v4', image: imageOf('good') },
      verified: true,
    });
    expect(containers(running)).toEqual(['v4 cmd.1']);
    expect(serves(running)).toMatchObject({ instance: 'v4.cmd.1' });
  });
});

describe('a cut connection', () => {
  test.each(['cut', { status: 504, headers: { 'content-type': 'text/html' }, body: '<title>504</title>' }] as const)(
    'is not a failure (%o), and the build is not posted again',
    async (action) => {
      const running = await start();
      await deploy(running, 'good');
      running.server.faults.push({ method: 'POST', path: /builds/, nth: 1, when: 'during', action });
      const { watched } = await deploy(running, 'better');
      expect(watched).toMatchObject({ ended: 'live', last: { release: { id: 'v3' } } });
      expect(posts(running).filter((line) => line.includes('builds'))).toHaveLength(2);
    },
  );

  test('of a deploy that crashes: it is seen all the same', async () => {
    const running = await start();
    await deploy(running, 'good');
    running.server.faults.push({ method: 'POST', path: /builds/, nth: 1, when: 'during', action: 'cut' });
    const { watched, platform, rollout } = await deploy(running, 'crash');
    expect(watched).toMatchObject({ ended: 'failed', reason: expect.stringContaining('crash loop') });
    expect(await platform.restore(rollout)).toMatchObject({ serves: { image: imageOf('good') }, verified: true });
    expect(containers(running)).toHaveLength(1);
  });

  test('of a deploy that the controller takes back', async () => {
    const running = await start();
    await deploy(running, 'good');
    await send(running, 'myapp/config/', { values: { HEALTHCHECK_URL: '/' } });
    running.server.faults.push({ method: 'POST', path: /builds/, nth: 1, when: 'during', action: 'cut' });
    const { watched, platform, rollout } = await deploy(running, 'unready');
    expect(watched).toMatchObject({ ended: 'failed', reason: expect.stringContaining('has taken release v4 back') });
    expect((await platform.evidence(rollout)).facts.join('\n')).toContain('failed to respond to health check');
    expect(await platform.restore(rollout)).toMatchObject({ serves: { id: 'v3' }, verified: true });
  });

  test('before the controller saw the request: said within a minute', async () => {
    const running = await start();
    await deploy(running, 'good');
    running.server.faults.push({ method: 'POST', path: /builds/, when: 'before', action: 'cut' });
    const { watched, platform, rollout } = await deploy(running, 'better');
    expect(watched).toMatchObject({ ended: 'failed', reason: expect.stringContaining('no release of') });
    expect(await platform.restore(rollout)).toMatchObject({
      ...{ serves: { id: 'v2' }, verified: true, how: 'nothing had been released yet' },
    });
  });
});

describe('a run that is cancelled', () => {
  test('while containers start: they are taken away at once, and another process sees the rollback through', async () => {
    const running = await start();
    await deploy(running, 'good');
    running.world.fleet.faults.push({ app: 'myapp', kind: 'cannot-run' });
    const { platform, rollout, leave } = await begun(running, factsOf('better'));
    await until(() => containers(running).length === 2);
    running.world.fleet.faults.length = 0;
    leave();
    await platform.cancel(rollout);
    expect(posts(running).some((line) => line.includes('scale'))).toBe(true);
    expect(await (await another(running)).restore(rollout)).toMatchObject({
      serves: { image: imageOf('good') },
      verified: true,
    });
    expect(posts(running).filter((line) => line.includes('rollback'))).toHaveLength(1);
    expect(containers(running)).toEqual(['v4 cmd.1']);
  });

  test('while the image is copied: nothing is done before containers are there', async () => {
    const running = await start();
    await deploy(running, 'good');
    const { platform, rollout, leave } = await begun(running, factsOf('better'));
    await until(() => (running.world.apps.get('myapp')?.releases.length ?? 0) === 3);
    leave();
    await platform.cancel(rollout);
    expect(posts(running).some((line) => /scale|rollback/.test(line))).toBe(false);
    expect(await (await another(running)).restore(rollout)).toMatchObject({
      serves: { image: imageOf('good') },
      verified: true,
    });
    expect(containers(running)).toEqual(['v4 cmd.1']);
    expect(serves(running)).toMatchObject({ instance: 'v4.cmd.1' });
  });
});

test('a rollback that came to nothing is ordered again', async () => {
  const running = await start();
  await deploy(running, 'good');
  const { platform, rollout } = await deploy(running, 'better');
  running.server.faults.push({ method: 'POST', path: /rollback/, nth: 1, when: 'before', action: 'cut' });
  expect(await platform.restore(rollout)).toMatchObject({ serves: { image: imageOf('good') }, verified: true });
  expect(posts(running).filter((line) => line.includes('rollback'))).toHaveLength(2);
});

test('a rollback that found nothing to copy, since the deploy and the way back took a container away each', async () => {
  const running = await start();
  await deploy(running, 'good');
  const { rollout } = await deploy(running, 'better');
  await send(running, 'myapp/scale/', { cmd: 0 });
  await send(running, 'myapp/releases/rollback/', { version: 2 });
  expect(containers(running)).toEqual([]);
  expect(await (await another(running)).restore(rollout)).toMatchObject({
    ...{ serves: { id: 'v5', image: imageOf('good') }, verified: true, how: 'rolled back to release v2' },
  });
  expect(containers(running)).toEqual(['v5 cmd.1']);
});

test('somebody else’s newer release ends ours as superseded and is left alone', async () => {
  const running = await start();
  await deploy(running, 'good');
  const ours = await deploy(running, 'better');
  await deploy(running, 'best');
  const later = await another(running);
  expect(await later.observe(ours.rollout)).toMatchObject({ phase: 'superseded' });
  expect(await later.restore(ours.rollout)).toMatchObject({ serves: { id: 'v4', image: imageOf('best') } });
  expect(posts(running).some((line) => line.includes('rollback'))).toBe(false);
});

test('the look at what runs already proves nothing, and only reads', async () => {
  const running = await start();
  await deploy(running, 'good');
  const before = posts(running);
  const { look, why } = await lookedAt(deis, request(running), factsOf('good'));
  expect(why).toBe('Deis v1 does not tell which image its tag stood for when it was pulled');
  expect(look).toMatchObject({ release: { id: 'v2' }, instances: [{ process: 'cmd', state: 'running' }] });
  expect(posts(running)).toEqual(before);
});

describe('the login', () => {
  test('with a token, which tells nobody’s name', async () => {
    const running = await start();
    const platform = await deis.detect(bench(request(running), clock).context);
    expect(await platform?.login()).toBe('token');
    expect(running.server.requests.map(({ target }) => target)).toEqual(['/v2/', '/v1/', '/v1/apps/?page_size=1']);
  });

  test('with a password, and a wrong one', async () => {
    const running = await start();
    const as = (password: string) => ({ login: { kind: 'password', username: 'bob', password } as const });
    const { context, masked } = bench(request(running, as(v1Seeds.bob.password)), clock);
    expect(await (await deis.detect(context))?.login()).toBe('bob (password)');
    expect(masked).toEqual([v1Seeds.bob.token]);
    const wrong = await deis.detect(bench(request(running, as('wrong')), clock).context);
    await expect(wrong?.login()).rejects.toMatchObject({ code: 'CONTROLLER_LOGIN', message: /Unable to log in/ });
    const token = await deis.detect(bench(request(running, { login: { kind: 'token', token: 'x' } }), clock).context);
    await expect(token?.login()).rejects.toMatchObject({ code: 'CONTROLLER_TOKEN', hint: /deis login/ });
  });

  test('an app of somebody else', async () => {
    const running = await start();
    await deploy(running, 'good');
    const bob = bench(request(running, { login: { kind: 'token', token: v1Seeds.bob.token } }), clock);
    await expect((await connected(deis, bob.context)).read()).rejects.toMatchObject({ code: 'CONTROLLER_FORBIDDEN' });
  });

  test('a version in `api` is told to be left out', async () => {
    const running = await start();
    const { context } = bench(requestTo(`${running.server.url}/v1`), clock);
    await expect(deis.detect(context)).rejects.toMatchObject({
      code: 'CONTROLLER_PATH',
      hint: /without the API’s version/,
    });
  });

  test('an app that was built from git is refused', async () => {
    const running = await start();
    await deploy(running, 'good');
    running.server.faults.push({
      ...{ method: 'GET', path: /builds/, when: 'after' },
      action: (answer) => ({ ...answer, body: String(answer.body).replaceAll('"sha":""', '"sha":"0123456789abcdef"') }),
    });
    await expect(another(running)).rejects.toMatchObject({ code: 'DEIS_GIT_BUILD' });
  });
});
