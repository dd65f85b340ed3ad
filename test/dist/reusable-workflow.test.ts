import { expect, test } from 'vitest';
import { deisSeeds } from '../../sandbox/deis/deis.ts';
import { dryccSeeds } from '../../sandbox/drycc/drycc.ts';
import { loginInputs } from '../../sandbox/inputs.ts';
import { startOidcIssuer } from '../../sandbox/oidc-issuer.ts';
import { variablesOf } from '../support/controllers.ts';
import { type Call, calls, filledIn } from '../support/reusable-workflow.ts';
import { type Stage, startStage, writesTo } from '../support/stage.ts';

/** The callers in README and the documents, pasted: what the workflow makes of each is run against the practice platform. */

const databaseUrl = 'postgres://db.example.org/web';
/** What a reader has stored in GitHub, and what GitHub knows. */
const known: Readonly<Record<string, string>> = {
  'secrets.CF_CLIENT_SECRET': 'ci-secret',
  'secrets.CF_PLAN_CLIENT_SECRET': 'ci-secret',
  'secrets.DATABASE_URL': databaseUrl,
  'secrets.DEIS_TOKEN': deisSeeds.admin.token,
  'secrets.DRYCC_TOKEN': dryccSeeds.mike.token,
  'secrets.REGISTRY_READ_TOKEN': 'robot-password',
  'vars.CF_CLIENT_ID': 'ci',
  'vars.CF_PLAN_CLIENT_ID': 'ci',
  'github.sha': 'f3c9a1d2',
  'github.event.pull_request.head.sha': 'f3c9a1d2',
  'matrix.app': 'web',
};
/** A file of the reader's. */
const manifest = 'applications:\n- name: web\n  memory: 64M\n';

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

const platformOf = ({ given }: Call) => String(given['platform']) as 'cloudfoundry' | 'deis' | 'drycc';

/** What the action is given when the caller's job runs, with a reader's image and platform in the place of the page's. */
async function inputsFor(stage: Stage, call: Call): Promise<Readonly<Record<string, string>>> {
  const isPrivate = call.given['registry-username'] !== undefined;
  const repository = isPrivate ? 'private/web' : 'team/web';
  const { reference } = await stage.sandbox.registry.publish({ repository, tag: '1', user: '1000' });
  const filled = (values: Readonly<Record<string, string | number>>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        String(value).replace(/\$\{\{ *([^ }]+) *\}\}/g, (_, expression: string) => {
          const text = known[expression];
          if (text === undefined) throw new Error(`${expression} is nothing that a reader has`);
          return text;
        }),
      ]),
    );
  const own = {
    ...filled(call.given),
    image: reference,
    api: loginInputs(stage.sandbox, platformOf(call))['api'] ?? '',
    ...(platformOf(call) === 'drycc' ? { workspace: 'teamone' } : {}),
    ...(isPrivate ? { 'registry-username': 'robot' } : {}),
  };
  return filledIn(own, filled(call.secrets));
}

for (const call of calls) {
  const { given, name, page } = call;
  const platform = platformOf(call);
  test.concurrent(`${page}, ${name} on ${platform}: ${Object.keys(given).join(', ')}`, async () => {
    const stage = await startStage();
    const github = await trustIn(stage);
    try {
      const inputs = await inputsFor(stage, call);
      // The workflow checks out when there is a manifest, and not otherwise.
      const files = given['manifest'] === undefined ? {} : { [String(given['manifest'])]: manifest };
      const step = await stage.deploy(platform, inputs, { env: github.env, files });
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

test('there is one for each platform, by OIDC, with secrets, with a private image and a file, a plan, and a matrix', () => {
  expect(new Set(calls.map(platformOf))).toEqual(new Set(['cloudfoundry', 'deis', 'drycc']));
  const all = calls.flatMap(({ given, secrets, job }) => [given, secrets, job].flatMap(Object.keys));
  const wanted = ['oidc', 'token', 'env', 'client_secret', 'registry_password', 'manifest', 'mode', 'strategy'];
  expect(wanted.filter((key) => !all.includes(key))).toEqual([]);
});
