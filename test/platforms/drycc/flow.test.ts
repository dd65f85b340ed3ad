import { afterEach, describe, expect, test } from 'vitest';
import { runningClock } from '../../../sandbox/clock.ts';
import { type DryccSandbox, dryccSeeds, startDrycc } from '../../../sandbox/drycc/drycc.ts';
import type { Request } from '../../../src/inputs/request.ts';
import { drycc } from '../../../src/platforms/drycc/index.ts';
import {
  bench,
  connected,
  deployOnce,
  factsOf,
  fastClock,
  lookedAt,
  pullByName,
  requestTo,
  scripted,
} from '../controller/workbench.ts';

const speed = 30;
const clock = fastClock(speed);
let sandbox: DryccSandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

async function start(throttle = false): Promise<DryccSandbox> {
  sandbox = await startDrycc({ clock: runningClock(speed), pull: pullByName, throttle });
  return sandbox;
}

function request(running: DryccSandbox, more: Partial<Request> = {}): Request {
  const login = { kind: 'token', token: dryccSeeds.mike.token } as const;
  return requestTo(running.server.url, { login, workspace: 'teamone', ...more });
}

const imageOf = (name: string) => `registry.example.com/org/${name}@${factsOf(name).digest}`;

const posts = (running: DryccSandbox) =>
  running.server.requests.filter((sent) => sent.method === 'POST').map((sent) => `${sent.target} ${sent.status}`);

