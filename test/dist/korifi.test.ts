import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RegistrySandbox, startRegistry } from '../../sandbox/registry/registry.ts';
import { type Exchange, type Reply, type RunningServer, serve } from '../../sandbox/server.ts';
import { runStep, type StepOptions } from '../support/runner.ts';

/**
 * A Korifi is recognised by what it shows to anybody. Logins that it has no use for, and inputs that it cannot honour, are
 * refused then, before any credential of ours reaches it: not even at the login server that it names, which is itself.
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
/** What each is told. */
const logins: Readonly<Record<string, readonly [Readonly<Record<string, string>>, RegExp]>> = {
  'a user': [
    { username: 'deployer', password: secret },
    /^username +is no login of Korifi: it takes a token of Kubernetes/m,
  ],
  'a client': [{ 'client-id': 'ci', 'client-secret': secret }, /^client-id +is no login of Korifi/m],
  'the token of the job, for a client': [{ oidc: 'client', 'client-id': 'ci' }, /^oidc +is client, which is of UAA/m],
  'the token of the job, for nobody': [{ oidc: 'user' }, /^oidc-audience +is needed for Korifi/m],
};
/** The runner's own server for tokens must not be asked either: nothing listens there. */
const env = {
  ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:9/token?x=1',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'job-token',
};

async function expectRefused(
  api: string,
  step: Pick<StepOptions, 'inputs' | 'entry'>,
  mistakes: readonly RegExp[],
): Promise<void> {
  const server = servers.find(({ url }) => url === api);
  const before = server?.requests.length;
  const { complaints, exitCode, outputs, annotations, raw, log, state } = await runStep({
    ...step,
    inputs: { app: 'web', api, ...space, ...step.inputs },
    env,
  });
  expect(complaints, raw).toEqual([]);
  expect({ exitCode, verdict: outputs['verdict'], state }, log).toEqual({ exitCode: 1, verdict: 'failed', state: {} });
  expect(annotations.map(({ level }) => level)).toEqual(['error']);
  for (const mistake of mistakes) expect(annotations[0]?.message).toMatch(mistake);
  const asked = server?.requests.slice(before) ?? [];
  // With a token and platform: auto the controllers of Deis and Drycc are looked for, too.
  const questions = new Set(asked.map(({ method, target }) => `${method} ${target}`));
  expect([...questions].filter((question) => question !== 'GET /v2/')).toEqual(['GET /']);
  for (const { headers, target, body } of asked) {
    expect(headers['authorization']).toBeUndefined();
    expect(target + body + JSON.stringify(headers)).not.toContain(secret);
  }
}

const entries = ['index', 'task', 'rollback'] as const;
const platforms = ['auto', 'cloudfoundry'] as const;

for (const [login, [inputs, told]] of Object.entries(logins)) {
  test.for(platforms)(`${login} is no login of Korifi, with platform: %s`, async (platform) => {
    await expectRefused(withKubernetes, { inputs: { image, platform, ...inputs } }, [told]);
  });
}

test.for(entries)(
  '%s refuses it, also of one with a UAA, which does not say that it is on Kubernetes',
  async (entry) => {
    const own = { index: { image }, task: { command: './migrate' }, rollback: {} }[entry];
    const [inputs, told] = logins['a client'] ?? [{}, /never/];
    await expectRefused(withUaa, { entry, inputs: { ...own, ...inputs } }, [told]);
  },
);

test('what it cannot honour is told all at once', async () => {
  const asked = {
    ...{ app: 'web.1', strategy: 'canary', 'canary-steps': '20, 50', 'before-release': './migrate' },
    ...{ 'readiness-check': 'http /ready', services: 'db', instances: 'web=2\nworker=1' },
  };
  await expectRefused(withKubernetes, { inputs: { image, token: secret, ...asked } }, [
    /^app +may hold letters, digits, "_" and "-" only/m,
    /^before-release +cannot be run/m,
    /^strategy +is canary, which Korifi does not know/m,
    /^canary-steps +need a canary/m,
    /^readiness-check +is not known to Korifi/m,
    /^services +cannot be bound on Korifi/m,
    /^instances +of worker: an image has no process but web/m,
  ]);
});

test('a command is given no memory and no disk of its own', async () => {
  const inputs = { command: './migrate', token: secret, memory: '512M', disk: '1G' };
  await expectRefused(withKubernetes, { entry: 'task', inputs }, [
    /^memory +cannot be set of a command/m,
    /^disk +cannot/m,
  ]);
});

test('org and space are asked for as soon as it is known what answers', async () => {
  const inputs = { image, token: secret, org: '', space: '' };
  await expectRefused(withKubernetes, { inputs }, [/^org +is needed for Cloud Foundry/m, /^space +is needed/m]);
});

test('an image that is not there and a login that is none are told of in one run', async () => {
  const inputs = {
    app: 'web',
    api: withKubernetes,
    image: `${image}-gone`,
    ...space,
    username: 'me',
    password: secret,
  };
  const step = await runStep({ inputs });
  expect(step, step.log).toMatchObject({ exitCode: 1, outputs: { verdict: 'failed' } });
  expect(step.annotations[0]?.message).toMatch(/^\S+-gone was not found\. .*\nBesides: .*username/s);
});
