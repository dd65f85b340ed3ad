import { expect, vi } from 'vitest';
import { testOnStage as test } from '../support/on-stage.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** Each input as a user sets it, through the bundle: what it does to the platform, not only how it is read. */

const publish = (stage: Stage, tag: string, more = {}) =>
  stage.sandbox.registry.publish({ repository: 'team/web', tag, ...more });
const crashing = { labels: { 'sandbox.behaviour': 'crash', 'sandbox.crash-log': 'Error: no database' } };
/** Takes the place of the client's login. */
const asUser = (username: string) => ({
  'client-id': '',
  'client-secret': '',
  username,
  password: `${username}-password`,
});

test('username and password log in to Cloud Foundry, with and without an origin', async (stage) => {
  const { reference: image } = await publish(stage, '1');
  const plan = (more: Record<string, string>) =>
    stage.deploy('cloudfoundry', { app: 'users', image, mode: 'plan', ...asUser('deployer'), ...more });
  const [plain, origin, wrong] = await Promise.all([plan({}), plan({ origin: 'uaa' }), plan({ origin: 'ldap' })]);
  expect(plain.outputs, plain.log).toMatchObject({ verdict: 'planned' });
  expect(plain.log).toContain('deployer (user');
  expect(origin.outputs, origin.log).toMatchObject({ verdict: 'planned' });
  expect(wrong.outputs).toMatchObject({ verdict: 'failed' });
  expect(wrong.annotations[0]?.message).toMatch(/origin/);
});

test('a user who may only read is told what role is missing, and nothing was made', async (stage) => {
  const { reference: image } = await publish(stage, '1');
  const step = await stage.deploy('cloudfoundry', { app: 'auditor', image, ...asUser('auditor') });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(step.annotations[0]?.message).toMatch(/SpaceDeveloper/);
  expect(() => stage.sandbox.cloudFoundry.world.app('auditor')).toThrow('no app auditor');
});

test('a token logs in to Deis', async (stage) => {
  const { reference: image } = await publish(stage, '1');
  const { deisSeeds } = await import('../../sandbox/deis/deis.ts');
  const login = { username: '', password: '', token: deisSeeds.admin.token };
  const step = await stage.deploy('deis', { app: 'tokens', image, ...login, mode: 'plan' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'planned' });
});