describe('a deploy', () => {
  test('of a new app, then of another image, then of the same', async () => {
    const running = await start();
    const first = await deployOnce(drycc, request(running), clock, factsOf('good'));
    expect(first.watched).toMatchObject({ ended: 'live', last: { release: { id: 'v3', image: imageOf('good') } } });
    expect(posts(running)).toEqual(['/v2/apps/ 201', '/v2/apps/myapp/config/ 201', '/v2/apps/myapp/build/ 201']);

    const second = await deployOnce(drycc, request(running), clock, factsOf('better'));
    expect(second.watched).toMatchObject({
      ended: 'live',
      last: { release: { id: 'v4' }, wanted: [{ type: 'web', wanted: 1 }] },
    });
    expect(second.candidate.previous).toEqual({ id: 'v3', label: 'release v3', image: imageOf('good') });
    expect(posts(running).slice(3)).toEqual(['/v2/apps/myapp/build/ 201']);
    expect(running.appAt('myapp.apps.sandbox.test')?.image).toBe(imageOf('better'));

    // Nothing is rolled out, and the pods keep the label of the release that made them.
    const third = await deployOnce(drycc, request(running), clock, factsOf('better'));
    expect(third.watched).toMatchObject({ ended: 'live', last: { release: { id: 'v5' } } });
    expect(third.watched.last?.instances).toHaveLength(1);
  });

  test('that is answered by somebody else is looked up, not posted again', async () => {
    const running = await start();
    await deployOnce(drycc, request(running), clock, factsOf('good'));
    const action = { status: 201, headers: { 'content-type': 'application/json' }, body: '{}' };
    running.server.faults.push({ method: 'POST', path: /build/, when: 'after', action });
    const { watched } = await deployOnce(drycc, request(running), clock, factsOf('better'));
    expect(watched).toMatchObject({ ended: 'live', last: { release: { id: 'v4' } } });
    expect(posts(running).filter((line) => line.includes('build'))).toHaveLength(2);
  });

  test('of an image without a port sets none: 5000 is the default', async () => {
    const running = await start();
    const { watched } = await deployOnce(drycc, request(running), clock, factsOf('good', []));
    expect(watched.ended).toBe('live');
    expect(posts(running)).toEqual(['/v2/apps/ 201', '/v2/apps/myapp/build/ 201']);
  });

  test('with credentials for each process type, posted once', async () => {
    const running = await start();
    const registry = { username: 'ci', password: 's3cret' };
    await deployOnce(drycc, request(running, { registry }), clock, factsOf('good'));
    const bodies = running.server.requests
      .filter((sent) => sent.method === 'POST' && sent.target.endsWith('/config/'))
      .map((sent) => JSON.parse(sent.body));
    expect(bodies).toEqual([
      { values: [{ name: 'PORT', value: '8080', ptype: 'web' }], registry: { web: registry, run: registry } },
    ]);
    const again = await deployOnce(drycc, request(running, { registry }), clock, factsOf('better'));
    expect(again.watched.ended).toBe('live');
    expect(posts(running).filter((line) => line.includes('config'))).toHaveLength(1);
  });

  test('with another port: deployed with the build as one, and what is gone back to is the release before', async () => {
    const running = await start();
    await deployOnce(drycc, request(running), clock, factsOf('good'));
    const second = await deployOnce(drycc, request(running, { settings: { port: 9000 } }), clock, factsOf('better'));
    expect(second.watched.ended).toBe('live');
    expect(second.candidate.previous?.id).toBe('v3');
    expect(second.watched.last?.release?.id).toBe('v5');
    expect(posts(running).slice(3)).toEqual([
      ...['/v2/apps/myapp/settings/ 201', '/v2/apps/myapp/config/ 201', '/v2/apps/myapp/build/ 201'],
      ...['/v2/apps/myapp/settings/ 201', '/v2/apps/myapp/releases/deploy/ 204'],
    ]);
  });

  test('while a pipeline runs is refused: theirs goes on, and the app says that it is busy', async () => {
    const running = await start();
    await deployOnce(drycc, request(running), clock, factsOf('good'));
    const other = deployOnce(drycc, request(running), clock, factsOf('slow'));
    await clock.sleep(5_000);
    const mine = await deployOnce(drycc, request(running), clock, factsOf('better'));
    const left = 'the build of this run is the newest release, and not deployed';
    expect(mine.watched).toMatchObject({ ended: 'overtaken', reason: expect.stringMatching(/executing pipeline/) });
    expect(mine.watched).toMatchObject({ reason: expect.stringContaining(left) });
    // v4: theirs. v5: ours, whose pipeline was refused.
    expect((await mine.platform.read())?.busy?.label).toMatch(
      /^(?:release v4, .* deployed .*slow|there is an executing pipeline).* · the build of this run/,
    );
    expect((await other).watched.ended).toBe('live');
    await clock.sleep(30_000);
    expect((await mine.platform.read())?.busy).toBeUndefined();
    expect(posts(running).filter((line) => line.endsWith('400'))).toEqual(['/v2/apps/myapp/build/ 400']);
  });

  test('a lost answer is looked up before anything is repeated', async () => {
    const running = await start();
    await deployOnce(drycc, request(running), clock, factsOf('good'));
    running.server.faults.push({ method: 'POST', path: /build/, nth: 1, when: 'after', action: 'cut' });
    const { watched } = await deployOnce(drycc, request(running), clock, factsOf('better'));
    expect(watched).toMatchObject({ ended: 'live', last: { release: { id: 'v4' } } });
    expect(posts(running).filter((line) => line.includes('/build/'))).toHaveLength(2);
  });

  test('a request that never arrived is repeated once', async () => {
    const running = await start();
    await deployOnce(drycc, request(running), clock, factsOf('good'));
    running.server.faults.push({ method: 'POST', path: /build/, nth: 1, when: 'before', action: 'cut' });
    const { watched } = await deployOnce(drycc, request(running), clock, factsOf('better'));
    expect(watched).toMatchObject({ ended: 'live', last: { release: { id: 'v4' } } });
  });

  test('with the platform’s limit of 60 requests a minute is never refused', async () => {
    const running = await start(true);
    const { watched } = await deployOnce(drycc, request(running), clock, factsOf('slow'));
    expect(watched.ended).toBe('live');
    expect(running.server.requests.filter((sent) => sent.status === 429)).toEqual([]);
  });
});

