import { expect, test } from 'vitest';
import { korifiSeeds } from '../../sandbox/korifi/users.ts';
import { startOidcIssuer } from '../../sandbox/oidc-issuer.ts';
import { serve } from '../../sandbox/server.ts';
import { type Example, examples } from '../support/documented-jobs.ts';
import { type Stage, startStage } from '../support/stage.ts';

/** The jobs for Cloud Foundry in README and the documents, pasted: each is run against the practice platform, twice. */

const jobs = examples.filter(({ inputs }) => inputs['platform'] === 'cloudfoundry');
/** Where a job is meant to go: Korifi has a page of its own. */
const platformOf = ({ page }: Example) => (page === 'docs/korifi.md' ? 'korifi' : 'cloudfoundry');
const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const app = 'web';

/** A file of the reader's: the job asks for a worker. */
const manifest = `applications:
- name: web
  processes:
  - type: worker
    command: ./work
    memory: 64M
`;

/** What a reader has beside the job: an operator's set-up of both logins without a secret, a domain and two services. */
async function ground(stage: Stage) {
  const { world, uaa } = stage.sandbox.cloudFoundry;
  const github = await startOidcIssuer({ clock: world.clock });
  const smoke = await serve(() => ({ status: 200, body: 'all is well' }));
  const roles = [[world.space('prod'), 'developer']] as const;
  const aud = `${uaa.url}/oauth/token`;
  const sub = 'repo:acme/web:environment:production';
  world.addFederatedClient('deploy-web-production', [{ iss: github.issuer, sub, aud }], roles);
  world.oauthClients.push({ id: 'github-jobs', secret: '', grants: [jwtBearer, 'refresh_token'] });
  world.oidcProviders.push({
    ...{ originKey: 'github', active: true, issuer: github.issuer, relyingPartyId: aud },
    ...{ userNameClaim: 'repository_owner', addShadowUserOnLogin: false },
  });
  world.addAccount('user', 'acme', undefined, roles, 'github');
  world.addDomain('acme.gov');
  for (const name of ['db', 'mail-relay']) world.addServiceInstance(world.space('prod'), name);
  const close = () => Promise.all([github.close(), smoke.close()]);
  return { github, smoke, close };
}

/** What a reader puts in the place of the pages' own names and secrets. */
async function filled(stage: Stage, { inputs, entry }: Example, tag: string, smoke: string, to: string) {
  const { api: _api, image, ...rest } = inputs;
  const known: Record<string, string> = {
    'secrets.CF_CLIENT_ID': 'ci',
    'secrets.CF_CLIENT_SECRET': 'ci-secret',
    'secrets.CF_USERNAME': 'deployer',
    'secrets.CF_PASSWORD': 'deployer-password',
    'secrets.KORIFI_TOKEN': korifiSeeds.deployer.token,
    'secrets.REGISTRY_READ_TOKEN': 'robot-password',
    'inputs.to': to,
  };
  const given = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [
      name,
      String(value).replace(/\$\{\{ *([^ }]*) *\}\}/g, (_, expression: string) => known[expression] ?? 'f3c9a1d2'),
    ]),
  );
  const isPrivate = given['registry-username'] !== undefined;
  // The runner reads each login by its inputs alone.
  const login = { 'client-id': '', 'client-secret': '', ...given };
  return {
    ...login,
    ...(image === undefined || entry !== 'deploy' ? {} : { image: await publish(stage, tag, isPrivate) }),
    ...(isPrivate ? { 'registry-username': 'robot' } : {}),
    // Its address has no name on this machine.
    ...(given['smoke-test'] === undefined ? {} : { 'smoke-test': `${smoke}${given['smoke-test']}` }),
  };
}

async function publish(stage: Stage, tag: string, isPrivate = false): Promise<string> {
  const repository = isPrivate ? 'private/web' : 'team/web';
  const labels = { 'sandbox.task-log': 'done', 'sandbox.http-answers': '/healthz 200 all is well' };
  return (await stage.sandbox.registry.publish({ repository, tag, labels, user: '1000' })).reference;
}

const name = ({ page, entry, inputs }: Example) =>
  `${page}, ${entry}: ${Object.keys(inputs)
    .filter((key) => !['image', 'app', 'platform', 'api', 'org', 'space'].includes(key))
    .join(', ')}`;

for (const example of jobs) {
  const { entry, inputs } = example;
  test.concurrent(name(example), async () => {
    const stage = await startStage();
    const { github, smoke, close } = await ground(stage);
    const options = { env: github.env, files: { 'manifest.yml': manifest } } as const;
    const start = async (tag: string, to = '') =>
      stage.start(platformOf(example), await filled(stage, example, tag, smoke.url, to), {
        ...options,
        entry: entry === 'deploy' ? 'index' : entry,
      }).done;
    try {
      if (entry === 'deploy') {
        const wanted = inputs['mode'] === 'plan' ? 'planned' : 'live';
        for (const tag of ['1', '2']) {
          const step = await start(tag);
          expect(step.outputs, step.log).toMatchObject({ verdict: wanted, changed: 'true' });
          expect(step.complaints).toEqual([]);
        }
        return;
      }
      const released: string[] = [];
      for (const tag of ['1', '2']) {
        const step = await stage.deploy(platformOf(example), { app, image: await publish(stage, tag) });
        released.push(step.outputs['release'] ?? '');
      }
      const step = await start('3', released[0]);
      const verdict = entry === 'task' ? 'succeeded' : 'live';
      expect(step.outputs, step.log).toMatchObject({ verdict });
      expect(step.complaints).toEqual([]);
    } finally {
      await Promise.all([stage.close(), close()]);
    }
  });
}

test('there are jobs for every entry and every login', () => {
  expect(new Set(jobs.map(({ entry }) => entry))).toEqual(new Set(['deploy', 'task', 'rollback']));
  const logins = ['client-secret', 'password', 'oidc', 'token', 'registry-password'];
  expect(logins.filter((input) => !jobs.some(({ inputs }) => inputs[input] !== undefined))).toEqual([]);
  expect(new Set(jobs.flatMap(({ inputs }) => inputs['oidc'] ?? []))).toEqual(new Set(['client', 'user']));
});
