import { request } from 'node:http';
import { describe, expect } from 'vitest';
import { korifiSeeds } from '../../sandbox/korifi/users.ts';
import { expectRefused } from '../support/endings.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import { type Stage, writesTo } from '../support/stage.ts';
import { contract } from './suite.ts';

describe('korifi', () => {
  contract('korifi');

  const publish = ({ sandbox }: Stage, tag: string, labels: Record<string, string> = {}, user = '1000') =>
    sandbox.registry.publish({ repository: 'team/web', tag, labels, user });
  const slow = { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '4000' };
  const crash = {
    ...{ 'sandbox.behaviour': 'crash', 'sandbox.start-log': 'starting' },
    'sandbox.crash-log': 'Error: connect ECONNREFUSED 10.0.4.7:5432',
  };
  const downtime = /^ +Korifi stops an instance before it starts the next one in its place: with one instance /m;

  test('three instances are replaced one by one from the highest number down', async (stage) => {
    const [old, next] = [await publish(stage, '1.0'), await publish(stage, '2.0', slow)];
    const app = 'rolled-app';
    await stage.deploy('korifi', { app, image: old.reference, instances: '3' });
    const seen: string[] = [];
    const onLine = () => seen.push(picture(stage, app, next.digest));
    const step = await stage.deploy('korifi', { app, image: next.reference }, { onLine });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live', digest: next.digest });
    expect([...new Set(seen)], step.log).toEqual(['ooo', 'oon', 'onn', 'nnn']);
    expect(step.log).toMatch(/^ +\d\d:\d\d {2}new ◐○○ {3}old ●●$/m);
    expect(step.log).toMatch(/^ +\d\d:\d\d {2}new ●●●$/m);
    expect(step.log).not.toMatch(downtime);
  });

  test('a bad release stops at the first of three instances, and the others serve on', async (stage) => {
    const [good, bad] = [await publish(stage, '1.0'), await publish(stage, '2.0', crash)];
    const app = 'held-app';
    await stage.deploy('korifi', { app, image: good.reference, instances: '3' });
    const seen: string[] = [];
    const asked: Promise<{ status: number; body: string }>[] = [];
    const onLine = () => {
      seen.push(picture(stage, app, bad.digest));
      asked.push(stage.ask('korifi', app));
    };
    const step = await stage.deploy('korifi', { app, image: bad.reference }, { onLine });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
    expect([...new Set(seen)], step.log).toEqual(['ooo', 'oon']);
    for (const { status, body } of await Promise.all(asked)) {
      expect(status).toBe(200);
      expect(body).toContain(good.digest);
    }
    expect(step.log).toMatch(/^ +\d\d:\d\d {2}new ✖○○ {3}old ●● {3}instance 2 does not stay up/m);
    expect(step.annotations[0]?.message.split('\n')).toEqual([
      'Error: connect ECONNREFUSED 10.0.4.7:5432',
      'instance 2 does not stay up, and Kubernetes holds it back (CrashLoopBackOff): it ended by itself, before its health check could have ended it',
      expect.stringMatching(/^The previous release \(sha256:\w+\) serves, 3 of 3 instances /),
      expect.stringContaining('may the app reach it'),
    ]);
  });

  test('of one instance it is said that the app does not answer while it is replaced', async (stage) => {
    const [old, next] = [await publish(stage, '1.0'), await publish(stage, '2.0', slow)];
    const app = 'single-app';
    const first = await stage.deploy('korifi', { app, image: old.reference });
    expect(first.log).not.toMatch(downtime);
    const step = await stage.deploy('korifi', { app, image: next.reference });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
    expect(step.log).toMatch(downtime);
    expect(step.summary).toContain('with one instance the app does not answer in between');
  });

  test('recreate stops the app before it gets the droplet, and goes back the same way', async (stage) => {
    const [old, next, bad] = [
      await publish(stage, '1.0'),
      await publish(stage, '2.0'),
      await publish(stage, '3.0', crash),
    ];
    const app = 'recreated-app';
    await stage.deploy('korifi', { app, image: old.reference, instances: '2' });
    const since = Date.now();
    const step = await stage.deploy('korifi', { app, image: next.reference, strategy: 'recreate' });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live', digest: next.digest });
    expect(ordersTo(stage, since)).toEqual(['stop', 'current_droplet', 'start']);
    expect(step.log).toMatch(/^ +strategy recreate: 2 instances of web are stopped before the new version starts\./m);

    const back = await stage.deploy('korifi', { app, image: bad.reference, strategy: 'recreate' });
    expect(back.outputs, back.log).toMatchObject({ verdict: 'restored' });
    expect(back.annotations[0]?.message).toMatch(
      /^Error: connect ECONNREFUSED[\s\S]+ serves, 2 of 2 instances \(the app was stopped, and started with the previous droplet\)/,
    );
    expect((await stage.ask('korifi', app)).body).toContain(next.digest);
  });

  const blind = [
    { what: 'leaves out', uptime: 'absent', phase: 'Plan' },
    { what: 'writes down and does not count', uptime: 'frozen', phase: 'Build' },
  ] as const;
  for (const { what, uptime, phase } of blind) {
    test(`where Korifi ${what} since when an instance runs, the app is stopped and started`, async (stage) => {
      const [old, next] = [await publish(stage, '1.0'), await publish(stage, '2.0')];
      const app = 'blind-app';
      await stage.deploy('korifi', { app, image: old.reference, instances: '2' });
      stage.sandbox.korifi.world.uptime = uptime;
      const since = Date.now();
      const step = await stage.deploy('korifi', { app, image: next.reference });
      expect(step.outputs, step.log).toMatchObject({ verdict: 'live', digest: next.digest });
      const said = 'This Korifi does not tell since when an instance runs, so it cannot be seen which of them are new';
      expect(step.log.split(said)).toHaveLength(2);
      expect(step.log).toMatch(new RegExp(`▸ ${phase} [^▸]+${said}`));
      expect(ordersTo(stage, since)).toEqual(['stop', 'current_droplet', 'start']);
      expect((await stage.ask('korifi', app)).body).toContain(next.digest);
    });
  }

  test('an image of root ends the run before anything is written', async (stage) => {
    const image = await publish(stage, '1.0', {}, 'root');
    const env = { GITHUB_ACTION_REPOSITORY: 'acme/deploy-image', GITHUB_ACTION_REF: 'v1' };
    const step = await stage.deploy('korifi', { app: 'root-app', image: image.reference }, { env });
    expectRefused(stage, 'korifi', step, {
      cause: /The image runs as root \(USER root\), and Korifi builds no such image/,
      remedy: /USER 1000/,
      section: '#korifi_root_user',
    });
  });

  test('where nobody checks, the build of an image of root is refused in Korifi’s own words', async (stage) => {
    const image = await publish(stage, '1.0', {}, 'root');
    const step = await stage.deploy('korifi', { app: 'root-app', image: image.reference, 'image-checks': 'off' });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
    expect(step.annotations.map(({ message }) => message.split('\n'))).toEqual([
      [
        expect.stringMatching(
          /^Staging failed: Image ".+" is configured to run as the root user\. That is insecure on/,
        ),
        'Nothing was released.',
        expect.stringContaining('USER 1000'),
      ],
    ]);
  });

  test('an image that Korifi itself cannot fetch is told as that', async (stage) => {
    const [old, next] = [await publish(stage, '1.0'), await publish(stage, '2.0')];
    const app = 'unfetched-app';
    await stage.deploy('korifi', { app, image: old.reference });
    const { faults } = stage.sandbox.registry.server;
    faults.push({
      ...{ method: 'GET', path: /\/manifests\//, when: 'after' },
      action: (answer, { headers }) => (headers['user-agent'] === 'sandbox-cell' ? { status: 401 } : answer),
    });
    const since = Date.now();
    const step = await stage.deploy('korifi', { app, image: next.reference });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
    const [cause, now, hint] = step.annotations[0]?.message.split('\n') ?? [];
    expect(cause).toMatch(/^Staging failed: Failed to fetch image ".+team\/web@sha256:\w+"$/);
    expect(now).toMatch(/^Nothing was released: the previous release \(.+\) goes on\.$/);
    expect(hint).toMatch(/registry-username and registry-password/);
    expect(ordersTo(stage, since)).toEqual([]);
    expect((await stage.ask('korifi', app)).body).toContain(old.digest);
  });

  test('who is overtaken by somebody else leaves all to them', async (stage) => {
    const [old, ours] = [
      await publish(stage, '1.0'),
      await publish(stage, '2.0', { ...slow, 'sandbox.boot-ms': '30000' }),
    ];
    const theirs = await publish(stage, '3.0');
    const app = 'overtaken-app';
    await stage.deploy('korifi', { app, image: old.reference, instances: '2' });
    let since = Number.POSITIVE_INFINITY;
    const onLine = (line: string) => {
      if (!line.includes('new ◐') || since < Number.POSITIVE_INFINITY) return;
      since = Date.now();
      stage.sandbox.korifi.deployAs(app, `${stage.sandbox.registry.host}/team/web@${theirs.digest}`);
    };
    const step = await stage.deploy('korifi', { app, image: ours.reference }, { onLine });
    expect(step, step.log).toMatchObject({ exitCode: 1, outputs: { verdict: 'superseded' } });
    expect(step.outputs['reason']).toMatch(
      /^Somebody else has given the app another droplet \w{8}, which took over\.$/,
    );
    expect(step.log).not.toMatch(/▸ Restore/);
    expect(writesTo(stage.servers('korifi'), since)).toEqual([]);
    expect(await stage.post('korifi', { app, image: ours.reference }, step)).toMatchObject({ exitCode: 0, raw: '' });
  });

  test('an app that somebody else stops meanwhile stays stopped, with its droplet from before', async (stage) => {
    const [old, next] = [
      await publish(stage, '1.0'),
      await publish(stage, '2.0', { ...slow, 'sandbox.boot-ms': '30000' }),
    ];
    const app = 'stopped-app';
    await stage.deploy('korifi', { app, image: old.reference, instances: '2' });
    let stopping: Promise<number | undefined> | undefined;
    const onLine = (line: string) => {
      if (line.includes('new ◐')) stopping ??= stop(stage, app);
    };
    const step = await stage.deploy('korifi', { app, image: next.reference }, { onLine });
    expect(await stopping).toBe(200);
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed', reason: 'Somebody else has stopped the app.' });
    expect(step.annotations[0]?.message).toMatch(/somebody else has stopped the app, and it was left so/);
    const { world } = stage.sandbox.korifi;
    const record = world.apps.find(({ name }) => name === app);
    expect(record?.desired).toBe('STOPPED');
    expect(world.droplet(record?.droplet)?.package.image).toContain(old.digest);
  });

  const unready = [
    {
      what: 'prints and never becomes healthy',
      labels: { 'sandbox.behaviour': 'never-healthy', 'sandbox.start-log': 'booting' },
      says: 'instance 0 was started and prints to its log, but its health check has not passed',
      remedy: /must listen on \$PORT.*health-check-timeout/,
    },
    {
      what: 'is pulled by no node',
      fault: { kind: 'pull-error', message: 'unauthorized' },
      says: /^instance 0 is not ready: its image is not pulled yet or cannot be, .+ Korifi does not tell which$/,
      remedy: /kubectl get events -n [\w-]+\. Often its nodes have no login for the image/,
    },
    {
      what: 'has no place',
      fault: { kind: 'unschedulable', message: '0/3 nodes are available: 3 Insufficient memory.' },
      says: 'instance 0 has no place: no node of the cluster has room for it',
      remedy: /^Ask for less memory/,
    },
  ] as const;
  for (const { what, says, remedy, ...wrong } of unready) {
    test(`the time-out ends the wait for an instance that ${what}`, async (stage) => {
      const good = await publish(stage, '1.0');
      const bad = await publish(stage, '2.0', 'labels' in wrong ? wrong.labels : {});
      const app = 'unready-app';
      await stage.deploy('korifi', { app, image: good.reference });
      const { world } = stage.sandbox.korifi;
      const guid = world.apps.find(({ name }) => name === app)?.guid ?? '';
      if ('fault' in wrong) world.cluster.faults.push({ app: guid, ...wrong.fault });
      const onLine = (line: string) => {
        if (line.includes('▸ Why')) world.cluster.faults.length = 0;
      };
      const step = await stage.deploy('korifi', { app, image: bad.reference, timeout: '30s' }, { onLine });
      expect(step.outputs, step.log).toMatchObject({ verdict: 'restored' });
      expect(step.annotations[0]?.message.split('\n'), step.log).toEqual([
        'No further instance became healthy within 30 s: 0 of 1 instances are healthy',
        expect.stringMatching(says),
        expect.stringMatching(/^The previous release \(.+\) serves, 1 of 1 instances /),
        expect.stringMatching(remedy),
      ]);
      expect((await stage.ask('korifi', app)).body).toContain(good.digest);
    });
  }
});

/** The app's pods by their number, o for old ones and n for those of an image: `oon`. */
function picture({ sandbox }: Stage, name: string, digest: string): string {
  const { apps, cluster } = sandbox.korifi.world;
  const guid = apps.find((app) => app.name === name)?.guid ?? '';
  const pods = cluster.statefulSets(guid).flatMap((set) => set.pods);
  return pods.map(({ template }) => (template.image.includes(digest) ? 'n' : 'o')).join('');
}

/** What changes which droplet runs, in order. */
function ordersTo(stage: Stage, since: number): readonly string[] {
  const order = /\/(stop|start|current_droplet|deployments)$/;
  return writesTo(stage.servers('korifi'), since).flatMap((write) => order.exec(write)?.[1] ?? []);
}

/** The status of what a colleague's `cf stop` is answered. */
function stop({ sandbox }: Stage, name: string): Promise<number | undefined> {
  const { server, world } = sandbox.korifi;
  const guid = world.apps.find((app) => app.name === name)?.guid ?? '';
  return new Promise((resolve, reject) => {
    const headers = { authorization: `bearer ${korifiSeeds.deployer.token}` };
    const posting = request(`${server.url}/v3/apps/${guid}/actions/stop`, { method: 'POST', headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    posting.on('error', reject);
    posting.end();
  });
}