describe('a failure', () => {
  test('to pull: the controller rolls back by itself, which is recognised', async () => {
    const running = await start();
    await deployOnce(drycc, request(running), clock, factsOf('good'));
    const { platform, rollout, watched } = await deployOnce(drycc, request(running), clock, factsOf('missing'));
    expect(watched.ended).toBe('failed');
    const evidence = await platform.evidence(rollout);
    expect(evidence.cause).toContain('not found');
    expect(await platform.restore(rollout)).toMatchObject({
      serves: { id: 'v3', image: imageOf('good') },
      verified: true,
      how: 'the controller rolled back by itself',
    });
  });

  test('of the first deploy: nothing to go back to', async () => {
    const running = await start();
    const { platform, rollout, watched } = await deployOnce(drycc, request(running), clock, factsOf('missing'));
    expect(watched.ended).toBe('failed');
    await platform.cancel(rollout);
    expect(await platform.restore(rollout)).toMatchObject({ serves: undefined });
    expect(posts(running).some((line) => line.includes('rollback'))).toBe(false);
  });

  test('by a crash loop: how the container ended is the cause', async () => {
    const running = await start();
    await deployOnce(drycc, request(running), clock, factsOf('good'));
    const { platform, rollout, watched } = await deployOnce(drycc, request(running), clock, factsOf('crash'));
    expect(watched.ended).toBe('failed');
    const evidence = await platform.evidence(rollout);
    expect([evidence.cause, ...evidence.facts].join('\n')).toMatch(/exit code 1|Back-off restarting/);
    expect(await platform.restore(rollout)).toMatchObject({ serves: { image: imageOf('good') }, verified: true });
    expect(running.appAt('myapp.apps.sandbox.test')?.image).toBe(imageOf('good'));
  });

  test('where the app’s autorollback is off: rolled back by hand', async () => {
    const running = await start();
    await deployOnce(drycc, request(running), clock, factsOf('good'));
    const app = running.world.apps.get('myapp');
    if (app !== undefined) app.settings = { ...app.settings, autorollback: false };
    const { platform, rollout, watched } = await deployOnce(drycc, request(running), clock, factsOf('missing'));
    expect(watched.ended).toBe('failed');
    const restored = await platform.restore(rollout);
    expect(restored).toMatchObject({ serves: { image: imageOf('good') }, verified: true });
    expect(running.appAt('myapp.apps.sandbox.test')?.image).toBe(imageOf('good'));
  });
});

test('cancelled in the middle: the rollback is ordered, and another process sees it through', async () => {
  const running = await start();
  await deployOnce(drycc, request(running), clock, factsOf('good'));
  const platform = await connected(drycc, bench(request(running), clock).context);
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
  await platform.cancel(rollout);
  const later = await connected(drycc, bench(request(running), clock).context);
  await later.read();
  expect(await later.restore(rollout)).toMatchObject({ serves: { image: imageOf('good') }, verified: true });
  expect(posts(running).filter((line) => line.includes('rollback'))).toHaveLength(1);
});

test('somebody else’s newer release is left alone', async () => {
  const running = await start();
  await deployOnce(drycc, request(running), clock, factsOf('good'));
  const ours = await deployOnce(drycc, request(running), clock, factsOf('better'));
  await deployOnce(drycc, request(running), clock, factsOf('best'));
  const later = await connected(drycc, bench(request(running), clock).context);
  expect(await later.observe(ours.rollout)).toMatchObject({ phase: 'superseded' });
  expect(await later.restore(ours.rollout)).toMatchObject({ serves: { id: 'v5', image: imageOf('best') } });
  expect(posts(running).some((line) => line.includes('rollback'))).toBe(false);
});

describe('who may', () => {
  test('a new app needs a workspace', async () => {
    const running = await start();
    const { workspace: _, ...without } = request(running);
    await expect(deployOnce(drycc, without, clock, factsOf('good'))).rejects.toMatchObject({ code: 'DRYCC_WORKSPACE' });
  });

  test('an app of a foreign workspace is said to be one', async () => {
    const running = await start();
    await deployOnce(drycc, request(running), clock, factsOf('good'));
    const bob = request(running, { login: { kind: 'token', token: dryccSeeds.bob.token }, workspace: 'bobsteam' });
    const platform = await connected(drycc, bench(bob, clock).context);
    await expect(platform.read()).rejects.toMatchObject({ code: 'CONTROLLER_APP_TAKEN' });
  });

  test('a viewer may not deploy', async () => {
    const running = await start();
    const vera = request(running, { login: { kind: 'token', token: dryccSeeds.vera.token } });
    await expect(deployOnce(drycc, vera, clock, factsOf('good'))).rejects.toMatchObject({
      code: 'CONTROLLER_FORBIDDEN',
    });
  });

  test('a token that is not known', async () => {
    const running = await start();
    const platform = await drycc.detect(
      bench(request(running, { login: { kind: 'token', token: 'x' } }), clock).context,
    );
    await expect(platform?.login()).rejects.toMatchObject({ code: 'CONTROLLER_TOKEN', hint: /drycc tokens add/ });
  });
});

