import { expect, test } from 'vitest';
import { type OidcIssuer, type OidcIssuerOptions, startOidcIssuer } from '../../sandbox/oidc-issuer.ts';
import { maskedForms } from '../../src/runner/secrets.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, startStage, writesTo } from '../support/stage.ts';

/** Logins with the job's own OIDC token, through the bundle: GitHub's issuer, UAA and the API on one fast clock. */

const sub = 'repo:acme/web:environment:production';
const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** Instead of the client's secret. */
const asClient = { 'client-id': 'gha', 'client-secret': '', oidc: 'client' };
const asUser = { 'client-id': 'gha-users', 'client-secret': '', oidc: 'user' };

interface Scene {
  readonly stage: Stage;
  readonly github: OidcIssuer;
  /** Where UAA takes tokens. */
  readonly endpoint: string;
  deploy(inputs: Record<string, string>, env?: Record<string, string>): Promise<StepResult>;
  publish(tag: string, labels?: Record<string, string>): Promise<string>;
}

/** The operator has set up both logins as docs/cloud-foundry-login.md says. */
function scene(
  name: string,
  work: (scene: Scene) => Promise<void>,
  options: { speed?: number; issuer?: Partial<OidcIssuerOptions> } = {},
): void {
  test.concurrent(name, async () => {
    const stage = await startStage(options.speed);
    const { world, uaa } = stage.sandbox.cloudFoundry;
    const github = await startOidcIssuer({ clock: world.clock, ...options.issuer });
    const endpoint = `${uaa.url}/oauth/token`;
    const roles = [[world.space('prod'), 'developer']] as const;
    world.addFederatedClient('gha', [{ iss: github.issuer, sub, aud: endpoint }], roles);
    world.oauthClients.push({ id: 'gha-users', secret: '', grants: [jwtBearer, 'refresh_token'] });
    world.oidcProviders.push({
      ...{ originKey: 'github', active: true, issuer: github.issuer, relyingPartyId: endpoint },
      ...{ userNameClaim: 'repository_owner', addShadowUserOnLogin: true },
    });
    world.addAccount('user', 'acme', undefined, roles, 'github');
    try {
      await work({
        ...{ stage, github, endpoint },
        deploy: (inputs, env = github.env) => stage.deploy('cloudfoundry', { app: 'web', ...inputs }, { env }),
        publish: async (tag, labels = {}) =>
          (await stage.sandbox.registry.publish({ repository: 'team/web', tag, labels })).reference,
      });
    } finally {
      await Promise.all([stage.close(), github.close()]);
    }
  });
}

/** What a step left anywhere that holds a token, a part of one, or another form of either. */
function leaks(step: StepResult, { stage, github }: Scene): readonly string[] {
  const access = stage
    .servers('cloudfoundry')
    .flatMap(({ requests }) => requests)
    .map(({ headers }) => /^bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1] ?? '');
  const parts = github.issued.flatMap((token) => [token, ...token.split('.').slice(1)]);
  const secrets = [...parts, ...access, github.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN].filter((secret) => secret !== '');
  const forms = [...new Set(secrets)].flatMap(maskedForms);
  const written = {
    ...{ log: step.log, summary: step.summary, annotations: JSON.stringify(step.annotations) },
    ...{ outputs: JSON.stringify(step.outputs), state: JSON.stringify(step.state) },
    // As it came from the process, without what tells the runner to mask.
    raw: step.raw.replaceAll(/^::add-mask::.*$/gm, ''),
  };
  return Object.entries(written).flatMap(([where, text]) =>
    forms.filter((form) => text.includes(form)).map((form) => `${where}: ${form}`),
  );
}

const tokenRequests = ({ stage }: Scene) =>
  stage.sandbox.cloudFoundry.uaa.requests
    .filter(({ target }) => target.startsWith('/oauth/token'))
    .map(({ body, headers }) => ({
      ...Object.fromEntries(new URLSearchParams(body)),
      basic: headers['authorization'],
    }));

scene('oidc: client goes live with no secret at all', async (set) => {
  const step = await set.deploy({ image: await set.publish('1'), ...asClient });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(step.log).toContain('gha (client, by the job’s OIDC token)');
  expect(step.complaints).toEqual([]);
  const [asked, ...more] = tokenRequests(set);
  expect(asked).toMatchObject({
    grant_type: 'client_credentials',
    client_id: 'gha',
    client_assertion: set.github.issued[0],
  });
  expect(asked).not.toHaveProperty('client_secret');
  expect(more).toEqual([]);
  expect(set.github.server.requests[0]?.target).toContain(`audience=${encodeURIComponent(set.endpoint)}`);
  expect(leaks(step, set)).toEqual([]);
});

