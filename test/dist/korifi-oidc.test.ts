import { expect, test } from 'vitest';
import { type OidcIssuer, type OidcIssuerOptions, startOidcIssuer } from '../../sandbox/oidc-issuer.ts';
import type { Exchange, Reply } from '../../sandbox/server.ts';
import { maskedForms } from '../../src/runner/secrets.ts';
import { publishFor } from '../support/korifi.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, startStage, writesTo } from '../support/stage.ts';

/** Logins to Korifi with the job's own OIDC token, and with tokens that have ended, through the bundle. */

const audience = 'https://api.korifi.example.org';
const login = { token: '', oidc: 'user', 'oidc-audience': audience };
const user = 'github:repo:acme/web:environment:production';

interface Scene {
  readonly stage: Stage;
  readonly github: OidcIssuer;
  deploy(inputs?: Readonly<Record<string, string>>, labels?: Readonly<Record<string, string>>): Promise<StepResult>;
}

/** The operator has set it up as docs/korifi.md says. */
function scene(name: string, work: (scene: Scene) => Promise<void>, issuer: Partial<OidcIssuerOptions> = {}): void {
  test.concurrent(name, async () => {
    const stage = await startStage();
    const { world } = stage.sandbox.korifi;
    const github = await startOidcIssuer({ clock: world.clock, ...issuer });
    world.authenticator.issuers.push({ url: github.issuer, audiences: [audience], prefix: 'github:' });
    world.addUser(user, 'developer', world.spaces);
    const deploy: Scene['deploy'] = async (inputs = {}, labels = {}) => {
      const { reference: image } = await publishFor(stage, '1.0', labels);
      return stage.deploy('korifi', { app: 'web', image, ...login, ...inputs }, { env: github.env });
    };
    try {
      await work({ stage, github, deploy });
    } finally {
      await Promise.all([stage.close(), github.close()]);
    }
  });
}

const writesOf = ({ stage }: Scene) => writesTo(stage.servers('korifi'));

function expectNoLeak(step: StepResult, { github }: Scene): void {
  const secrets = [github.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN, ...github.issued];
  const signatures = github.issued.flatMap((token) => token.split('.').slice(2));
  const forms = [...secrets, ...signatures].flatMap(maskedForms);
  const written = [step.log, step.summary, JSON.stringify([step.annotations, step.outputs, step.state])];
  const raw = step.raw.replaceAll(/^::add-mask::.*$/gm, '');
  expect(forms.filter((form) => [...written, raw].some((text) => text.includes(form)))).toEqual([]);
}

scene('goes live with no secret at all, as the user that Kubernetes makes of the job', async (set) => {
  const step = await set.deploy();
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(step.complaints).toEqual([]);
  expect(step.log).toContain(`▸ Login    ${user} (User) · Korifi, acme / prod at `);
  expect(set.github.issued).toHaveLength(1);
  expect(set.github.server.requests[0]?.target).toContain(`audience=${encodeURIComponent(audience)}`);
  expectNoLeak(step, set);
});

scene(
  'a token that ends while a deploy goes on is asked for anew before that',
  async (set) => {
    const { server, world } = set.stage.sandbox.korifi;
    const late: string[] = [];
    const action = (answer: Reply, { method, path, headers }: Exchange): Reply => {
      const payload = headers['authorization']?.split('.')[1];
      const { exp } = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString() || '{}') as { exp?: number };
      if (exp !== undefined && exp * 1_000 <= world.clock.now()) late.push(`${method} ${path}`);
      return answer;
    };
    for (const method of ['GET', 'POST', 'PATCH']) server.faults.push({ method, path: /./, when: 'after', action });
    const step = await set.deploy({}, { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '50000' });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
    expect(set.github.issued.length).toBeGreaterThan(1);
    expect(late).toEqual([]);
    expectNoLeak(step, set);
  },
  { lifetime: 40 },
);

scene('an audience that the cluster does not take: what the token says, and who names the audience', async (set) => {
  const step = await set.deploy({ 'oidc-audience': 'https://other.example.org' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  const [first, ...more] = step.annotations[0]?.message.split('\n') ?? [];
  expect(first).toMatch(/^The Kubernetes of this Korifi does not take the token: Invalid Auth Token/);
  expect(more).toEqual([
    ...[`iss: ${set.github.issuer}`, 'sub: repo:acme/web:environment:production', 'aud: https://other.example.org'],
    ...[expect.stringMatching(/^exp: .*, in /), 'Nothing was written to the platform.'],
    expect.stringMatching(/AuthenticationConfiguration.*oidc-audience/),
  ]);
  expect(writesOf(set)).toEqual([]);
  expectNoLeak(step, set);
});

scene('an issuer that the cluster does not trust', async (set) => {
  set.stage.sandbox.korifi.world.authenticator.issuers.length = 0;
  const step = await set.deploy();
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(step.annotations[0]?.message).toContain(`\niss: ${set.github.issuer}\n`);
  expect(step.annotations[0]?.message).toContain('The cluster must trust this issuer, for this audience');
});

scene('a user without a role: the command that gives it one', async (set) => {
  set.stage.sandbox.korifi.world.user(user).roles.clear();
  const step = await set.deploy();
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(step.annotations[0]?.message).toMatch(/^There is no organization acme that this login may see\n/);
  expect(step.annotations[0]?.message).toContain(`cf set-space-role '${user}' acme prod SpaceDeveloper`);
  expect(writesOf(set)).toEqual([]);
});

scene('a job without the permission is told what to add, and Korifi sees no login', async (set) => {
  const { reference: image } = await publishFor(set.stage, '1.0');
  const step = await set.stage.deploy('korifi', { app: 'web', image, ...login });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  expect(step.annotations[0]?.message).toMatch(
    /^This job may not ask for an OIDC token.*\npermissions: \{ id-token: write \}/,
  );
  expect(set.stage.sandbox.korifi.server.requests.filter(({ headers }) => 'authorization' in headers)).toEqual([]);
});

scene('a stored token that has ended: since when, and how another one is made', async (set) => {
  const claims = { iss: 'https://kubernetes.default.svc', sub: 'system:serviceaccount:ci:deploy-web' };
  const exp = Math.floor(set.stage.sandbox.korifi.world.clock.now() / 1_000) - 7_200;
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${part({ alg: 'RS256' })}.${part({ ...claims, aud: ['https://kubernetes.default.svc'], exp })}.c2lnbmF0dXJl`;
  const step = await set.deploy({ token, oidc: 'none', 'oidc-audience': '' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  const [first, ...more] = step.annotations[0]?.message.split('\n') ?? [];
  expect(first).toMatch(
    /^The token ended 2h.* ago, and the Kubernetes of this Korifi does not take it: Invalid Auth Token/,
  );
  expect(more.at(-1)).toBe(
    'Make another one, and store it as the secret: kubectl create token deploy-web -n ci --duration=720h.',
  );
  expect(step.raw.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain('c2lnbmF0dXJl');
});
