import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { platformDomain } from '../../sandbox/controller/host.ts';
import { loginInputs, platformNames } from '../../sandbox/inputs.ts';
import type { Published } from '../../sandbox/registry/publish.ts';
import type { Recorded } from '../../sandbox/server.ts';
import { withoutOpenssl } from '../http/openssl.ts';
import { unescaped } from '../support/endings.ts';
import { type Internet, startInternet } from '../support/internet.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, startStage, writesTo } from '../support/stage.ts';

/**
 * `smoke-test`, through the bundle: the app is asked by its own address over TLS, by way of a proxy that knows it, and
 * through the platform's router.
 */

const healthy = { 'sandbox.http-answers': '/healthz 200 all is well' };
const broken = { 'sandbox.http-answers': '/healthz 503 Error: database is locked' };

describe.skipIf(withoutOpenssl).each([...platformNames, 'korifi'] as const)('%s', (platform) => {
  const app = 'smoked';
  /** Their APIs have no part in the addresses of apps. */
  const hasV3 = platform === 'cloudfoundry' || platform === 'korifi';
  const host = `${app}.${platformDomain}`;
  const controller = `controller.${platformDomain}`;
  let stage: Stage;
  let internet: Internet;
  let folder: string;
  let env: Readonly<Record<string, string>>;
  let images: Readonly<Record<'first' | 'better' | 'broken', Published>>;

  beforeAll(async () => {
    stage = await startStage();
    const { registry, routers } = stage.sandbox;
    const publish = (tag: string, labels: Readonly<Record<string, string>>) =>
      registry.publish({ repository: 'team/web', tag, user: '1000', labels });
    images = {
      first: await publish('1.0', healthy),
      better: await publish('2.0', { ...healthy, 'sandbox.start-log': 'two' }),
      broken: await publish('3.0', broken),
    };
    // Deis and Drycc make addresses of that of their controller: it has to have a name.
    internet = await startInternet([host, controller], (url) => {
      const { server } = stage.sandbox[platform === 'cloudfoundry' ? 'deis' : platform];
      const behind = url.hostname === controller ? server : routers[platform];
      return new URL(`${url.pathname}${url.search}`, behind.url);
    });
    folder = await mkdtemp(join(tmpdir(), 'smoke-'));
    const trusted = join(folder, 'authority.pem');
    await writeFile(trusted, internet.authority);
    env = { ...internet.env, NODE_EXTRA_CA_CERTS: trusted };
  });
  afterAll(async () => {
    await Promise.all([stage.close(), internet.close(), rm(folder, { recursive: true })]);
  });

  const deploy = (image: Published, more: Readonly<Record<string, string>> = {}): Promise<StepResult> => {
    const api: Readonly<Record<string, string>> = hasV3 ? {} : { api: `https://${controller}` };
    return stage.deploy(platform, { app, image: image.reference, 'smoke-test': '/healthz', ...api, ...more }, { env });
  };
  const addDomain = async () => {
    const { api = '', token = '' } = loginInputs(stage.sandbox, platform);
    const headers = { authorization: `token ${token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ domain: host, ptype: 'web' });
    const answer = await fetch(`${api}/v2/apps/${app}/domains/`, { method: 'POST', headers, body });
    expect(answer.status).toBe(201);
  };
  const routed = (): readonly Recorded[] => stage.sandbox.routers[platform].requests;
  const serves = async () => (await stage.ask(platform, app)).body;

  test('an app that answers right is live, on a first deploy as well', async () => {
    // A new app of Drycc has no domain: there the address is the user's to know.
    const whole = platform === 'drycc' ? { 'smoke-test': `https://${host}/healthz` } : {};
    const step = await deploy(images.first, { 'smoke-test-text': 'all is well', ...whole });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
    if (platform === 'drycc') await addDomain();
    else expect(step.outputs['url']).toBe(`https://${host}`);
    expect(step.log).toMatch(new RegExp(`Smoke +GET https://${host}/healthz · 200 in `));
    expect(step.complaints).toEqual([]);
    const [asked] = routed();
    expect(asked).toMatchObject({ method: 'GET', target: '/healthz', status: 200 });
    expect(Object.keys(asked?.headers ?? {})).not.toContain('authorization');
    // Not one of its way leads past the proxy.
    expect(internet.asked).toContain(`${host}:443`);
  });

  test('a router that lags is waited for', async () => {
    const { faults } = stage.sandbox.routers[platform];
    for (const nth of [1, 2]) {
      const action = { status: 404, body: '404 Not Found: Requested route does not exist.' };
      faults.push({ method: 'GET', path: /./, nth, when: 'before', action });
    }
    const before = routed().length;
    const step = await deploy(images.better);
    faults.length = 0;
    expect(step.outputs['verdict'], step.log).toBe('live');
    expect(step.log).toContain(`GET https://${host}/healthz · 404 instead of 200-299`);
    expect(
      routed()
        .slice(before)
        .map(({ status }) => status),
    ).toEqual([404, 404, 200]);
    expect(await serves()).toContain(images.better.digest);
  });

  test('one that answers wrong is a failed release: the one before serves again, and its own words are the proof', async () => {
    const step = await deploy(images.broken, { 'smoke-test-timeout': '20s' });
    expect(step, step.log).toMatchObject({ exitCode: 1, complaints: [], outputs: { verdict: 'restored' } });
    const said = `The smoke test failed: GET https://${host}/healthz · 503 instead of 200-299, for 20 s`;
    expect(step.outputs['reason']).toBe(said);
    expect(step.annotations[0]?.message.split('\n')[0]).toBe(said);
    const seen = [step.annotations[0]?.message ?? '', step.log, unescaped(step.summary)];
    for (const text of seen) expect(text).toContain('it answered: Error: database is locked');
    expect(await serves()).toContain(images.better.digest);
  });

  test('what serves already is asked once: right is unchanged, wrong is released again', async () => {
    const before = { asked: routed().length, written: writesTo(stage.servers(platform)).length };
    const unchanged = await deploy(images.better);
    expect(unchanged.outputs['verdict'], unchanged.log).toBe('unchanged');
    expect(routed().length - before.asked).toBe(1);
    expect(writesTo(stage.servers(platform))).toHaveLength(before.written);

    const action = { status: 500, body: 'oops' };
    const { faults } = stage.sandbox.routers[platform];
    faults.push({ method: 'GET', path: /./, nth: 1, when: 'before', action });
    const again = await deploy(images.better);
    faults.length = 0;
    expect(again.outputs, again.log).toMatchObject({ verdict: 'live', changed: 'false' });
    expect(again.log).toContain('· 500 instead of 200-299: released again');
    expect(again.outputs['release']).not.toBe(unchanged.outputs['release']);
  });

  test('what it answers is text, and no secret of ours', async () => {
    const login = loginInputs(stage.sandbox, platform);
    const secret = login['client-secret'] ?? login['password'] ?? login['token'] ?? '';
    const words = `::error::pwned ##[error]pwned <b>[x](https://evil.example)</b> @everyone | ${secret} \u001b[31m`;
    const { faults } = stage.sandbox.routers[platform];
    faults.push({ method: 'GET', path: /./, when: 'before', action: { status: 500, body: `\n${words}\nmore` } });
    const step = await deploy(images.first, { 'smoke-test-timeout': '2s' });
    faults.length = 0;
    expect(step, step.log).toMatchObject({ exitCode: 1, complaints: [], outputs: { verdict: 'restored' } });
    expect(step.annotations).toHaveLength(1);
    expect(step.annotations[0]?.message).toContain('it answered: ');
    expect(step.summary).not.toMatch(/<b>|@everyone|\]\(https:\/\/evil/);
    for (const text of [step.raw.replace(/^::add-mask::.*$/gm, ''), step.summary, JSON.stringify(step.outputs)]) {
      expect(text).not.toContain(secret);
    }
  });

  // An app of Cloud Foundry has a route, or is given one.
  if (hasV3) return;
  test('a path without an address is refused before anything is released', async () => {
    const nowhere = platform === 'deis' ? { api: stage.sandbox.deis.server.url } : { app: 'new-and-nameless' };
    const step = await deploy(images.first, nowhere);
    expect(step, step.log).toMatchObject({ exitCode: 1, outputs: { verdict: 'failed', release: '' } });
    expect(step.outputs['reason']).toBe('The smoke test is a path, and the platform tells no address of the app');
    expect(step.annotations[0]?.message).toContain('Write the whole URL into smoke-test');
    expect(await serves()).toContain(images.better.digest);
  });
});