test('instances, memory and disk are what runs in the end, and stand in the changes', async (stage) => {
  const { reference: image } = await publish(stage, '1');
  const step = await stage.deploy('cloudfoundry', { app: 'sized', image, instances: '3', memory: '512M', disk: '2G' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(step.log).toMatch(/✔ live · sized runs 3\/3 /);
  const changes = JSON.parse(step.outputs['changes'] ?? '') as { what: string; to: string }[];
  expect(changes).toEqual(
    expect.arrayContaining([
      { what: 'instances', to: '3' },
      { what: 'memory', to: '512 MB' },
      { what: 'disk', to: '2048 MB' },
    ]),
  );
  // And left alone by a deploy that is silent about them.
  const again = await stage.deploy('cloudfoundry', { app: 'sized', image: (await publish(stage, '2')).reference });
  expect(again.log).toMatch(/✔ live · sized runs 3\/3 /);
  expect((JSON.parse(again.outputs['changes'] ?? '') as { what: string }[]).map(({ what }) => what)).toEqual(['image']);
});

test('max-in-flight is how many instances Cloud Foundry replaces at the same time', async (stage) => {
  const { reference: first } = await publish(stage, '1');
  await stage.deploy('cloudfoundry', { app: 'wide', image: first, instances: '4' });
  const { reference: image } = await publish(stage, '2');
  const step = await stage.deploy('cloudfoundry', { app: 'wide', image, 'max-in-flight': '3' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(step.log).toMatch(/new [●◐]{3}○ /);
  const orders = stage.sandbox.cloudFoundry.api.requests.filter(
    ({ method, target }) => method === 'POST' && target === '/v3/deployments',
  );
  expect(orders.map(({ body }) => (JSON.parse(body) as { options?: object }).options)).toEqual([
    { web_instances: 4 },
    { max_in_flight: 3 },
  ]);
  const { reference: third } = await publish(stage, '3');
  const deis = await stage.deploy('deis', { app: 'wide', image: third, 'max-in-flight': '3' });
  expect(deis.annotations[0]?.message).toMatch(/max-in-flight/);
});

test('port settles on Deis which of several ports is meant', async (stage) => {
  const { reference: image } = await publish(stage, '1', { exposedPorts: ['8080/tcp', '9000/tcp'] });
  const unclear = await stage.deploy('deis', { app: 'ports', image });
  expect(unclear.outputs).toMatchObject({ verdict: 'failed' });
  expect(unclear.annotations[0]?.message).toMatch(/8080, 9000[\s\S]*`port` input/);
  expect(writesTo(stage.servers('deis'))).toEqual([]);
  const clear = await stage.deploy('deis', { app: 'ports', image, port: '9000' });
  expect(clear.outputs, clear.log).toMatchObject({ verdict: 'live' });
  const config = stage.sandbox.deis.server.requests.find(
    ({ method, target }) => method === 'POST' && target.includes('/config/'),
  );
  expect(JSON.parse(config?.body ?? '')).toMatchObject({ values: { PORT: expect.anything() } });
  expect(config?.body).toContain('9000');
});

test('image-checks: warn lets an arm64 image through, and the crash says why', async (stage) => {
  const { reference: image } = await publish(stage, 'arm', { platforms: ['linux/arm64'] });
  const step = await stage.deploy('cloudfoundry', { app: 'warned', image, 'image-checks': 'warn' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(step.annotations[0]?.message.split('\n')[0]).toContain('exec format error');
  expect(step.log).toContain('ARCHITECTURE');
});

test('image-checks: off says nothing of it', async (stage) => {
  const { reference: image } = await publish(stage, 'arm', { platforms: ['linux/arm64'] });
  const step = await stage.deploy('cloudfoundry', { app: 'off', image, 'image-checks': 'off', mode: 'plan' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'planned' });
  expect(step.log).not.toContain('ARCHITECTURE');
});

test('an index with attestations, as buildx pushes it, goes live by the digest of its tag', async (stage) => {
  const made = await publish(stage, 'multi', { platforms: ['linux/arm64', 'linux/amd64'], attestations: true });
  const step = await stage.deploy('cloudfoundry', { app: 'multi', image: made.reference });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live', digest: made.digest });
  expect((await stage.ask('cloudfoundry', 'multi')).body).toContain(made.digest);
});

test('on-failure: keep undoes nothing, says so, and leaves nothing to the post step', async (stage) => {
  const good = await publish(stage, '1');
  await stage.deploy('cloudfoundry', { app: 'kept', image: good.reference });
  const inputs = { app: 'kept', image: (await publish(stage, '2', crashing)).reference, 'on-failure': 'keep' };
  const step = await stage.deploy('cloudfoundry', inputs);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed', changed: 'true' });
  expect(step.annotations[0]?.message).toContain('Nothing was undone, as asked');
  expect(await stage.post('cloudfoundry', inputs, step)).toMatchObject({ exitCode: 0, raw: '' });
  expect(writesTo([stage.sandbox.cloudFoundry.api]).filter((write) => write.includes('/cancel'))).toEqual([]);
});

test('on-cancel: keep lets the platform go on alone', async (stage) => {
  const good = await publish(stage, '1');
  await stage.deploy('cloudfoundry', { app: 'goes-on', image: good.reference });
  const slow = { labels: { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '8000' } };
  const next = await publish(stage, '2', slow);
  const inputs = { app: 'goes-on', image: next.reference, 'on-cancel': 'keep' };
  const step = stage.start('cloudfoundry', inputs, {
    onLine: (line) => {
      if (line.includes('new ◐')) step.cancel();
    },
  });
  const main = await step.done;
  expect(main.outputs, main.log).toMatchObject({ verdict: 'cancelled', changed: 'true' });
  expect(main.outputs['release']).not.toBe('');
  expect(await stage.post('cloudfoundry', inputs, main)).toMatchObject({ exitCode: 0, raw: '' });
  await vi.waitFor(async () => expect((await stage.ask('cloudfoundry', 'goes-on')).body).toContain(next.digest), {
    timeout: 20_000,
  });
});

test('on-cancel: keep does not keep a release that had failed already', async (stage) => {
  const good = await publish(stage, '1');
  await stage.deploy('cloudfoundry', { app: 'failing', image: good.reference });
  const inputs = { app: 'failing', image: (await publish(stage, '2', crashing)).reference, 'on-cancel': 'keep' };
  // The restore hangs, so that the cancellation finds the run in the middle of it.
  const { api } = stage.sandbox.cloudFoundry;
  const held = { method: 'POST', path: /\/actions\/cancel$/, when: 'before', action: 'hang', nth: 1 } as const;
  api.faults.push({ ...held, struck: () => step.cancel() });
  const step = stage.start('cloudfoundry', inputs);
  const main = await step.done;
  expect(main.outputs, main.log).toMatchObject({ verdict: 'cancelled' });
  expect(main.outputs['reason']).toContain('The release had failed by then');
  const post = await stage.post('cloudfoundry', inputs, main);
  expect(post.log).toMatch(/previous release .+ serves/);
  expect((await stage.ask('cloudfoundry', 'failing')).body).toContain(good.digest);
});

test('timeout bounds the wait, and the previous release comes back', async (stage) => {
  const good = await publish(stage, '1');
  await stage.deploy('cloudfoundry', { app: 'timed', image: good.reference });
  const never = await publish(stage, '2', { labels: { 'sandbox.behaviour': 'never-healthy' } });
  const step = await stage.deploy('cloudfoundry', { app: 'timed', image: never.reference, timeout: '20s' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
  expect(step.outputs['reason']).toContain('20 s');
  expect((await stage.ask('cloudfoundry', 'timed')).body).toContain(good.digest);
});

test('summary: never and on-failure write what they say', async (stage) => {
  const { reference: image } = await publish(stage, '1');
  const run = (more: Record<string, string>) =>
    stage.deploy('cloudfoundry', { app: 'told', image, mode: 'plan', ...more });
  const missing = { image: image.replace(/:1$/, ':missing') };
  const [never, green, red] = await Promise.all([
    run({ summary: 'never', ...missing }),
    run({ summary: 'on-failure' }),
    run({ summary: 'on-failure', ...missing }),
  ]);
  expect([never.outputs['verdict'], green.outputs['verdict'], red.outputs['verdict']]).toEqual([
    'failed',
    'planned',
    'failed',
  ]);
  expect([never.summary, green.summary]).toEqual(['', '']);
  expect(red.summary).toContain('**Cause:**');
});
