import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PlatformName, platformNames } from '../../sandbox/inputs.ts';
import { type RegistrySandbox, startRegistry } from '../../sandbox/registry/registry.ts';
import { withoutOpenssl } from '../http/openssl.ts';
import { random } from '../image/live-secrets.ts';
import {
  authorizationsTo,
  expectNoPartOf,
  expectRefused,
  foldedUnder,
  lineWith,
  sentTo,
  textsOf,
} from '../support/endings.ts';
import { startInternet } from '../support/internet.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, startStage } from '../support/stage.ts';

/**
 * The logins for a registry, through the bundle: one that an earlier step made reads the image and goes nowhere else; one
 * of the inputs is stored by the platform, and said to be of the wrong kind where it is.
 */

const app = 'hello-web';
const docs = 'https://github.com/acme/deploy-image/blob/v1/docs';
const action = { GITHUB_ACTION_REPOSITORY: 'acme/deploy-image', GITHUB_ACTION_REF: 'v1' };
/** Of the earlier step, and of the inputs. */
const earlier = { username: 'earlier', password: `E4rl-${random(24)}` };
const stored = { username: 'stored', password: `St0r-${random(24, '8Qw3Er7Ty2Ui9Op4As6Df1')}` };
const inputs = { 'registry-username': stored.username, 'registry-password': stored.password };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'logins-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Scene {
  readonly stage: Stage;
  readonly registry: RegistrySandbox;
  /** A private image. */
  readonly image: string;
  /** Env of a job whose earlier step has logged in: `docker login` writes this. */
  loggedIn(login?: { readonly username: string; readonly password: string }): Promise<Readonly<Record<string, string>>>;
  deploy(
    platform: PlatformName,
    more: Readonly<Record<string, string>>,
    env?: Readonly<Record<string, string>>,
  ): Promise<StepResult>;
}

function scene(name: string, work: (scene: Scene) => Promise<void>): void {
  test.concurrent(name, async () => {
    const users = { [earlier.username]: earlier, [stored.username]: stored };
    const registry = await startRegistry({ users });
    const stage = await startStage(20, { registryOfNodes: registry.host, throttle: false });
    try {
      const { reference: image } = await registry.publish({ repository: 'private/web', tag: '1.0', user: '1000' });
      await work({
        ...{ stage, registry, image },
        async loggedIn(login = earlier) {
          const auth = base64(login);
          return { DOCKER_CONFIG: await configured({ auths: { [registry.host]: { auth } } }) };
        },
        deploy: (platform, more, env) =>
          stage.deploy(platform, { app, image, ...more }, { env: { ...action, ...env } }),
      });
    } finally {
      await Promise.all([stage.close(), registry.close()]);
    }
  });
}

function base64({ username, password }: { readonly username: string; readonly password: string }): string {
  return Buffer.from(`${username}:${password}`).toString('base64');
}

/** A folder for DOCKER_CONFIG. */
async function configured(config: object): Promise<string> {
  const own = await mkdtemp(join(folder, 'config-'));
  await writeFile(join(own, 'config.json'), JSON.stringify(config));
  return own;
}

/** The login went to the registry and its token server alone, and is in nothing that anybody can read. */
function expectKept({ stage }: Scene, platform: PlatformName, step: StepResult): void {
  const sent = sentTo(...stage.servers(platform), stage.sandbox.registry.server, stage.sandbox.registry.tokenServer);
  for (const form of [earlier.password, base64(earlier)]) expect(sent.includes(form)).toBe(false);
  expectNoPartOf(step, earlier.password);
}

const platforms = [...platformNames, 'korifi'] as const;
const titles: Readonly<Record<(typeof platforms)[number], { readonly title: string; readonly code: string }>> = {
  cloudfoundry: { title: 'Cloud Foundry', code: 'CF_LOGIN_MISSING' },
  deis: { title: 'Deis', code: 'DEIS_LOGIN_MISSING' },
  drycc: { title: 'Drycc', code: 'DRYCC_LOGIN_MISSING' },
  korifi: { title: 'Korifi', code: 'CF_LOGIN_MISSING' },
};

