import { afterEach, describe, expect, test, vi } from 'vitest';
import { runningClock } from '../../../sandbox/clock.ts';
import { type DeisSandbox, deisSeeds, startDeis } from '../../../sandbox/deis/deis.ts';
import type { Request } from '../../../src/inputs/request.ts';
import { deis } from '../../../src/platforms/deis/index.ts';
import {
  bench,
  connected,
  deployOnce,
  factsOf,
  fastClock,
  lookedAt,
  pullByName,
  requestTo,
} from '../controller/workbench.ts';

const speed = 30;
const clock = fastClock(speed);
let sandbox: DeisSandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

async function start(): Promise<DeisSandbox> {
  sandbox = await startDeis({ clock: runningClock(speed), pull: pullByName });
  return sandbox;
}

function request(running: DeisSandbox, more: Partial<Request> = {}): Request {
  return requestTo(running.server.url, { login: { kind: 'token', token: deisSeeds.admin.token }, ...more });
}

const imageOf = (name: string) => {
  const facts = factsOf(name);
  return `registry.example.com/org/${name}@${facts.digest}`;
};

const posts = (running: DeisSandbox) =>
  running.server.requests.filter((sent) => sent.method === 'POST').map((sent) => `${sent.target} ${sent.status}`);

describe('a deploy', () => {
  test('of a new app, then of another image', async () => {
    const running = await start();
    const first = await deployOnce(deis, request(running), clock, factsOf('good'));
    expect(first.watched).toMatchObject({ ended: 'live', last: { release: { id: 'v3', image: imageOf('good') } } });
    expect(running.appAt('myapp.apps.sandbox.test')?.image).toBe(imageOf('good'));
    expect(posts(running)).toEqual(['/v2/apps/ 201', '/v2/apps/myapp/config/ 201', '/v2/apps/myapp/builds/ 201']);
    const config = running.server.requests.find((sent) => sent.method === 'POST' && sent.target.endsWith('/config/'));
    expect(JSON.parse(config?.body ?? '')).toEqual({ values: { PORT: '8080' } });

    const second = await deployOnce(deis, request(running), clock, factsOf('better'));
    expect(second.watched).toMatchObject({
      ended: 'live',
      last: { release: { id: 'v4' }, wanted: [{ type: 'cmd', wanted: 1 }], crashes: 0 },
    });
    expect(second.candidate.previous).toEqual({ id: 'v3', label: 'release v3', image: imageOf('good') });
    expect(posts(running).slice(3)).toEqual(['/v2/apps/myapp/builds/ 201']);
    expect(running.appAt('myapp.apps.sandbox.test')?.image).toBe(imageOf('better'));
  });

  test('with registry credentials: one POST before the first build, none when they are the same', async () => {
    const running = await start();
    const registry = { username: 'ci', password: 's3cret' };
    await deployOnce(deis, request(running, { registry }), clock, factsOf('good'));
    const config = running.server.requests.filter((sent) => sent.method === 'POST' && sent.target.endsWith('/config/'));
    expect(config.map((sent) => JSON.parse(sent.body))).toEqual([{ values: { PORT: '8080' }, registry }]);
    const again = await deployOnce(deis, request(running, { registry }), clock, factsOf('better'));
    expect(again.watched.ended).toBe('live');
    expect(posts(running).filter((line) => line.includes('config'))).toHaveLength(1);
    expect(again.notes.join('\n')).not.toContain('s3cret');
  });

  test('with another port: the redeploy with it comes first, and what is gone back to is the release before that', async () => {
    const running = await start();
    await deployOnce(deis, request(running), clock, factsOf('good'));
    const second = await deployOnce(deis, request(running, { settings: { port: 9000 } }), clock, factsOf('better'));
    expect(second.watched.ended).toBe('live');
    expect(second.candidate.previous?.id).toBe('v3');
    expect(second.watched.last?.release?.id).toBe('v5');
  });

  test('while another one runs is refused: theirs goes on, and the app says that it is busy', async () => {
    const running = await start();
    await deployOnce(deis, request(running), clock, factsOf('good'));
    const other = deployOnce(deis, request(running), clock, factsOf('slow'));
    const builds = () => running.server.requests.filter((sent) => sent.method === 'POST' && /builds/.test(sent.target));
    await vi.waitFor(() => expect(builds()).toHaveLength(2), 5_000);
    const mine = await deployOnce(deis, request(running), clock, factsOf('better'));
    expect(mine.watched).toMatchObject({
      ended: 'overtaken',
      reason: expect.stringMatching(/already in progress/),
      last: undefined,
    });
    expect((await mine.platform.read())?.busy?.label).toMatch(
      /^(?:release v4, begun \d\d:\d\d UTC: admin deployed .*slow|Deployment for myapp-cmd is already in progress)/,
    );
    expect((await other).watched.ended).toBe('live');
    await clock.sleep(10_000);
    expect((await mine.platform.read())?.busy).toBeUndefined();
    expect(posts(running).slice(3)).toEqual(['/v2/apps/myapp/builds/ 201', '/v2/apps/myapp/builds/ 400']);
  });
});

