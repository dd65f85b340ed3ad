import { expect, test } from 'vitest';
import { deisSeeds } from '../../sandbox/deis/deis.ts';
import { loginInputs } from '../../sandbox/inputs.ts';
import { startOidcIssuer } from '../../sandbox/oidc-issuer.ts';
import { variablesOf } from '../support/controllers.ts';
import { type Call, calls, filledIn } from '../support/reusable-workflow.ts';
import { type Stage, startStage, writesTo } from '../support/stage.ts';

/** The jobs of docs/reusable-workflow.md, pasted: what the workflow makes of each is run against the practice platform. */

const databaseUrl = 'postgres://db.example.org/web';
const secretsOf: Readonly<Record<string, string>> = { client_secret: 'ci-secret' };

/** An operator's set-up of the login without a secret. */
async function trustIn(stage: Stage) {
  const { world, uaa } = stage.sandbox.cloudFoundry;
  const github = await startOidcIssuer({ clock: world.clock });
  const sub = 'repo:acme/web:environment:production';
  world.addFederatedClient(
    'deploy-web-production',
    [{ iss: github.issuer, sub, aud: `${uaa.url}/oauth/token` }],
    [[world.space('prod'), 'developer']],
  );
  return github;
}

/** The caller's job with what a reader puts in the place of the page's own names and secrets. */
async function inputsFor(stage: Stage, { given, secrets }: Call): Promise<Readonly<Record<string, string>>> {
  const platform = String(given['platform']) as 'cloudfoundry' | 'deis' | 'drycc';
  const login = loginInputs(stage.sandbox, platform);
  const { reference } = await stage.sandbox.registry.publish({ repository: 'team/web', tag: '1', user: '1000' });
  const known: Readonly<Record<string, string>> = { 'matrix.app': 'web', 'vars.CF_PLAN_CLIENT_ID': 'ci' };
  const text = (value: unknown) =>
    String(value).replace(/\$\{\{ *([^ }]+) *\}\}/g, (_, name: string) => known[name] ?? databaseUrl);
  const own = {
    ...Object.fromEntries(Object.entries(given).map(([name, value]) => [name, text(value)])),
    image: reference,
    api: login['api'] ?? '',
    'ca-certificate': login['ca-certificate'] ?? '',
    ...(platform === 'drycc' ? { workspace: 'teamone' } : {}),
  };
  const passed = Object.fromEntries(
    Object.entries(secrets).map(([name, value]) => [
      name,
      secretsOf[name] ?? (name === 'token' ? (login['token'] ?? deisSeeds.admin.token) : undefined) ?? text(value),
    ]),
  );
  return filledIn(own, passed);
}

for (const call of calls) {
  const { given, name } = call;
  const platform = String(given['platform']) as 'cloudfoundry' | 'deis' | 'drycc';
  test.concurrent(`${name} on ${platform}: ${Object.keys(given).slice(2).join(', ')}`, async () => {
    const stage = await startStage();
    const github = await trustIn(stage);
    try {
      const inputs = await inputsFor(stage, call);
      const step = await stage.deploy(platform, inputs, { env: github.env });
      const isPlan = given['mode'] === 'plan';
      expect(step.outputs, step.log).toMatchObject({ verdict: isPlan ? 'planned' : 'live', changed: 'true' });
      expect(step.complaints).toEqual([]);
      expect(writesTo(stage.servers(platform)).length > 0).toBe(!isPlan);
      if (call.secrets['env'] === undefined) return;
      expect(variablesOf(stage, 'drycc', 'acme-web')).toMatchObject({ LOG_LEVEL: 'info', DATABASE_URL: databaseUrl });
      expect(step.log).not.toContain(databaseUrl);
    } finally {
      await Promise.all([stage.close(), github.close()]);
    }
  });
}

test('there is one by OIDC, one with a token, a plan and a matrix', () => {
  expect(
    calls.map(({ given, job, name }) => [name, given['platform'], given['oidc'] ?? given['mode'] ?? 'strategy' in job]),
  ).toEqual([
    ['deploy', 'cloudfoundry', 'client'],
    ['deploy', 'drycc', false],
    ['plan', 'cloudfoundry', 'plan'],
    ['deploy', 'deis', true],
  ]);
});
