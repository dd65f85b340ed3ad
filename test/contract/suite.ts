import { expect } from 'vitest';
import { dryccSeeds } from '../../sandbox/drycc/drycc.ts';
import type { PlatformName } from '../../sandbox/inputs.ts';
import { korifiSeeds } from '../../sandbox/korifi/users.ts';
import type { SandboxOptions } from '../../sandbox/sandbox.ts';
import type { Reply } from '../../sandbox/server.ts';
import { testOnStage } from '../support/on-stage.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, writesTo } from '../support/stage.ts';

/** What a crashing app says, with what a hostile one might add. */
const crashLog = [
  'Error: connect ECONNREFUSED 10.0.4.7:5432',
  '::error::taken over',
  '##[error]taken over <b>|`x`@team',
];

/**
 * What every platform must do, through the bundle, as a runner starts it. A platform is done when it passes. Each test
 * has a sandbox of its own, so that they can run side by side: most of their time is waiting.
 */
export function contract(platform: PlatformName, options: Omit<SandboxOptions, 'clock'> = {}): void {
  const test: typeof testOnStage = (name, work, more) => testOnStage(name, work, { ...options, ...more });
  /** It knows images by their tag only, in Docker's format, and stores no login for them. What else goes otherwise there is in deis-v1.test.ts. */
  const isOld = platform === 'deis-v1';
  const format = isOld ? 'docker' : 'oci';
  /** Korifi runs no image as root. */
  const own = { format, ...(platform === 'korifi' ? { user: '1000' } : {}) } as const;
  const isCloudFoundry = platform === 'cloudfoundry' || platform === 'korifi';
  const publish = (stage: Stage, tag: string, labels: Record<string, string> = {}, more = {}) =>
    stage.sandbox.registry.publish({ repository: 'team/web', tag, labels, ...own, ...more });

  const testOfToday: typeof test = (...story) => (isOld ? undefined : test(...story));

  test('a first deploy goes live, a second one takes over', async (stage) => {
    const first = await publish(stage, '1.0');
    const second = await publish(stage, '2.0');
    const name = 'twice-app';

    const one = await stage.deploy(platform, { app: name, image: first.reference });
    expect(one.complaints).toEqual([]);
    expect(one.outputs, one.log).toMatchObject({
      verdict: 'live',
      reason: '',
      digest: first.digest,
      changed: 'true',
      'previous-release': '',
    });
    expect(one.exitCode).toBe(0);
    expect(one.annotations).toEqual([]);
    expect(one.outputs['release']).not.toBe('');
    expect((await stage.ask(platform, name)).body).toContain(first.digest);

    const two = await stage.deploy(platform, { app: name, image: second.reference });
    expect(two.outputs, two.log).toMatchObject({
      verdict: 'live',
      digest: second.digest,
      'previous-release': one.outputs['release'],
    });
    expect(two.exitCode).toBe(0);
    expect((await stage.ask(platform, name)).body).toContain(second.digest);
    expect(two.log.split('\n')[0]).toBe(
      `Deploying ${second.reference} to ${name} at ${new URL(stage.servers(platform)[0]?.url ?? '').host}${isCloudFoundry ? ', acme / prod' : ''}`,
    );
    expect(two.log.trimEnd().split('\n').at(-1)).toMatch(/^✔ live · .+ · .+s$/);
    expect(two.summary).toMatch(new RegExp(`^### ✔ \`${name}\` is live on `));
    expect(two.summary).toContain('| image |');

    // Nothing is left to do for the post step, and it does not say so.
    const post = await stage.post(platform, { app: name, image: second.reference }, two);
    expect(post).toMatchObject({ exitCode: 0, raw: '', summary: '' });
  });

  testOfToday('the same image once more is left alone, and nothing is written', async (stage) => {
    const inputs = { app: 'same-app', image: (await publish(stage, '1.0')).reference };
    const first = await stage.deploy(platform, inputs);
    expect(first.outputs, first.log).toMatchObject({ verdict: 'live' });

    const since = Date.now();
    const second = await stage.deploy(platform, inputs);
    const { release, url, image, digest } = first.outputs;
    expect(second.outputs, second.log).toEqual({
      ...{ verdict: 'unchanged', reason: '', release, 'previous-release': release },
      // Of an app that a run creates it need not know the address yet.
      url: second.outputs['url'],
      ...{ image, digest, changed: 'false', changes: '[]' },
    });
    if (url !== '') expect(second.outputs['url']).toBe(url);
    expect(second).toMatchObject({ exitCode: 0, annotations: [], complaints: [], state: {} });
    expect(writesTo(stage.servers(platform), since)).toEqual([]);
    expect(second.log).toMatch(/^▸ Plan +nothing changes, 1 of 1 instances run /m);
    expect(second.log).not.toMatch(/▸ (Build|Release)/);
    expect(second.log.trimEnd().split('\n').at(-1)).toMatch(
      /^✔ unchanged · same-app runs 1\/1 of sha256:\S+ \(.+\) · .+s$/,
    );
    expect(second.summary).toContain('### ✔ `same-app` is unchanged on ');

    const plan = await stage.deploy(platform, { ...inputs, mode: 'plan' });
    expect(plan.outputs, plan.log).toMatchObject({ verdict: 'planned', release: '', changed: 'false' });
    expect(plan.log).toMatch(/^▸ Plan +nothing changes /m);
    expect(writesTo(stage.servers(platform), since)).toEqual([]);
    expect(await stage.post(platform, inputs, second)).toMatchObject({ exitCode: 0, raw: '', summary: '' });
  });

  testOfToday('the same image once more is released again when not all of it runs', async (stage) => {
    const inputs = { app: 'half-app', image: (await publish(stage, '1.0')).reference };
    const first = await stage.deploy(platform, inputs);
    // The look of the plan comes first of all that ask for instances; but on Deis they tell whether somebody deploys, and
    // on Korifi whether the new ones could be told from the old ones.
    const path = isCloudFoundry ? /\/stats$/ : /\/pods\/$/;
    const look = { method: 'GET', path, nth: platform === 'deis' || platform === 'korifi' ? 2 : 1 };
    const faults = stage.servers(platform)[0]?.faults;
    faults?.push({ ...look, when: 'after', action: withoutInstances });

    const second = await stage.deploy(platform, inputs);
    expect(second.log).toMatch(/^▸ Plan +nothing changes, but only 0 of 1 instances run: released again /m);
    expect(second.outputs, second.log).toMatchObject({
      ...{ verdict: 'live', changed: 'false', changes: '[]', 'previous-release': first.outputs['release'] },
    });
    expect(second.outputs['release']).not.toBe(first.outputs['release']);

    // Whatever the platform did about an image that ran already: it is known as the new release.
    const third = await stage.deploy(platform, inputs);
    expect(third.outputs, third.log).toMatchObject({ verdict: 'unchanged', release: second.outputs['release'] });

    // A look that fails proves nothing, and is no reason to fail either.
    faults?.push({ ...look, when: 'before', action: { status: 403, body: { errors: [], detail: 'not now' } } });
    const fourth = await stage.deploy(platform, inputs);
    expect(fourth.log).toMatch(/nothing changes, but what runs could not be looked at \(.+\): released again/);
    expect(fourth.outputs, fourth.log).toMatchObject({ verdict: 'live', changed: 'false' });
  });

  testOfToday('the same image with a registry login is released again', async (stage) => {
    const image = await publish(stage, '1.0', {}, { repository: 'private/web' });
    const login = { 'registry-username': 'robot', 'registry-password': 'robot-password' };
    const inputs = { app: 'login-again-app', image: image.reference, ...login };
    const first = await stage.deploy(platform, inputs);
    const second = await stage.deploy(platform, inputs);
    expect(second.outputs, second.log).toMatchObject({ verdict: 'live', 'previous-release': first.outputs['release'] });
    expect(second.outputs['release']).not.toBe(first.outputs['release']);
    expect(second.log).toMatch(/^▸ Plan +registry credentials of robot /m);
  });

  test('a release that crashes is called, explained and taken back', async (stage) => {
    const good = await publish(stage, '1.0');
    const bad = await publish(stage, 'crash', {
      'sandbox.behaviour': 'crash',
      'sandbox.crash-log': crashLog.join('\n'),
    });
    const name = 'crash-app';
    await stage.deploy(platform, { app: name, image: good.reference });

    const step = await stage.deploy(platform, { app: name, image: bad.reference });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
    expect(step.exitCode).toBe(1);
    expect(step.complaints).toEqual([]);
    expect((await stage.ask(platform, name)).body).toContain(good.digest);
    // One annotation, and its first line is the cause in the app's own words.
    expect(step.annotations).toHaveLength(1);
    expect(step.annotations[0]).toMatchObject({ level: 'error', title: `restored: ${name}` });
    expect(step.annotations[0]?.message.split('\n')[0]).toBe('Error: connect ECONNREFUSED 10.0.4.7:5432');
    expect(step.outputs['reason']).toContain('ECONNREFUSED');
    expect(step.log).toMatch(/^ +\| \S.* {2}Error: connect ECONNREFUSED 10\.0\.4\.7:5432$/m);
    expect(step.summary).toContain('ECONNREFUSED');
    expect(step.annotations[0]?.message).toMatch(/previous release .+ serves/);
    expect(step.summary).toContain('**Cause:**');
    // Inside the code block it is text; anywhere else it would be markup.
    expect(step.summary.replace(/```text[\s\S]*?```/g, '')).not.toContain('<b>');
  });

  test('a first release that crashes fails, since there is nothing to go back to', async (stage) => {
    const bad = await publish(stage, 'crash', {
      'sandbox.behaviour': 'crash',
      'sandbox.crash-log': crashLog.join('\n'),
    });
    const step = await stage.deploy(platform, { app: 'stillborn-app', image: bad.reference });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed', 'previous-release': '' });
    expect(step.exitCode).toBe(1);
    expect(step.annotations[0]?.message).toContain('no previous release');
  });

  test('a release that crashes after it was healthy is not live', async (stage) => {
    const good = await publish(stage, '1.0');
    const bad = await publish(stage, 'late', { 'sandbox.behaviour': 'crash-later', 'sandbox.crash-after-ms': '4000' });
    const name = 'late-app';
    await stage.deploy(platform, { app: name, image: good.reference });
    const step = await stage.deploy(platform, { app: name, image: bad.reference });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
    expect((await stage.ask(platform, name)).body).toContain(good.digest);
  });

  test('a slow start is waited for', async (stage) => {
    const slow = await publish(stage, 'slow', { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '25000' });
    const step = await stage.deploy(platform, { app: 'slow-app', image: slow.reference });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  });

  testOfToday('a release that never becomes healthy is taken back', async (stage) => {
    const good = await publish(stage, '1.0');
    const bad = await publish(stage, 'never', { 'sandbox.behaviour': 'never-healthy' });
    const name = 'never-app';
    await stage.deploy(platform, { app: name, image: good.reference });
    const step = await stage.deploy(platform, { app: name, image: bad.reference });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
    expect((await stage.ask(platform, name)).body).toContain(good.digest);
  });

  testOfToday('a private image is pulled with the login that was given, which shows nowhere', async (stage) => {
    const image = await publish(stage, '1.0', {}, { repository: 'private/web' });
    const login = { 'registry-username': 'robot', 'registry-password': 'robot-password' };
    const step = await stage.deploy(platform, { app: 'secret-app', image: image.reference, ...login });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live', digest: image.digest });
    expectNoSecret(step, ['robot-password', ...Object.values(secretsOf(platform))]);
  });

  test('a wrong registry password ends the run before anything is written', async (stage) => {
    const image = await publish(stage, '1.0', {}, { repository: 'private/web' });
    const login = { 'registry-username': 'robot', 'registry-password': 'wrong-password' };
    const step = await stage.deploy(platform, { app: 'wrong-app', image: image.reference, ...login });
    expect(step.outputs).toMatchObject({ verdict: 'failed' });
    expect(step.annotations).toHaveLength(1);
    expect(step.annotations[0]?.message).toMatch(/login|password|credential|account/i);
    expect(writesTo(stage.servers(platform))).toEqual([]);
    expectNoSecret(step, ['wrong-password']);
  });

  const oddImages = [
    {
      what: 'an image that is not there',
      image: { tag: 'missing' },
      cause: /not found|no such|does not exist|unknown/i,
    },
    {
      what: 'an image for another architecture',
      image: { tag: 'arm', platforms: ['linux/arm64'] },
      cause: /linux\/arm64.*linux\/amd64/,
    },
    {
      what: 'an image without a start command',
      image: { tag: 'mute', cmd: [], entrypoint: [] },
      cause: /ENTRYPOINT|CMD/,
    },
  ];
  for (const { what, image, cause } of oddImages) {
    test(`${what} ends the run before anything is written`, async (stage) => {
      const { registry } = stage.sandbox;
      if (image.tag !== 'missing') await registry.publish({ repository: 'team/odd', ...own, ...image });
      const reference = `${registry.host}/team/odd:${image.tag}`;
      const step = await stage.deploy(platform, { app: 'odd-app', image: reference });
      expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
      expect(step.exitCode).toBe(1);
      expect(step.annotations).toHaveLength(1);
      expect(step.annotations[0]?.message).toMatch(cause);
      expect(writesTo(stage.servers(platform))).toEqual([]);
    });
  }

  test('a wrong login ends the run with the cause and the remedy', async (stage) => {
    const image = await publish(stage, '1.0');
    const wrong: Record<PlatformName, Record<string, string>> = {
      cloudfoundry: { 'client-secret': 'wrong-secret' },
      'deis-v1': { password: 'wrong-secret' },
      deis: { password: 'wrong-secret' },
      drycc: { token: 'wrong-secret' },
      korifi: { token: 'wrong-secret' },
    };
    const step = await stage.deploy(platform, { app: 'login-app', image: image.reference, ...wrong[platform] });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
    expect(step.annotations).toHaveLength(1);
    expect(step.annotations[0]?.message.split('\n').length).toBeGreaterThan(1);
    expect(writesTo(stage.servers(platform))).toEqual([]);
    expectNoSecret(step, ['wrong-secret']);
  });

  test('a plan says what would change and writes nothing', async (stage) => {
    const [first, second] = [await publish(stage, '1.0'), await publish(stage, '2.0')];
    const name = 'plan-app';
    const fresh = await stage.deploy(platform, { app: name, image: first.reference, mode: 'plan' });
    expect(fresh.outputs, fresh.log).toMatchObject({ verdict: 'planned', changed: 'true' });
    expect(writesTo(stage.servers(platform))).toEqual([]);
    await stage.deploy(platform, { app: name, image: first.reference });
    const since = Date.now();
    const step = await stage.deploy(platform, { app: name, image: second.reference, mode: 'plan' });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'planned', release: '' });
    expect(step.exitCode).toBe(0);
    const changes = JSON.parse(step.outputs['changes'] ?? '') as { what: string; from: string; to: string }[];
    expect(changes).toContainEqual(
      expect.objectContaining({ what: 'image', to: expect.stringContaining(isOld ? second.reference : second.digest) }),
    );
    expect(writesTo(stage.servers(platform), since)).toEqual([]);
  });

  test('the platform is recognised by its API', async (stage) => {
    const image = await publish(stage, '1.0');
    const step = await stage.deploy(platform, {
      app: 'auto-app',
      image: image.reference,
      platform: 'auto',
      mode: 'plan',
    });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'planned' });
  });

  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    test(`${signal} in the middle: the post step sees to it that the old release serves`, async (stage) => {
      const good = await publish(stage, '1.0');
      const slow = await publish(stage, 'slower', { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '60000' });
      const name = 'cancel-app';
      await stage.deploy(platform, { app: name, image: good.reference });
      const inputs = { app: name, image: slow.reference };
      const step = stage.start(platform, inputs, {
        onLine: (line) => {
          if (!line.includes('new ◐')) return;
          if (signal === 'SIGINT') step.cancel();
          else step.process.kill(signal);
        },
      });
      const main = await step.done;
      if (signal === 'SIGINT') {
        expect(main.outputs, main.log).toMatchObject({ verdict: 'cancelled' });
        expect(main.exitCode).toBe(1);
      } else expect(main.exitCode).toBeNull();
      expect(main.complaints).toEqual([]);

      const post = await stage.post(platform, inputs, main);
      expect(post.exitCode).toBe(0);
      expect(post.log, main.log).toMatch(/previous release .+ serves/);
      expect(post.annotations, post.log).toEqual([]);
      expect((await stage.ask(platform, name)).body).toContain(good.digest);
    });
  }
}

/** A list of instances or pods with none of them. */
function withoutInstances({ status, headers }: Reply): Reply {
  return { status, ...(headers === undefined ? {} : { headers }), body: { resources: [], results: [], count: 0 } };
}

function secretsOf(platform: PlatformName): Record<string, string> {
  switch (platform) {
    case 'cloudfoundry':
      return { secret: 'ci-secret' };
    case 'korifi':
      return { token: korifiSeeds.deployer.token };
    case 'drycc':
      return { token: dryccSeeds.mike.token };
    case 'deis':
    case 'deis-v1':
      return { secret: 'admin-password' };
  }
}

/** Masks are how a secret is told to the runner: everything else must not hold it. */
function expectNoSecret(step: StepResult, secrets: readonly string[]): void {
  const printed = step.raw.replace(/^::add-mask::.*$/gm, '');
  const written = [printed, step.summary, JSON.stringify([step.outputs, step.state, step.annotations])].join('\n');
  for (const secret of secrets) expect(written).not.toContain(secret);
}
