import { expect } from 'vitest';
import type { Build } from '../../sandbox/cloudfoundry/model.ts';
import type { Reply } from '../../sandbox/server.ts';
import { ask, whenStaged } from '../support/cloudfoundry.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/**
 * What a deploy to Cloud Foundry meets in practice, each through the bundle: the acceptance list of the emulator that the
 * sandbox is. Those that have more than one scene are elsewhere: first deploys, crashes, wrong logins and kills in the
 * contract suite; canaries in cf-release, builds that are tried again in cf-staging, tokens that end in cf-token, routes of
 * other spaces in cf-routes, manifests that meet a deployment or are refused half-way in cf-manifest, migrations in
 * before-release, the way back in rollback.
 */

const app = 'web';
const publish = (stage: Stage, tag: string, labels: Record<string, string> = {}, more: object = {}) =>
  stage.sandbox.registry.publish({ repository: 'team/web', tag, labels, ...more });
const deploy = (stage: Stage, image: string, more: Record<string, string> = {}) =>
  stage.deploy('cloudfoundry', { app, image, ...more });
const apiOf = (stage: Stage) => stage.sandbox.cloudFoundry.api;
const annotation = (step: StepResult) => step.annotations[0]?.message.split('\n') ?? [];

/** An app that is live with version 1.0; returns its digest. */
async function live(stage: Stage, more: Record<string, string> = {}): Promise<string> {
  const { reference, digest } = await publish(stage, '1.0');
  const step = await deploy(stage, reference, more);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  return digest;
}

/** Version 1.0 serves, and nobody else does. */
async function expectOldServes(stage: Stage, digest: string): Promise<void> {
  for (let asked = 0; asked < 3; asked++) expect((await stage.ask('cloudfoundry', app)).body).toContain(digest);
}

for (const instances of [1, 5]) {
  test(`re-deploy, rolling, ${instances} instances`, async (stage) => {
    await live(stage, { instances: `${instances}` });
    const { reference, digest } = await publish(stage, '2.0');
    const step = await deploy(stage, reference);
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
    expect(step.log).toContain(`runs ${instances}/${instances} of`);
    expect((await stage.ask('cloudfoundry', app)).body).toContain(digest);
  });
}

test('never healthy: called by the health check’s own words', async (stage) => {
  const old = await live(stage);
  const { reference } = await publish(stage, '2.0', { 'sandbox.behaviour': 'never-healthy' });
  const step = await deploy(stage, reference);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(annotation(step).join('\n')).toMatch(/never healthy|startup check|health check/i);
  await expectOldServes(stage, old);
});

test('out of memory: said, with what to raise', async (stage) => {
  const old = await live(stage);
  const { reference } = await publish(stage, '2.0', { 'sandbox.behaviour': 'oom' });
  const step = await deploy(stage, reference);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(annotation(step).join('\n')).toMatch(/memory/i);
  await expectOldServes(stage, old);
});

test('comes up at the third start: that is live', async (stage) => {
  await live(stage);
  const { reference } = await publish(stage, '2.0', { 'sandbox.behaviour': 'crash-then-ok', 'sandbox.crashes': '2' });
  const step = await deploy(stage, reference);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
});

test('diego_docker off: who has to switch it on, and nothing is left behind', async (stage) => {
  const { reference } = await publish(stage, '1.0');
  stage.sandbox.cloudFoundry.world.featureFlags.set('diego_docker', false);
  const step = await deploy(stage, reference);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(annotation(step)[0]).toContain('Feature Disabled: diego_docker');
  expect(annotation(step).join('\n')).toContain('Nothing was released.');
  expect(annotation(step).join('\n')).toContain('cf enable-feature-flag diego_docker');
  const { apps, routes } = stage.sandbox.cloudFoundry.world;
  expect([apps, routes]).toEqual([[], []]);
});