describe('a failure', () => {
  test('to pull: the controller rolls back by itself, which is recognised', async () => {
    const running = await start();
    await deployOnce(deis, request(running), clock, factsOf('good'));
    const { platform, rollout, watched } = await deployOnce(deis, request(running), clock, factsOf('missing'));
    expect(watched.ended).toBe('failed');
    const evidence = await platform.evidence(rollout);
    expect(evidence.cause).toContain('not found');
    expect(evidence.hint).toContain('registry');
    expect(await platform.restore(rollout)).toMatchObject({
      serves: { id: 'v3', image: imageOf('good') },
      verified: true,
      running: 1,
      wanted: 1,
      how: 'the controller rolled back by itself',
    });
  });

  test('of the first deploy: nothing to go back to', async () => {
    const running = await start();
    const { platform, rollout, watched } = await deployOnce(deis, request(running), clock, factsOf('missing'));
    expect(watched.ended).toBe('failed');
    expect(await platform.restore(rollout)).toMatchObject({ serves: undefined });
    await platform.cancel(rollout);
    expect(posts(running).filter((line) => line.includes('rollback'))).toEqual([]);
  });

  test('by a crash loop: called early, rolled back by hand, and the app’s own words are the cause', async () => {
    const running = await start();
    await deployOnce(deis, request(running), clock, factsOf('good'));
    const { platform, rollout, watched } = await deployOnce(deis, request(running), clock, factsOf('crash'));
    expect(watched.ended).toBe('failed');
    const evidence = await platform.evidence(rollout);
    expect(evidence.cause).toBe('Error: connect ECONNREFUSED 10.0.4.7:5432');
    const restored = await platform.restore(rollout);
    expect(restored).toMatchObject({ serves: { id: 'v5', image: imageOf('good') }, verified: true });
    expect(restored.how).toBe('rolled back to release v3');
    expect(await platform.restore(rollout)).toMatchObject({ serves: { id: 'v5' }, verified: true });
    expect(posts(running).filter((line) => line.includes('rollback'))).toHaveLength(1);
    expect(running.appAt('myapp.apps.sandbox.test')?.image).toBe(imageOf('good'));
  });

  test('of readiness: the 400’s words are the reason', async () => {
    const running = await start();
    await deployOnce(deis, request(running), clock, factsOf('good'));
    const { watched, platform, rollout } = await deployOnce(deis, request(running), clock, factsOf('unready'));
    expect(watched).toMatchObject({ ended: 'failed' });
    if (watched.ended === 'failed') expect(watched.reason).toMatch(/Readiness probe failed/);
    expect((await platform.evidence(rollout)).hint).toContain('PORT');
    expect(await platform.restore(rollout)).toMatchObject({ serves: { id: 'v3' }, verified: true });
  });
});

describe('a cut connection', () => {
  test('is not a failure, and the build is not posted again', async () => {
    const running = await start();
    await deployOnce(deis, request(running), clock, factsOf('good'));
    running.server.faults.push({ method: 'POST', path: /builds/, nth: 1, when: 'after', action: 'cut' });
    const { watched } = await deployOnce(deis, request(running), clock, factsOf('better'));
    expect(watched).toMatchObject({ ended: 'live', last: { release: { id: 'v4' } } });
    expect(posts(running).filter((line) => line.includes('builds'))).toHaveLength(2);
  });

  test('of a proxy that gave up, of a deploy that fails: the failed release is found', async () => {
    const running = await start();
    await deployOnce(deis, request(running), clock, factsOf('good'));
    const html = { status: 504, headers: { 'content-type': 'text/html' }, body: '<title>504 Gateway Time-out</title>' };
    running.server.faults.push({ method: 'POST', path: /builds/, nth: 1, when: 'after', action: html });
    const { watched, platform, rollout } = await deployOnce(deis, request(running), clock, factsOf('missing'));
    expect(watched.ended).toBe('failed');
    expect(await platform.restore(rollout)).toMatchObject({ serves: { id: 'v3' }, verified: true });
  });

  test('before the controller saw the request: said within a minute', async () => {
    const running = await start();
    await deployOnce(deis, request(running), clock, factsOf('good'));
    running.server.faults.push({ method: 'POST', path: /builds/, when: 'before', action: 'cut' });
    const { watched, platform, rollout } = await deployOnce(deis, request(running), clock, factsOf('better'));
    expect(watched.ended).toBe('failed');
    expect(await platform.restore(rollout)).toMatchObject({
      serves: { id: 'v3' },
      verified: true,
      how: 'nothing had been released yet',
    });
  });
});