test('autodeploy off: the build is deployed by a request of its own', async () => {
  const running = await start();
  await deployOnce(drycc, request(running), clock, factsOf('good'));
  const app = running.world.apps.get('myapp');
  if (app !== undefined) app.settings = { ...app.settings, autodeploy: false };
  const { watched } = await deployOnce(drycc, request(running), clock, factsOf('better'));
  expect(watched.ended).toBe('live');
  expect(posts(running).at(-1)).toBe('/v2/apps/myapp/releases/deploy/ 204');
});

test('a run that was killed with its build refused: the other deploy is not touched', async () => {
  const running = await start();
  await deployOnce(drycc, request(running), clock, factsOf('good'));
  const other = deployOnce(drycc, request(running), clock, factsOf('slow'));
  await clock.sleep(5_000);
  const platform = await connected(drycc, bench(request(running), clock).context);
  const facts = factsOf('better');
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
  const rollout = platform.rolloutOf(await platform.prepare(plan), plan);
  await expect(platform.release(rollout)).rejects.toMatchObject({ code: 'OVERTAKEN' });
  const later = await connected(drycc, bench(request(running), clock).context);
  const restored = await later.restore(rollout);
  expect(restored.how).toMatch(/never deployed/);
  expect((await other).watched.ended).toBe('live');
  expect(posts(running).some((line) => line.includes('rollback'))).toBe(false);
});

test('a token whose grant has run out is forbidden everything: the hint is the token’s', async () => {
  const server = await scripted(
    {
      'GET /v2/': { status: 401 },
      'GET /v2/auth/whoami/': { status: 403, body: { detail: 'You do not have permission to perform this action.' } },
    },
    { DRYCC_API_VERSION: '2.3, 2.3' },
  );
  const platform = await drycc.detect(bench(requestTo(server.url), clock).context);
  await expect(platform?.login()).rejects.toMatchObject({ code: 'CONTROLLER_TOKEN', hint: /expired or was revoked/ });
  await server.close();
});

test('the reason of a crash is asked for while the pod is there', async () => {
  const running = await start();
  await deployOnce(drycc, request(running), clock, factsOf('good'));
  const { platform, rollout, looks } = await deployOnce(drycc, request(running), clock, factsOf('crash'));
  const evidence = await platform.evidence(rollout);
  expect(looks.some((look) => look.crashes > 0)).toBe(true);
  expect(evidence.facts.join('\n')).toMatch(/Back-off restarting|exit code 1/);
});

describe('the look at what runs already', () => {
  test('sees the release that serves, and only reads; pods that it found unchanged keep an older label', async () => {
    const running = await start();
    await deployOnce(drycc, request(running), clock, factsOf('good'));
    expect((await lookedAt(drycc, request(running), factsOf('good'))).why).toBeUndefined();
    await deployOnce(drycc, request(running), clock, factsOf('good'));
    const before = posts(running);
    const { look, why } = await lookedAt(drycc, request(running), factsOf('good'));
    expect(why).toBeUndefined();
    expect(look).toMatchObject({
      ...{ phase: 'done', release: { id: 'v4' }, wanted: [{ type: 'web', wanted: 1 }] },
      instances: [{ process: 'web', state: 'running' }],
    });
    expect(posts(running)).toEqual(before);
  });

  test('misses a pod that is down', async () => {
    const running = await start();
    await deployOnce(drycc, request(running), clock, factsOf('good'));
    for (const pod of running.world.cluster.pods('myapp')) pod.crash(1);
    expect((await lookedAt(drycc, request(running), factsOf('good'))).why).toBe('only 0 of 1 instances run');
  });

  test('does not hold restarts of other days against a pod that runs', async () => {
    const running = await start();
    await deployOnce(drycc, request(running), clock, factsOf('good'));
    for (const pod of running.world.cluster.pods('myapp')) pod.restarts = 7;
    expect((await lookedAt(drycc, request(running), factsOf('good'))).why).toBeUndefined();
  });

  test('trusts no release after which somebody has made another, before the app was read or after', async () => {
    const running = await start();
    await deployOnce(drycc, request(running), clock, factsOf('good'));
    const other = () => running.deployAs('myapp', imageOf('better'));
    const { why } = await lookedAt(drycc, request(running), factsOf('good'), other);
    expect(why).toBe('release v4 came after release v3');
    // Its pipeline is still at work: what the app is said to serve is the release before.
    expect((await lookedAt(drycc, request(running), factsOf('good'))).why).toBe('release v4 came after release v3');
  });
});