// The runtime is asked when the deployment is stored already (cloud_controller_ng, process_model.rb, after_commit).
for (const strategy of ['rolling', 'recreate', 'a first deploy'] as const) {
  test(`root is forbidden: what was stored before the refusal is taken back, ${strategy}`, async (stage) => {
    const { world } = stage.sandbox.cloudFoundry;
    const isFirst = strategy === 'a first deploy';
    const old = isFirst ? undefined : await publish(stage, '1.0', {}, { user: '1000' });
    if (old !== undefined) expect((await deploy(stage, old.reference)).outputs['verdict']).toBe('live');
    world.allowDockerRootUser = false;
    const { reference } = await publish(stage, '2.0');
    const step = await deploy(stage, reference, isFirst ? {} : { strategy });
    expect(annotation(step)[0]).toContain('Attempting to run process as root user, which is not permitted.');
    expect(annotation(step).join('\n')).toContain('Add a USER line');
    expect(annotation(step).join('\n')).not.toContain('somebody else');
    if (old === undefined) {
      expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
      expect(world.app(app).state).toBe('STOPPED');
      return;
    }
    expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
    expect(world.app(app).droplet?.image).toContain(old.digest);
    expect(world.activeDeployment(world.app(app))).toBeUndefined();
    await expectOldServes(stage, old.digest);
  });
}

test('a full quota at the deployment: how much is needed, how much is free, three ways out', async (stage) => {
  const old = await live(stage, { memory: '256M' });
  stage.sandbox.cloudFoundry.world.org('acme').memoryLimitMb = 300;
  const { reference } = await publish(stage, '2.0');
  const step = await deploy(stage, reference);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(annotation(step)[0]).toContain('memory quota_exceeded for organization acme');
  expect(annotation(step).join('\n')).toContain(
    '256 MB more are needed, 44 are free: 256 of 300 MB of organization acme are in use',
  );
  expect(annotation(step).join('\n')).toContain('deploy with memory: 44M or less, or ask for a larger quota');
  await expectOldServes(stage, old);
});

// The cancel brings the old instances back before it takes the new ones away, so that it is stopped by the same quota.
test('a quota that fills in the middle of a roll stops its cancel, too: told as it is, with the sum', async (stage) => {
  await live(stage, { memory: '256M', instances: '2' });
  const { world } = stage.sandbox.cloudFoundry;
  world.org('acme').memoryLimitMb = 768;
  const { reference } = await publish(stage, '2.0', { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '8000' });
  // Once the first new instance is asked for, there is no room for the second any more.
  const tighten = {
    struck: () => {
      world.org('acme').memoryLimitMb = 700;
    },
    action: (answer: Reply) => answer,
  };
  apiOf(stage).faults.push({ method: 'POST', path: /\/v3\/deployments$/, nth: 1, when: 'after', ...tighten });
  const step = await deploy(stage, reference);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(annotation(step)[0]).toBe('memory quota_exceeded');
  expect(annotation(step).join('\n')).toContain('256 MB more are needed, 188 are free: 512 of 700 MB');
  expect(annotation(step).join('\n')).toContain('only 1 of 2 instances were seen running');
});

test('a build of somebody else is waited for, and then ours is made', async (stage) => {
  await live(stage);
  const { world } = stage.sandbox.cloudFoundry;
  const [build] = world.builds;
  if (build === undefined) throw new Error('nothing was built');
  const { droplet: _droplet, ...rest } = build;
  const theirs: Build = {
    ...{ ...rest, ...world.resource(), droplet: undefined },
    ...{ createdBy: world.account('colleague'), state: 'STAGING' },
  };
  world.builds.push(theirs);
  whenStaged(stage, () => world.clock.after(9_000, () => Object.assign(theirs, { state: 'FAILED' })));
  const { reference, digest } = await publish(stage, '2.0');
  const step = await deploy(stage, reference);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', digest });
  expect(
    step.log.match(/Another build of this app by colleague is still running: waiting for it to end/g),
  ).toHaveLength(1);
});

test('a full quota at the build: how much is needed, how much is free; what serves goes on', async (stage) => {
  const old = await live(stage, { memory: '1G' });
  stage.sandbox.cloudFoundry.world.org('acme').memoryLimitMb = 1_500;
  const { reference } = await publish(stage, '2.0');
  const step = await deploy(stage, reference);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(annotation(step)[0]).toContain("organization's memory limit exceeded: staging requires 1024M memory");
  expect(annotation(step).join('\n')).toContain(
    '1024 MB more are needed, 476 are free: 1024 of 1500 MB of organization acme are in use',
  );
  expect(annotation(step)[1]).toBe(`Nothing was released: the previous release (${old.slice(0, 19)}) goes on.`);
  expect(annotation(step)[2]).toMatch(/^A build needs as much memory as an instance of web, 1024 MB at least, /);
  expect(writesTo([apiOf(stage)]).filter((write) => write === 'POST /v3/deployments')).toHaveLength(1);
  await expectOldServes(stage, old);
});