scene('oidc: user goes live as the user whom UAA makes of the token', async (set) => {
  const step = await set.deploy({ image: await set.publish('1'), ...asUser, origin: 'github' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(step.log).toContain('acme (user of github, by the job’s OIDC token)');
  expect(tokenRequests(set)).toMatchObject([{ grant_type: jwtBearer, assertion: set.github.issued[0] }]);
  expect(leaks(step, set)).toEqual([]);
});

scene('platform: auto begins with Cloud Foundry', async (set) => {
  const step = await set.deploy({ image: await set.publish('1'), ...asClient, platform: 'auto', mode: 'plan' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'planned' });
  expect(set.stage.sandbox.cloudFoundry.api.requests[0]?.target).toBe('/');
});

scene('a job without the permission is told what to add, and UAA hears nothing', async (set) => {
  const step = await set.deploy({ image: await set.publish('1'), ...asClient }, {});
  expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: 'failed' } });
  expect(step.annotations[0]?.message).toMatch(
    /^This job may not ask for an OIDC token.*\npermissions: \{ id-token: write \}\n[\s\S]*reusable[\s\S]*forks/,
  );
  expect(tokenRequests(set)).toEqual([]);
});

scene('another audience than UAA takes: both are named, and nothing was written', async (set) => {
  const inputs = { image: await set.publish('1'), 'oidc-audience': 'sts.example.org' };
  const [user, client] = await Promise.all([
    set.deploy({ ...inputs, ...asUser }),
    set.deploy({ ...inputs, ...asClient }),
  ]);
  expect(user.annotations[0]?.message).toContain(`Some parties were not in the token audience: ${set.endpoint}`);
  expect(user.annotations[0]?.message).toContain('aud: sts.example.org');
  expect(user.annotations[0]?.message).toContain(`takes tokens for ${set.endpoint}`);
  expect(client.annotations[0]?.message).toContain('Wrong client_assertion');
  expect(client.annotations[0]?.message).toContain('aud: sts.example.org');
  for (const step of [user, client]) {
    expect(step.outputs).toMatchObject({ verdict: 'failed' });
    expect(leaks(step, set)).toEqual([]);
  }
  expect(writesTo(set.stage.servers('cloudfoundry'))).toEqual([]);
});