for (const platform of platforms) {
  const { title, code } = titles[platform];

  scene(
    `${platform}: a docker login reads a private image, and the platform that has none stops the deploy`,
    async (scene) => {
      const step = await scene.deploy(platform, {}, await scene.loggedIn());
      expectRefused(scene.stage, platform, step, {
        cause: new RegExp(`read with the login of an earlier step, which ${title} does not have`),
        remedy: /Set registry-username and registry-password to a login that lives on/,
        section: `#${code.toLowerCase()}`,
      });
      expect(step.log).toContain(`error: ${code}: `);
      expect(step.summary).toContain(`error [\`${code}\`](${docs}/image-checks.md#${code.toLowerCase()})`);
      expect(foldedUnder(step, 'Image')?.[0]).toMatch(
        /^Read with the login of .*config\.json, made by an earlier step\. The platform is not given that login\.$/,
      );
      // It was needed, and given to who asked.
      expect(sentTo(scene.registry.tokenServer).includes(earlier.password)).toBe(true);
      expectKept(scene, platform, step);
    },
  );

  scene(
    `${platform}: beside a docker login the platform is given the login of the inputs, and nothing else`,
    async (scene) => {
      const step = await scene.deploy(platform, inputs, await scene.loggedIn());
      expect(step, step.log).toMatchObject({ complaints: [], annotations: [], outputs: { verdict: 'live' } });
      expect(step.log).not.toContain('earlier step');
      expect(sentTo(...scene.stage.servers(platform)).includes(stored.password)).toBe(true);
      // Nobody had any use for the other one, the registry neither.
      expect(sentTo(scene.registry.server, scene.registry.tokenServer).includes(earlier.password)).toBe(false);
      expectKept(scene, platform, step);
      expectNoPartOf(step, stored.password);
      expect(step.outputs['changes']).toContain('"registry credentials","to":"of stored"');
    },
  );

  scene(`${platform}: use-docker-login: false leaves the login alone`, async (scene) => {
    const step = await scene.deploy(platform, { 'use-docker-login': 'false' }, await scene.loggedIn());
    expectRefused(scene.stage, platform, step, {
      cause: /not found, or it is private and no login was given/,
      remedy: /set registry-username and registry-password/,
    });
    const sent = sentTo(scene.registry.server, scene.registry.tokenServer);
    expect([earlier.username, earlier.password].filter((word) => sent.includes(word))).toEqual([]);
    expectKept(scene, platform, step);
  });
}

for (const platform of ['deis', 'drycc'] as const) {
  scene(
    `${platform}: an app that has a login of its own is deployed with what a docker login has read`,
    async (scene) => {
      const first = await scene.deploy(platform, inputs);
      expect(first.outputs, first.log).toMatchObject({ verdict: 'live' });
      const next = await scene.registry.publish({ repository: 'private/web', tag: '2.0', user: '1000' });
      const step = await scene.deploy(platform, { image: next.reference }, await scene.loggedIn());
      expect(step.outputs, step.log).toMatchObject({ verdict: 'live', digest: next.digest });
      expect(step.log).not.toContain('LOGIN_MISSING');
      expect(step.log).toContain('The platform is not given that login.');
      expectKept(scene, platform, step);
    },
  );
}

scene(
  'cloudfoundry: with image-checks: warn the deploy goes on, and the platform’s own words are the cause',
  async (scene) => {
    const step = await scene.deploy('cloudfoundry', { 'image-checks': 'warn' }, await scene.loggedIn());
    expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
    expect(step.log).toContain('warning: CF_LOGIN_MISSING: ');
    expect(step.annotations).toHaveLength(1);
    expect(step.annotations[0]?.message).toMatch(/registry-username/);
    expectKept(scene, 'cloudfoundry', step);
  },
);