test('cancelled in the middle: the rollback is ordered at once, and another process sees it through', async () => {
  const running = await start();
  await deployOnce(deis, request(running), clock, factsOf('good'));
  const { context, stop } = bench(request(running), clock);
  const until = { signal: stop.signal };
  const own = Object.defineProperty({ ...context }, 'signal', { get: () => until.signal });
  const platform = await connected(deis, own);
  const facts = factsOf('slow');
  const current = await platform.read();
  const plan = {
    app: 'myapp',
    current,
    facts,
    image: platform.imageFor(facts),
    settings: {},
    strategy: 'rolling' as const,
    changes: [],
    findings: [],
    remarks: [],
  };
  const rollout = await platform.release(platform.rolloutOf(await platform.prepare(plan), plan));
  await clock.sleep(6_000);
  await platform.observe(rollout);
  stop.abort();
  until.signal = new AbortController().signal;
  await platform.cancel(rollout);
  expect(posts(running).some((line) => line.includes('rollback'))).toBe(true);

  const later = await connected(deis, bench(request(running), clock).context);
  await later.read();
  const saved = JSON.parse(JSON.stringify(rollout)) as typeof rollout;
  expect(await later.restore(saved)).toMatchObject({ serves: { image: imageOf('good') }, verified: true });
  expect(posts(running).filter((line) => line.includes('rollback'))).toHaveLength(1);
  expect(running.appAt('myapp.apps.sandbox.test')?.image).toBe(imageOf('good'));
});

test.each(['cut', { status: 401, body: { detail: 'Invalid token.' } }] as const)(
  'a rollback that came to nothing (%o) is ordered again',
  async (action) => {
    const running = await start();
    await deployOnce(deis, request(running), clock, factsOf('good'));
    const { platform, rollout } = await deployOnce(deis, request(running), clock, factsOf('better'));
    running.server.faults.push({ method: 'POST', path: /rollback/, nth: 1, when: 'before', action });
    expect(await platform.restore(rollout)).toMatchObject({ serves: { image: imageOf('good') }, verified: true });
    expect(posts(running).filter((line) => line.includes('rollback'))).toHaveLength(2);
  },
);

test('a build that is answered by somebody else is looked up', async () => {
  const running = await start();
  await deployOnce(deis, request(running), clock, factsOf('good'));
  const action = { status: 200, headers: { 'content-type': 'text/html' }, body: '<title>Sign in</title>' };
  running.server.faults.push({ method: 'POST', path: /builds/, when: 'after', action });
  const { watched } = await deployOnce(deis, request(running), clock, factsOf('better'));
  expect(watched).toMatchObject({ ended: 'live', last: { release: { id: 'v4' } } });
  expect(posts(running).filter((line) => line.includes('builds'))).toHaveLength(2);
});

test('somebody else’s newer release ends ours as superseded and is left alone', async () => {
  const running = await start();
  await deployOnce(deis, request(running), clock, factsOf('good'));
  const ours = await deployOnce(deis, request(running), clock, factsOf('better'));
  await deployOnce(deis, request(running), clock, factsOf('best'));
  const later = await connected(deis, bench(request(running), clock).context);
  expect(await later.observe(ours.rollout)).toMatchObject({ phase: 'superseded' });
  const restored = await later.restore(ours.rollout);
  expect(restored).toMatchObject({ serves: { id: 'v5', image: imageOf('best') } });
  expect(posts(running).some((line) => line.includes('rollback'))).toBe(false);
});

describe('the login', () => {
  test('with a password masks the token and needs no second request', async () => {
    const running = await start();
    const login = { kind: 'password', username: 'bob', password: deisSeeds.bob.password } as const;
    const { context, masked } = bench(request(running, { login }), clock);
    const platform = await deis.detect(context);
    expect(await platform?.login()).toBe('bob (password)');
    expect(masked).toEqual([deisSeeds.bob.token]);
    expect(running.server.requests.map((sent) => sent.target)).toEqual(['/v2/', '/v2/auth/login/']);
  });

  test('a wrong one is explained', async () => {
    const running = await start();
    const login = { kind: 'password', username: 'bob', password: 'wrong' } as const;
    const platform = await deis.detect(bench(request(running, { login }), clock).context);
    await expect(platform?.login()).rejects.toMatchObject({ code: 'CONTROLLER_LOGIN', message: /Unable to log in/ });
    const token = await deis.detect(bench(request(running, { login: { kind: 'token', token: 'x' } }), clock).context);
    await expect(token?.login()).rejects.toMatchObject({ code: 'CONTROLLER_TOKEN', hint: /deis login/ });
  });

  test('an app of somebody else', async () => {
    const running = await start();
    await deployOnce(deis, request(running), clock, factsOf('good'));
    const bob = bench(request(running, { login: { kind: 'token', token: deisSeeds.bob.token } }), clock);
    const platform = await connected(deis, bob.context);
    await expect(platform.read()).rejects.toMatchObject({ code: 'CONTROLLER_FORBIDDEN' });
  });
});