scene(
  'a job whose sub is another than the credential’s: the claims, what to do, where to read on',
  async (set) => {
    const step = await set.deploy({ image: await set.publish('1'), ...asClient });
    const [cause, ...lines] = step.annotations[0]?.message.split('\n') ?? [];
    expect(cause).toMatch(/^Login of client gha by the job’s OIDC token failed: Wrong client_assertion \(POST .*: 401/);
    expect(lines.slice(0, 4)).toEqual([
      `iss: ${set.github.issuer}`,
      'sub: repo:acme/web:pull_request',
      `aud: ${set.endpoint}`,
      expect.stringMatching(/^exp: 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ, in \dm/),
    ]);
    expect(lines.join('\n')).toMatch(
      /No federated credential of the client gha[\s\S]*cloud-foundry-login\.md#oidc-client/,
    );
    expect(step.summary).toContain('repo:acme/web');
    expect(leaks(step, set)).toEqual([]);
  },
  { issuer: { claims: { sub: 'repo:acme/web:pull_request' } } },
);

scene('an issuer that UAA does not know', async (set) => {
  set.stage.sandbox.cloudFoundry.world.oidcProviders.length = 0;
  const step = await set.deploy({ image: await set.publish('1'), ...asUser });
  expect(step.annotations[0]?.message).toContain(`Unable to map issuer, ${set.github.issuer} , to a single`);
  expect(step.annotations[0]?.message).toMatch(/oidc1\.0[\s\S]*cloud-foundry-login\.md#oidc-user/);
  expect(leaks(step, set)).toEqual([]);
});

scene('the stock client cf may not hand tokens in: the operator is told what to add', async (set) => {
  const step = await set.deploy({ image: await set.publish('1'), ...asUser, 'client-id': '' });
  expect(step.annotations[0]?.message).toContain(`Unauthorized grant type: ${jwtBearer}`);
  expect(step.annotations[0]?.message).toMatch(/client cf may not use this grant/);
});

scene(
  'a user without a role is told the command that gives it',
  async (set) => {
    const step = await set.deploy({ image: await set.publish('1'), ...asUser });
    expect(step.annotations[0]?.message).toContain(
      'cf set-space-role newcomer acme prod SpaceDeveloper --origin github',
    );
    expect(leaks(step, set)).toEqual([]);
  },
  { issuer: { claims: { repository_owner: 'newcomer' } } },
);

scene('Deis and Drycc refuse it, beside whatever else is wrong', async (set) => {
  const image = await set.publish('1');
  for (const platform of ['deis', 'drycc'] as const) {
    const login = { username: '', password: '', token: '' };
    const step = await set.stage.deploy(platform, { app: 'webapp', image, ...login, oidc: 'user', disk: '1G' });
    expect(step.outputs).toMatchObject({ verdict: 'failed' });
    expect(step.annotations[0]?.message).toMatch(/oidc +belongs to Cloud Foundry/);
    expect(step.annotations[0]?.message).toMatch(/disk +is not for/);
  }
});

for (const login of [asClient, asUser]) {
  scene(
    `oidc: ${login.oidc}: access tokens of 30 s outlive a roll-out of ten minutes`,
    async (set) => {
      const { world, api } = set.stage.sandbox.cloudFoundry;
      const first = await set.deploy({ image: await set.publish('1'), instances: '10', ...login });
      expect(first.outputs, first.log).toMatchObject({ verdict: 'live' });
      world.accessTokenLifetime = 30;
      // A user's login comes with a refresh token; when that stops working, the job's token serves again.
      world.clock.after(5 * 60_000, () => world.refreshTokens.clear());
      const begun = world.clock.now();
      const before = set.github.issued.length;
      const image = await set.publish('2', { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '58000' });
      const step = await set.deploy({ image, timeout: '40m', ...login });
      expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
      expect(world.clock.now() - begun).toBeGreaterThan(10 * 60_000);
      const used = new Set(api.requests.map(({ headers }) => headers['authorization']));
      expect(used.size).toBeGreaterThan(15);
      const fresh = set.github.issued.slice(before);
      expect(fresh.length).toBeGreaterThanOrEqual(login.oidc === 'client' ? 15 : 2);
      const sent = tokenRequests(set).flatMap((form) => ('client_assertion' in form ? [form.client_assertion] : []));
      expect(new Set(sent).size).toBe(sent.length);
      expect(leaks(step, set)).toEqual([]);
    },
    { speed: 30 },
  );
}

scene('a token that the API has stopped to take is replaced once, by another token of the job', async (set) => {
  const { world, api } = set.stage.sandbox.cloudFoundry;
  api.faults.push({
    ...{ method: 'POST', path: /^\/v3\/deployments$/, nth: 1, when: 'before' },
    action: {
      status: 401,
      body: { errors: [{ code: 1000, title: 'CF-InvalidAuthToken', detail: 'Invalid Auth Token' }] },
    },
    struck: () => {
      world.tokensValidFrom = world.clock.now();
    },
  });
  const step = await set.deploy({ image: await set.publish('1'), ...asClient });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(set.github.issued).toHaveLength(2);
});

scene('after a kill the post step logs in with a token of its own and puts the previous release back', async (set) => {
  const first = await set.deploy({ image: await set.publish('1'), ...asClient });
  expect(first.outputs, first.log).toMatchObject({ verdict: 'live' });
  const { api } = set.stage.sandbox.cloudFoundry;
  const inputs = { app: 'web', image: await set.publish('2', { 'sandbox.behaviour': 'slow' }), ...asClient };
  const { env } = set.github;
  const running = set.stage.start('cloudfoundry', inputs, { env });
  api.faults.push({
    ...{ method: 'GET', path: /^\/v3\/processes\/.*\/stats$/, nth: 2, when: 'before', action: 'hang' },
    struck: () => running.process.kill('SIGKILL'),
  });
  const main = await running.done;
  api.faults.length = 0;
  expect(main.exitCode).toBeNull();
  expect(leaks(main, set)).toEqual([]);
  const issued = set.github.issued.length;
  const post = await set.stage.post('cloudfoundry', inputs, main, { env });
  expect(post.exitCode, post.log).toBe(0);
  expect(post.log).toMatch(/The previous release .* serves, 1 of 1/);
  expect(set.github.issued.length).toBe(issued + 1);
  expect(leaks(post, set)).toEqual([]);
});

scene('a post step that may have no token warns, and does not fail', async (set) => {
  const inputs = { app: 'web', image: await set.publish('1', { 'sandbox.behaviour': 'slow' }), ...asClient };
  const running = set.stage.start('cloudfoundry', inputs, { env: set.github.env });
  set.stage.sandbox.cloudFoundry.api.faults.push({
    ...{ method: 'GET', path: /^\/v3\/processes\/.*\/stats$/, nth: 2, when: 'before', action: 'hang' },
    struck: () => running.process.kill('SIGKILL'),
  });
  const main = await running.done;
  const post = await set.stage.post('cloudfoundry', inputs, main);
  expect(post.exitCode).toBe(0);
  expect(post.annotations[0]?.message).toContain('This job may not ask for an OIDC token');
});