scene('a credential helper on PATH is asked, for that registry alone, and sees none of the inputs', async (scene) => {
  const bin = await mkdtemp(join(folder, 'bin-'));
  const answer = JSON.stringify({
    ServerURL: scene.registry.host,
    Username: earlier.username,
    Secret: earlier.password,
  });
  const script = ['#!/bin/sh', `printf '%s ' "$@" >> '${bin}/asked'`, `cat >> '${bin}/asked'`, `env >> '${bin}/seen'`];
  await writeFile(join(bin, 'docker-credential-vault'), [...script, `printf '%s' '${answer}'`, ''].join('\n'), {
    mode: 0o755,
  });
  const env = {
    DOCKER_CONFIG: await configured({ credsStore: 'vault' }),
    PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
  };
  const step = await scene.deploy('drycc', {}, env);
  expect(step.log).toContain('Read with the login of docker-credential-vault, made by an earlier step.');
  expect(step.log).toContain('error: DRYCC_LOGIN_MISSING');
  expect(await readFile(join(bin, 'asked'), 'utf8')).toBe(`get ${scene.registry.host}`);
  expect(await readFile(join(bin, 'seen'), 'utf8')).not.toMatch(/^INPUT_/m);
  expectKept(scene, 'drycc', step);
  // One that is not there is told where the run fails for want of it.
  const absent = await scene.deploy('drycc', {}, { DOCKER_CONFIG: await configured({ credsStore: 'absent' }) });
  expect(absent.log).toContain('The credential helper docker-credential-absent is not on PATH.');
});

scene('DOCKER_AUTH_CONFIG is a docker login, too', async (scene) => {
  const env = { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [scene.registry.host]: { auth: base64(earlier) } } }) };
  const step = await scene.deploy('deis', { mode: 'plan' }, env);
  expect(step.log).toContain('Read with the login of DOCKER_AUTH_CONFIG, made by an earlier step.');
  expect(step.annotations[0]?.message).toMatch(/which Deis does not have/);
  expectKept(scene, 'deis', step);
});

scene('a docker login that has died breaks no public image, and is named where the image is private', async (scene) => {
  const dead = { username: 'earlier', password: `D34d-${random(24, '5Zx8Cv2Bn7Mk3Jh6')}` };
  const open = await scene.registry.publish({ repository: 'team/web', tag: '1.0', user: '1000' });
  const env = await scene.loggedIn(dead);
  const step = await scene.deploy('deis', { image: open.reference }, env);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'live' });
  expect(authorizationsTo(scene.registry.server, scene.registry.tokenServer)).toEqual([]);
  const refused = await scene.deploy('cloudfoundry', {}, env);
  expectRefused(scene.stage, 'cloudfoundry', refused, {
    cause: /does not accept the login of earlier \(from .*config\.json\)/,
    remedy: /Log in again in that step, or set registry-username and registry-password/,
  });
  expectNoPartOf(refused, dead.password);
});

/** What the registry of ECR calls its storage. */
const ecrStorage = 'prod-eu-central-1-starport-layer-bucket.s3.eu-central-1.amazonaws.com';

/** Logins that end, and what is said of them; whoever asks, their value is not told. */
const appToken = `ghs_${random(36)}`;
const jwt = [{ alg: 'none' }, { sub: 'robot', exp: Math.floor(Date.now() / 1000) + 2 * 3600 }]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .concat(random(43))
  .join('.');
const shortLived: readonly (readonly [name: string, password: string, env: Record<string, string>, says: RegExp])[] = [
  [
    'the job’s own token',
    appToken,
    { GITHUB_TOKEN: appToken },
    /the job’s own GITHUB_TOKEN, which stops working when this job ends/,
  ],
  [
    'a GitHub App’s token',
    appToken,
    { GITHUB_TOKEN: `ghs_${random(36, '9Lk4Jh7Gf2Ds')}` },
    /a GitHub App’s token.* which stops working when this job ends/,
  ],
  ['a token with an end', jwt, {}, /a token with an end, which stops working at \d{4}-\d\d-\d\d \d\d:\d\d UTC/],
];