test('log-cache down changes nothing in the verdict, neither of a good deploy nor of a bad one', async (stage) => {
  const old = await live(stage);
  const down = { status: 503, body: 'upstream unavailable' };
  stage.sandbox.cloudFoundry.logCache.faults.push({ method: 'GET', path: /./, when: 'before', action: down });
  const good = await deploy(stage, (await publish(stage, '2.0')).reference);
  expect(good.outputs, good.log).toMatchObject({ verdict: 'live' });
  const bad = await deploy(stage, (await publish(stage, '3.0', { 'sandbox.behaviour': 'crash' })).reference);
  expect(bad.outputs, bad.log).toMatchObject({ verdict: 'restored' });
  expect(annotation(bad).join('\n')).toContain('Exited with status 1');
  expect((await stage.ask('cloudfoundry', app)).body).not.toContain(old);
});

test('plain text of the router: 502 at a read is asked again, and after a write nothing is made twice', async (stage) => {
  await live(stage);
  const api = apiOf(stage);
  const bad = {
    status: 502,
    headers: { 'x-cf-routererror': 'endpoint_failure' },
    body: '502 Bad Gateway: Registered endpoint failed to handle the request.\n',
  };
  api.faults.push({ method: 'GET', path: /\/v3\/apps$/, nth: 1, when: 'before', action: bad });
  for (const path of [/\/v3\/packages$/, /\/v3\/builds$/, /\/v3\/deployments$/]) {
    api.faults.push({ method: 'POST', path, nth: 1, when: 'after', action: bad });
  }
  const { world } = stage.sandbox.cloudFoundry;
  const before = [world.packages.length, world.builds.length, world.deployments.length];
  const step = await deploy(stage, (await publish(stage, '2.0')).reference);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect([world.packages.length, world.builds.length, world.deployments.length]).toEqual(
    before.map((count) => count + 1),
  );
});

const passing = (answer: Reply) => answer;

