import { request } from 'node:http';
import { describe, expect } from 'vitest';
import { v1Seeds } from '../../sandbox/deis-v1/deis-v1.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import { type Stage, writesTo } from '../support/stage.ts';
import { contract } from './suite.ts';

describe('deis-v1', () => {
  contract('deis-v1');

  /** What v1 is too old for is said when the plan is made. */
  const publish = ({ sandbox }: Stage, tag: string, labels: Record<string, string> = {}, more = {}) =>
    sandbox.registry.publish({ repository: 'team/web', tag, labels, format: 'docker', ...more });

  test('the same tag once more is released again: nothing proves which image it stood for', async (stage) => {
    const inputs = { app: 'same-app', image: (await publish(stage, '1.0')).reference };
    const first = await stage.deploy('deis-v1', inputs);
    const second = await stage.deploy('deis-v1', inputs);
    expect(second.log).toMatch(
      /^▸ Plan +nothing changes, but Deis v1 does not tell which image its tag stood for .+: released again /m,
    );
    expect(second.outputs, second.log).toMatchObject({
      ...{ verdict: 'live', changed: 'false', changes: '[]', 'previous-release': first.outputs['release'] },
    });
    expect(second.outputs['release']).not.toBe(first.outputs['release']);
  });

  test('a tag that has moved to an image that crashes cannot be gone back from, and that is said before', async (stage) => {
    const inputs = { app: 'moved-app', image: (await publish(stage, 'latest')).reference };
    await stage.deploy('deis-v1', inputs);
    await publish(stage, 'latest', { 'sandbox.behaviour': 'crash' });
    const step = await stage.deploy('deis-v1', inputs);
    expect(step.log).toMatch(
      /DEIS_V1_SAME_TAG: The app runs .+:latest already\. Should the new image fail, there is no way back/,
    );
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
    expect(step.annotations[0]?.message).toMatch(
      /has the same tag, under which Deis v1 would pull the new image again/,
    );
    expect(stage.sandbox.deisV1.world.apps.get('moved-app')?.releases.at(-1)?.summary).not.toContain('rolled back');
  });

  test('an app that never answers is up as v1 sees it, which is warned of, and is taken back with a health check', async (stage) => {
    const [good, bad] = [
      await publish(stage, '1.0'),
      await publish(stage, 'never', { 'sandbox.behaviour': 'never-healthy' }),
    ];
    const app = 'never-app';
    const blind = await stage.deploy('deis-v1', { app, image: bad.reference });
    expect(blind.outputs, blind.log).toMatchObject({ verdict: 'live' });
    expect(blind.log).toMatch(/DEIS_V1_HEALTH_CHECK: Without a health check Deis v1 calls the app up as soon as /);

    await stage.deploy('deis-v1', { app, image: good.reference });
    expect(await post(stage, `/v1/apps/${app}/config/`, { values: { HEALTHCHECK_URL: '/' } })).toBe(201);
    const seen = await stage.deploy('deis-v1', { app, image: bad.reference });
    expect(seen.log).not.toContain('DEIS_V1_HEALTH_CHECK');
    expect(seen.outputs, seen.log).toMatchObject({ verdict: 'restored' });
    expect(seen.annotations[0]?.message).toMatch(/^aborting, app containers failed to respond to health check\n/);
    expect(seen.log).toContain('the controller took the new release back by itself');
    expect((await stage.ask('deis-v1', app)).body).toContain(good.digest);
  });

  test('a registry login, and what else it does not know, is refused before anything is written', async (stage) => {
    const image = await publish(stage, '1.0', {}, { repository: 'private/web' });
    const login = { 'registry-username': 'robot', 'registry-password': 'robot-password' };
    const step = await stage.deploy('deis-v1', { app: 'login-app', image: image.reference, ...login, port: '8080' });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
    expect(step.annotations).toHaveLength(1);
    expect(step.annotations[0]?.message).toMatch(/Deis v1 stores no login for a registry/);
    expect(step.annotations[0]?.message).toMatch(/Deis v1 routes to the port that the image exposes/);
    expect(writesTo(stage.servers('deis-v1'))).toEqual([]);
  });

  const unfit = [
    { what: 'an image by its digest alone', byDigest: true, more: {}, says: /can start images by their tag only/ },
    { what: 'an image of the OCI', byDigest: false, more: { format: 'oci' }, says: /is in the OCI’s format/ },
    {
      what: 'an image with a name of its own parts',
      byDigest: false,
      more: { repository: 'deis/router' },
      says: /deis\/router/,
    },
  ];
  for (const { what, byDigest, more, says } of unfit) {
    test(`${what} ends the run before anything is written`, async (stage) => {
      const { reference, digest } = await publish(stage, '1.0', {}, more);
      const image = byDigest ? `${reference.replace(/:1\.0$/, '')}@${digest}` : reference;
      const step = await stage.deploy('deis-v1', { app: 'unfit-app', image });
      expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
      expect(step.annotations[0]?.message).toMatch(says);
      expect(writesTo(stage.servers('deis-v1'))).toEqual([]);
    });
  }

  test('a digest is never sent, also where nobody checks', async (stage) => {
    const { reference, digest } = await publish(stage, '1.0');
    const image = `${reference.replace(/:1\.0$/, '')}@${digest}`;
    const step = await stage.deploy('deis-v1', { app: 'digest-app', image, 'image-checks': 'off' });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
    expect(step.annotations[0]?.message).toMatch(/^Deis v1 cannot start /);
    expect(writesTo(stage.servers('deis-v1'))).toEqual([]);
  });

  test('a command runs in what is released, and in no other image', async (stage) => {
    const labels = { 'sandbox.task-log': 'schema 42', 'sandbox.task-exit-code': '3' };
    const image = await publish(stage, '1.0', labels);
    await stage.deploy('deis-v1', { app: 'task-app', image: image.reference });
    const run = (inputs: Record<string, string>) =>
      stage.start('deis-v1', { app: 'task-app', command: './migrate', ...inputs }, { entry: 'task' });
    const step = await run({}).done;
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed', 'exit-code': '3', log: 'schema 42' });
    const since = Date.now();
    const other = await run({ image: image.reference }).done;
    expect(other.annotations[0]?.message).toMatch(/Deis v1 runs commands in what is released, and in no other image/);
    expect(writesTo(stage.servers('deis-v1'), since)).toEqual([]);
  });

  test('a command that takes too long goes on, which is said', async (stage) => {
    const image = await publish(stage, '1.0', { 'sandbox.task-ms': '600000' });
    await stage.deploy('deis-v1', { app: 'task-app', image: image.reference });
    const inputs = { app: 'task-app', command: './migrate', timeout: '15s' };
    const step = await stage.start('deis-v1', inputs, { entry: 'task' }).done;
    expect(step.outputs, step.log).toMatchObject({
      ...{ verdict: 'failed', 'exit-code': '' },
      reason: expect.stringMatching(/longer than 15 s, and could not be ended: Deis v1 has no way to end a command/),
    });
  });

  test('containers that never start are taken away, and the old ones serve on', async (stage) => {
    const [good, bad] = [await publish(stage, '1.0'), await publish(stage, '2.0')];
    const app = 'stuck-app';
    await stage.deploy('deis-v1', { app, image: good.reference });
    const { world } = stage.sandbox.deisV1;
    world.fleet.faults.push({ app, kind: 'cannot-run' });
    const deploying = stage.start(
      'deis-v1',
      { app, image: bad.reference, timeout: '2m' },
      {
        onLine: (line) => {
          if (line.includes('▸ Why')) world.fleet.faults.length = 0;
        },
      },
    );
    const step = await deploying.done;
    expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
    expect((await stage.ask('deis-v1', app)).body).toContain(good.digest);
    expect(
      world.apps.get(app)?.containers.map(({ type, num, release }) => `v${release.version} ${type}.${num}`),
    ).toEqual(['v4 cmd.1']);
  });
});

/** The status of what `deis` would post. */
function post({ sandbox }: Stage, path: string, body: object): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `token ${v1Seeds.admin.token}`, 'content-type': 'application/json' };
    const posting = request(`${sandbox.deisV1.server.url}${path}`, { method: 'POST', headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    posting.on('error', reject);
    posting.end(JSON.stringify(body));
  });
}