test('a Procfile of the build before goes along: without it its processes would be stopped', async () => {
  const running = await start();
  const { context } = bench(request(running), clock);
  const send = (path: string, body: object) =>
    context.http.send({
      method: 'POST',
      url: new URL(`/v2/apps/${path}`, running.server.url),
      headers: { authorization: `token ${deisSeeds.admin.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await send('', { id: 'myapp' });
  await send('myapp/config/', { values: { PORT: '8080' } });
  await send('myapp/builds/', { image: imageOf('good'), procfile: { web: './serve' } });
  const { watched, plan } = await deployOnce(deis, request(running), clock, factsOf('better'));
  expect(plan.current?.processes).toEqual([{ type: 'web', wanted: 1 }]);
  expect(watched).toMatchObject({ ended: 'live', last: { instances: [{ process: 'web', state: 'running' }] } });
});

test('settings whose answer was lost are read back, not posted twice', async () => {
  const running = await start();
  await deployOnce(deis, request(running), clock, factsOf('good'));
  running.server.faults.push({ method: 'POST', path: /config/, nth: 1, when: 'after', action: 'cut' });
  const { watched } = await deployOnce(deis, request(running, { settings: { port: 9000 } }), clock, factsOf('better'));
  expect(watched).toMatchObject({ ended: 'live', last: { release: { id: 'v5' } } });
  expect(posts(running).filter((line) => line.includes('config'))).toHaveLength(2);
});

test('Hephy keeps the reason of a failure whose answer was lost', async () => {
  sandbox = await startDeis({ clock: runningClock(speed), pull: pullByName, hephy: true });
  const running = sandbox;
  await deployOnce(deis, request(running), clock, factsOf('good'));
  running.server.faults.push({ method: 'POST', path: /builds/, nth: 1, when: 'after', action: 'cut' });
  const { watched } = await deployOnce(deis, request(running), clock, factsOf('missing'));
  expect(watched).toMatchObject({ ended: 'failed', reason: expect.stringContaining('not found') });
});

describe('the look at what runs already', () => {
  test('sees the release that serves, and only reads', async () => {
    const running = await start();
    await deployOnce(deis, request(running), clock, factsOf('good'));
    const before = posts(running);
    const { look, why } = await lookedAt(deis, request(running), factsOf('good'));
    expect(why).toBeUndefined();
    expect(look).toMatchObject({
      ...{ phase: 'done', release: { id: 'v3' }, wanted: [{ type: 'cmd', wanted: 1 }] },
      instances: [{ process: 'cmd', state: 'running' }],
    });
    expect(posts(running)).toEqual(before);
  });

  test('misses a pod that is down', async () => {
    const running = await start();
    await deployOnce(deis, request(running), clock, factsOf('good'));
    for (const pod of running.world.cluster.pods('myapp')) pod.crash(1);
    expect((await lookedAt(deis, request(running), factsOf('good'))).why).toBe('only 0 of 1 instances run');
  });

  test('does not count the pods of a release that somebody made meanwhile', async () => {
    const running = await start();
    await deployOnce(deis, request(running), clock, factsOf('good'));
    const other = () => running.deployAs('admin', 'myapp', imageOf('better'));
    expect((await lookedAt(deis, request(running), factsOf('good'), other)).why).toBe('only 0 of 1 instances run');
  });

  test('trusts no release after which another one has failed', async () => {
    const running = await start();
    await deployOnce(deis, request(running), clock, factsOf('good'));
    await expect(running.deployAs('admin', 'myapp', imageOf('missing'))).rejects.toThrow();
    const { why } = await lookedAt(deis, request(running), factsOf('good'));
    expect(why).toBe('release v4 came after release v3');
  });

  test('does not leave an app alone whose PORT a deploy would set', async () => {
    const running = await start();
    await deployOnce(deis, request(running), clock, factsOf('good'));
    // As on a controller with a registry of its own, where apps need none.
    const action = { status: 200, body: { values: {}, registry: {} } };
    running.server.faults.push({ method: 'GET', path: /config/, when: 'after', action });
    expect((await lookedAt(deis, request(running), factsOf('good', []))).why).toBeUndefined();
    const { why } = await lookedAt(deis, request(running), factsOf('good', [8080]));
    expect(why).toBe('PORT is not what the image exposes');
  });
});