for (const [what, status, body, cause, advice] of [
  [
    'the registry wants a login',
    401,
    { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] },
    /unauthorized|authentication required/i,
    /registry-username and registry-password/,
  ],
  [
    'the tag is gone',
    404,
    { errors: [{ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' }] },
    /manifest unknown/i,
    /The registry does not know the image/,
  ],
] as const) {
  test(`staging: ${what}, and that is the first line, not "staging failed"`, async (stage) => {
    const old = await live(stage);
    const { reference } = await publish(stage, '2.0');
    whenStaged(stage, () => {
      const fault = { method: 'GET', path: /\/manifests\//, when: 'before', action: { status, body } } as const;
      stage.sandbox.registry.server.faults.push(fault, { ...fault, method: 'HEAD' });
    });
    const step = await deploy(stage, reference);
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
    expect(annotation(step)[0]).toMatch(cause);
    expect(annotation(step).join('\n')).toMatch(advice);
    // A refusal is no matter of time: one build of the first deploy, and one of this.
    const writes = writesTo([apiOf(stage)]).filter((write) => /builds$|deployments$/.test(write));
    expect(writes).toEqual(['POST /v3/builds', 'POST /v3/deployments', 'POST /v3/builds']);
    expect(step.log).not.toContain('trying again');
    await expectOldServes(stage, old);
  });
}

test('running, but not ready for traffic, is not live', async (stage) => {
  const old = await live(stage, { 'readiness-check': 'http /ready' });
  const { reference } = await publish(stage, '2.0', { 'sandbox.behaviour': 'unready' });
  const step = await deploy(stage, reference, { timeout: '60s' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(step.log).toContain('new ◌');
  await expectOldServes(stage, old);
});

test('a newer deploy of somebody else takes over: superseded, and theirs is left alone', async (stage) => {
  await live(stage);
  const { reference } = await publish(stage, '2.0', { 'sandbox.behaviour': 'slow' });
  const { reference: other } = await publish(stage, '3.0');
  const theirs = { nth: 2, when: 'after', action: passing } as const;
  const begun = Promise.withResolvers<void>();
  apiOf(stage).faults.push({ method: 'GET', path: /\/stats$/, ...theirs, struck: () => begun.resolve() });
  const [step] = await Promise.all([
    deploy(stage, reference),
    begun.promise.then(() => stage.sandbox.cloudFoundry.deployByColleague(app, other)),
  ]);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'superseded' });
  expect(step.exitCode).toBe(1);
  expect(writesTo([apiOf(stage)]).filter((write) => /cancel$/.test(write))).toEqual([]);
  expect(stage.sandbox.cloudFoundry.world.app(app).droplet?.image).toBe(other);
});

for (const [what, method, path, said, now] of [
  [
    'stops the app',
    'POST',
    '/actions/stop',
    'Somebody else (deployer) stopped the app.',
    /ordered back \(deployment cancelled; somebody else has stopped the app, and it was left so\)/,
  ],
  [
    'deletes the app',
    'DELETE',
    '',
    'Somebody else (deployer) deleted the app.',
    /no previous release to go back to \(the app is not there any more\)/,
  ],
] as const) {
  test(`somebody ${what} in the middle of a roll: seen, told, and left so`, async (stage) => {
    await live(stage);
    const { reference } = await publish(stage, '2.0', { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '40000' });
    const { guid } = stage.sandbox.cloudFoundry.world.app(app);
    const meddling: Promise<unknown>[] = [];
    const running = stage.start(
      'cloudfoundry',
      { app, image: reference },
      {
        onLine: (line) => {
          if (line.includes('new ◐')) meddling.push(ask(stage, method, `/v3/apps/${guid}${path}`));
        },
      },
    );
    const step = await running.done;
    expect(meddling).toHaveLength(1);
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed', reason: said });
    expect(annotation(step)[1]).toMatch(now);
  });
}

for (const [what, answer] of [
  ['limits requests for half an hour', { status: 429, headers: { 'retry-after': '1800' } }],
  ['is down', { status: 503, body: 'no healthy upstream' }],
] as const) {
  test(`an API that ${what} in the middle of a roll: nobody knows, and nothing is undone`, async (stage) => {
    await live(stage);
    const { reference, digest } = await publish(stage, '2.0', {
      'sandbox.behaviour': 'slow',
      'sandbox.boot-ms': '40000',
    });
    const errors = [{ code: 10013, title: 'CF-RateLimitExceeded', detail: 'Rate Limit Exceeded' }];
    const action = answer.status === 429 ? { ...answer, body: { errors } } : answer;
    const running = stage.start(
      'cloudfoundry',
      { app, image: reference },
      {
        onLine: (line) => {
          if (line.includes('new ◐')) apiOf(stage).faults.push({ method: 'GET', path: /./, when: 'before', action });
        },
      },
    );
    const step = await running.done;
    expect(step.outputs, step.log).toMatchObject({ verdict: 'unknown' });
    expect(annotation(step)[0]).toMatch(/^The platform could not be asked for 60 s: /);
    expect(writesTo([apiOf(stage)]).filter((write) => write.endsWith('/cancel'))).toEqual([]);
    // It went on alone, and well.
    expect((await stage.ask('cloudfoundry', app)).body).toContain(digest);
  });
}

test('web without instances: released, with the word that nothing of it runs', async (stage) => {
  await live(stage);
  const { guid } = stage.sandbox.cloudFoundry.world.app(app);
  await ask(stage, 'POST', `/v3/apps/${guid}/processes/web/actions/scale`, { instances: 0 });
  const { reference } = await publish(stage, '2.0');
  const step = await deploy(stage, reference);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(step.log).toContain('web is scaled to 0 instances: the new version is released, but nothing of it is started');
  const up = await deploy(stage, (await publish(stage, '3.0')).reference, { instances: '2' });
  expect(up.log).not.toContain('scaled to 0');
  expect(up.log).toContain('web runs 2/2 of');
});

test('429: a short Retry-After is waited for, a long one is told', async (stage) => {
  await live(stage);
  const limited = (seconds: number) => ({
    status: 429,
    headers: { 'content-type': 'text/plain', 'retry-after': `${seconds}`, 'x-ratelimit-remaining': '0' },
    body: JSON.stringify({
      errors: [{ code: 10013, title: 'CF-RateLimitExceeded', detail: 'Rate Limit Exceeded' }],
    }),
  });
  const path = /\/v3\/packages$/;
  apiOf(stage).faults.push({ method: 'POST', path, nth: 1, when: 'before', action: limited(3) });
  const short = await deploy(stage, (await publish(stage, '2.0')).reference);
  expect(short.outputs, short.log).toMatchObject({ verdict: 'live' });

  apiOf(stage).faults.push({ method: 'POST', path, when: 'before', action: limited(1800) });
  const long = await deploy(stage, (await publish(stage, '3.0')).reference);
  expect(long.outputs, long.log).toMatchObject({ verdict: 'failed' });
  expect(annotation(long)[0]).toContain('Rate Limit Exceeded');
  expect(annotation(long).join('\n')).toContain('takes the next one in 30m');
});

test('what the platform warns of stands in the log, once', async (stage) => {
  await live(stage);
  stage.sandbox.cloudFoundry.world.warnings.push({ path: /\/v3\/builds/, text: 'Staging, here: is slow' });
  const step = await deploy(stage, (await publish(stage, '2.0')).reference);
  expect(step.log.match(/Cloud Foundry warns: Staging, here: is slow/g)).toHaveLength(1);
});

test('the registry login dies after the deploy: the next cell that pulls says so, and the next deploy is told why', async (stage) => {
  const image = await stage.sandbox.registry.publish({ repository: 'private/web', tag: '1.0' });
  const login = { 'registry-username': 'robot', 'registry-password': 'robot-password' };
  const step = await deploy(stage, image.reference, login);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  const refused = { status: 401, body: { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] } };
  stage.sandbox.registry.tokenServer.faults.push({ method: 'GET', path: /./, when: 'before', action: refused });
  stage.sandbox.cloudFoundry.evacuateInstance(app);
  const { world } = stage.sandbox.cloudFoundry;
  const crash = async (): Promise<string> => {
    for (let tries = 0; tries < 200; tries++) {
      const event = world.events.find(({ type }) => type === 'audit.app.process.crash');
      if (event !== undefined) return JSON.stringify(event.data);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    return 'no crash';
  };
  expect(await crash()).toMatch(/unauthorized|authentication required/);
  const next = await deploy(stage, image.reference, login);
  expect(next.outputs, next.log).toMatchObject({ verdict: 'failed' });
  expect(annotation(next)[0]).toMatch(/refuse|denied|unauthorized|authentication required/i);
  expect(annotation(next).join('\n')).toMatch(/registry-username and registry-password/);
});

test('Korifi: strict bodies, endpoints that are not there, and what is refused at the plan', async (stage) => {
  const publishFor = (tag: string) => publish(stage, tag, {}, { user: '1000' });
  const { server, world } = stage.sandbox.korifi;
  const first = await stage.deploy('korifi', { app, image: (await publishFor('1.0')).reference, instances: '2' });
  expect(first.outputs, first.log).toMatchObject({ verdict: 'live' });
  const { reference: image, digest } = await publishFor('2.0');
  const asked = {
    ...{ instances: '3', memory: '512M', disk: '2G', command: './serve', 'health-check': 'http /healthz' },
    ...{ env: '{"WORKERS": 4, "DEBUG": true}', labels: 'team=web', routes: 'www.apps.sandbox.test' },
  };
  const step = await stage.deploy('korifi', { app, image, ...asked });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', digest });
  expect(world.apps[0]?.environment).toEqual({ WORKERS: '4', DEBUG: 'true' });

  // It decodes strictly: of a deployment it takes the app and the droplet, and nothing that is Cloud Foundry's alone.
  const bodies = server.requests.filter(({ method }) => method !== 'GET').map(({ target, body }) => [target, body]);
  const deployments = bodies.flatMap(([target, body]) => (target === '/v3/deployments' ? [JSON.parse(`${body}`)] : []));
  expect(deployments.map((body) => Object.keys(body).sort())).toEqual([['droplet', 'relationships']]);
  // Nothing was asked for that it does not have, and nothing of a login server.
  const targets = server.requests.map(({ target }) => target);
  const missing = /revisions|feature_flags|audit_events|process_instances|route_reservations|oauth|manifest|include=/;
  expect(targets.filter((target) => missing.test(target))).toEqual([]);

  const since = Date.now();
  const refused = await stage.deploy('korifi', { app, image, strategy: 'canary', 'before-release': './migrate' });
  expect(refused.outputs, refused.log).toMatchObject({ verdict: 'failed' });
  expect(annotation(refused).join('\n')).toMatch(/^before-release +cannot be run: Korifi/m);
  expect(annotation(refused).join('\n')).toMatch(/^strategy +is canary, which Korifi does not know/m);
  const root = await stage.deploy('korifi', { app, image: (await publish(stage, '3.0', {}, { user: '0' })).reference });
  expect(annotation(root)[0]).toBe('The image runs as root (USER 0), and Korifi builds no such image.');
  expect(annotation(root)[1]).toBe('Nothing was written to the platform.');
  expect(writesTo([server], since)).toEqual([]);
});