for (const [name, password, env, says] of shortLived) {
  test.concurrent(`${name} is stored, with a warning that says when the app will break and what to use instead`, async () => {
    const registry = await startRegistry({ users: { robot: { password } } });
    const stage = await startStage(20, { registryOfNodes: registry.host });
    try {
      const image = await registry.publish({ repository: 'private/web', tag: '1.0', user: '1000' });
      for (const platform of platforms) {
        const step = await stage.deploy(
          platform,
          { app, image: image.reference, 'registry-username': 'robot', 'registry-password': password },
          { env: { ...action, ...env } },
        );
        expect(step, step.log).toMatchObject({ annotations: [], complaints: [], outputs: { verdict: 'live' } });
        const line = lineWith(step.log, 'warning: LOGIN_SHORT_LIVED: ');
        expect(line).toMatch(says);
        expect(line).toMatch(
          /whenever an instance is restarted, scaled or moved; the app will then not start\. Give a /,
        );
        expect(step.summary).toContain('LOGIN_SHORT_LIVED');
        expectNoPartOf(step, password, ...Object.values(env));
      }
    } finally {
      await Promise.all([stage.close(), registry.close()]);
    }
  });
}

test
  .skipIf(withoutOpenssl)
  .concurrent(
    'a password of ECR stops the deploy on Cloud Foundry, where it cannot work; elsewhere it is a warning',
    async () => {
      const password = `Ecr-${random(60)}`;
      const registry = await startRegistry({ profile: 'ecr', realNames: true, users: { AWS: { password } } });
      const stage = await startStage();
      const world = await startInternet([registry.host, ecrStorage], (url) => registry.at(url));
      try {
        const { reference: image } = await registry.publish({ repository: 'web', tag: '1.0', user: '1000' });
        const plan = (platform: PlatformName, login: readonly [string, string]) =>
          stage.deploy(
            platform,
            {
              ...{ app, image, mode: 'plan', 'ca-certificate': world.authority },
              ...{ 'registry-username': login[0], 'registry-password': login[1] },
            },
            { env: { ...action, ...world.env } },
          );
        const [cloudfoundry, deis, drycc] = await Promise.all(
          platformNames.map((platform) => plan(platform, ['AWS', password])),
        );
        if (cloudfoundry === undefined || deis === undefined || drycc === undefined)
          throw new Error('a platform is missing');
        expectRefused(stage, 'cloudfoundry', cloudfoundry, {
          cause: /Cloud Foundry cannot pull from 123456789012\.dkr\.ecr\..* with a password of ECR/,
          remedy: /access key of an IAM user that can only pull/,
          section: '#cf_login',
        });
        // Told once: what fails at once need not be said to end later.
        expect(textsOf(cloudfoundry)).not.toContain('LOGIN_SHORT_LIVED');
        for (const step of [deis, drycc]) {
          expect(step, step.log).toMatchObject({ annotations: [], outputs: { verdict: 'planned' } });
          const line = lineWith(step.log, 'warning: LOGIN_SHORT_LIVED: ');
          expect(line).toMatch(/a password of ECR, which stops working 12 hours after it was made/);
          expect(line).toMatch(/let the nodes pull by their own IAM role/);
        }
        for (const step of [cloudfoundry, deis, drycc]) expectNoPartOf(step, password);
        // No other host has been given it.
        expect(registry.misplaced).toEqual([]);
        expect(sentTo(registry.storage).includes(password)).toBe(false);
      } finally {
        await Promise.all([world.close(), stage.close(), registry.close()]);
      }
    },
  );
