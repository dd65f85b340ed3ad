import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RegistrySandbox, startRegistry } from '../../sandbox/registry/registry.ts';
import { type Exchange, type Reply, type RunningServer, serve } from '../../sandbox/server.ts';
import { runStep, type StepOptions } from '../support/runner.ts';

/**
 * A Korifi is recognised by what it shows to anybody, whatever the inputs are, and no credential of ours ever reaches it:
 * not even at the login server that it names, which is itself.
 */

/** Of a Korifi only what it says without a login (cloudfoundry/korifi, `api/presenter/root.go`, `api/errors/errors.go`). */
function korifi(self: () => string, { method, path }: Exchange, cfOnK8s: boolean): Reply {
  const link = (href: string) => ({ href, meta: { version: '' } });
  if (method === 'GET' && path === '/') {
    const links = {
      self: link(self()),
      ...{ bits_service: null, cloud_controller_v2: null, network_policy_v0: null, network_policy_v1: null },
      cloud_controller_v3: { href: `${self()}/v3`, meta: { version: '3.117.0+cf-k8s' } },
      login: link(self()),
      // Its own UAA, which is an experiment there, makes it say that it is none on Kubernetes.
      uaa: cfOnK8s ? null : link(self()),
      ...{ credhub: null, routing: null, logging: null, log_cache: link(self()), log_stream: null, app_ssh: null },
    };
    return { status: 200, body: { links, cf_on_k8s: cfOnK8s } };
  }
  const detail = 'Unknown request';
  return { status: 404, body: { errors: [{ detail, title: 'CF-NotFound', code: 10000 }] } };
}

const servers: RunningServer[] = [];
let withKubernetes = '';
let withUaa = '';
let registry: RegistrySandbox;
let image = '';

beforeAll(async () => {
  const start = async (answer: (exchange: Exchange) => Reply) => {
    const server = await serve(answer);
    servers.push(server);
    return server.url;
  };
  withKubernetes = await start((exchange) => korifi(() => withKubernetes, exchange, true));
  withUaa = await start((exchange) => korifi(() => withUaa, exchange, false));
  registry = await startRegistry();
  image = (await registry.publish({ repository: 'team/web', tag: '1.0' })).reference;
});

afterAll(async () => {
  await Promise.all([registry, ...servers].map((server) => server.close()));
});

const space = { org: 'acme', space: 'prod' };
const secret = 's3cr3t-of-the-login';
const logins: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a token': { token: secret },
  'a user': { username: 'deployer', password: secret, ...space },
  'a client': { 'client-id': 'ci', 'client-secret': secret, ...space },
  'the token of the job': { oidc: 'client', 'client-id': 'ci', ...space },
};
/** The runner's own server for tokens must not be asked either: nothing listens there. */
const env = {
  ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:9/token?x=1',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'job-token',
};

async function expectRefused(api: string, step: Pick<StepOptions, 'inputs' | 'entry'>): Promise<void> {
  const server = servers.find(({ url }) => url === api);
  const before = server?.requests.length;
  const { complaints, exitCode, outputs, annotations, raw, log, state } = await runStep({
    ...step,
    inputs: { app: 'web', api, ...step.inputs },
    env,
  });
  expect(complaints, raw).toEqual([]);
  expect({ exitCode, verdict: outputs['verdict'], state }, log).toEqual({ exitCode: 1, verdict: 'failed', state: {} });
  expect(annotations.map(({ level }) => level)).toEqual(['error']);
  expect(annotations[0]?.message).toMatch(
    /^127\.0\.0\.1:\d+ is a Korifi \(Cloud Foundry on Kubernetes\), which is not supported yet\n/,
  );
  expect(annotations[0]?.message).toContain('cf push --docker-image');
  const asked = server?.requests.slice(before) ?? [];
  expect(asked.map(({ method, target }) => `${method} ${target}`)).toContain('GET /');
  for (const { method, headers, target, body } of asked) {
    expect(method).toBe('GET');
    expect(headers['authorization']).toBeUndefined();
    expect(target + body + JSON.stringify(headers)).not.toContain(secret);
  }
}

const entries = ['index', 'task', 'rollback'] as const;
const platforms = ['auto', 'cloudfoundry'] as const;

for (const [login, inputs] of Object.entries(logins)) {
  for (const platform of platforms) {
    // Where Cloud Foundry is named, a token is refused before anything is asked: see below.
    if (platform === 'cloudfoundry' && inputs['token'] !== undefined) continue;
    test(`with ${login} and platform: ${platform}, a deploy is told what is there`, async () => {
      await expectRefused(withKubernetes, { inputs: { image, platform, ...inputs } });
    });
  }
}

test.for(entries)('%s is told, also of one with a UAA, which does not say that it is on Kubernetes', async (entry) => {
  const own = { index: { image }, task: { command: './migrate' }, rollback: {} }[entry];
  await expectRefused(withUaa, { entry, inputs: { ...own, ...logins['a client'] } });
});

test('a token for a Cloud Foundry that is named is told of Korifi as well, and nothing is asked', async () => {
  const server = servers.find(({ url }) => url === withKubernetes);
  const before = server?.requests.length;
  const inputs = { app: 'web', api: withKubernetes, image, platform: 'cloudfoundry' };
  const step = await runStep({ inputs: { ...inputs, ...space, token: secret } });
  expect(step, step.log).toMatchObject({ exitCode: 1, outputs: { verdict: 'failed' } });
  expect(step.annotations[0]?.message).toMatch(/token .*is for Deis and Drycc .*Korifi, .*is not supported/);
  expect(server?.requests.length).toBe(before);
});

test('an image that is not there and a Korifi are told of in one run, each in sentences', async () => {
  const inputs = { app: 'web', api: withKubernetes, image: `${image}-gone`, ...logins['a client'] };
  const step = await runStep({ inputs });
  expect(step, step.log).toMatchObject({ exitCode: 1, outputs: { verdict: 'failed' } });
  expect(step.annotations.map(({ message }) => message)).toEqual([
    expect.stringMatching(
      /^\S+-gone was not found\. .*\nBesides: \S+ is a Korifi .+, which is not supported yet\. Korifi /,
    ),
  ]);
});
