import { test as alone, expect } from 'vitest';
import { type PlatformName, platformNames } from '../../sandbox/inputs.ts';
import type { ImageToPublish, Published } from '../../sandbox/registry/publish.ts';
import { startRegistry } from '../../sandbox/registry/registry.ts';
import { liveSecrets } from '../image/live-secrets.ts';
import {
  authorizationsTo,
  expectNoPartOf,
  expectRefused,
  foldedUnder,
  lineWith,
  type Refusal,
  textsOf,
  unescaped,
} from '../support/endings.ts';
import { testOnStage as test } from '../support/on-stage.ts';
import type { StepResult } from '../support/runner.ts';
import { type Stage, startStage, writesTo } from '../support/stage.ts';

/** What the image is, through the bundle: how a deploy ends that it cannot go live with, and what is told of it. */

const app = 'hello-web';
const docs = 'https://github.com/acme/deploy-image/blob/v1/docs';
const env = { GITHUB_ACTION_REPOSITORY: 'acme/deploy-image', GITHUB_ACTION_REF: 'v1' };
const revision = 'f3c9a1d2b4e5f60718293a4b5c6d7e8f90a1b2c3';

const publish = (stage: Stage, more: Partial<ImageToPublish> = {}): Promise<Published> =>
  stage.sandbox.registry.publish({ repository: 'team/web', tag: '1.0', user: '1000', ...more });

/**
 * On a clock that is not as fast: asking after the base has a few seconds, in which a machine that is busy gets less done
 * the faster they go by.
 */
function unhurried(name: string, work: (stage: Stage) => Promise<void>): void {
  alone.concurrent(name, async () => {
    const stage = await startStage(4);
    try {
      await work(stage);
    } finally {
      await stage.close();
    }
  });
}

const deploy = (stage: Stage, platform: PlatformName, inputs: Readonly<Record<string, string>>): Promise<StepResult> =>
  stage.deploy(platform, { app, ...inputs }, { env });

interface Ending extends Refusal {
  readonly inputs?: Readonly<Record<string, string>>;
  image(stage: Stage): Promise<string>;
}

const endings: Readonly<Record<string, Ending>> = {
  'a wrong registry password': {
    image: async (stage) => (await publish(stage, { repository: 'private/web' })).reference,
    inputs: { 'registry-username': 'robot', 'registry-password': 'Wr0ng-Z9q7Kd2Vx4T' },
    cause: /does not accept the login of robot.*401 incorrect username or password/,
    remedy: /Check registry-username and registry-password/,
  },
  'a missing tag': {
    image: async (stage) => (await publish(stage, { tag: '1.4.1' })).reference.replace(/1\.4\.1$/, '1.4.2'),
    cause: /team\/web:1\.4\.2 was not found.*404/,
    remedy: /Check the name and the tag\..*1\.4\.1/,
  },
  'a repository that is not there': {
    image: async (stage) => `${stage.sandbox.registry.host}/team/wbe:1.0`,
    cause: /team\/wbe:1\.0 was not found/,
    remedy: /Check the name and the tag/,
  },
  'an arm64-only image': {
    image: async (stage) => (await publish(stage, { platforms: ['linux/arm64'] })).reference,
    cause: /built for linux\/arm64; linux\/amd64 is needed/,
    remedy: /docker buildx build --platform linux\/amd64/,
    section: '#architecture',
  },
  'an image without a command': {
    image: async (stage) => (await publish(stage, { tag: 'idle', cmd: [] })).reference,
    cause: /neither ENTRYPOINT nor CMD/,
    remedy: /Add a CMD or an ENTRYPOINT/,
    section: '#no_start_command',
  },
  'a private image and no login': {
    image: async (stage) => (await publish(stage, { repository: 'private/app' })).reference,
    cause: /not found, or it is private and no login was given.*401 UNAUTHORIZED/,
    remedy: /set registry-username and registry-password/,
  },
  'a registry that is down': {
    // Nobody listens there, and nobody who starts beside this will.
    image: async () => '127.0.0.1:1/team/web:1',
    cause: /127\.0\.0\.1:1 refuses connections/,
    remedy: /Is the address right, and is the server up\?/,
  },
  'a chart': {
    image: async (stage) =>
      (await publish(stage, { tag: 'chart', configType: 'application/vnd.cncf.helm.config.v1+json' })).reference,
    cause: /not an image that can be run.*helm/,
    remedy: /Is it a chart/,
  },
  'an artifact': {
    image: async (stage) => (await publish(stage, { tag: 'sbom', artifactType: 'application/spdx+json' })).reference,
    cause: /not an image that can be run.*spdx/,
    remedy: /another artifact/,
  },
  'an image of schema 1': {
    image: async (stage) => (await publish(stage, { tag: 'old', format: 'schema1' })).reference,
    cause: /image format of 2015 \(schema 1\)/,
    remedy: /Build it again/,
  },
};

for (const platform of platformNames) {
  test(`${platform}: ends before any write, in one annotation`, async (stage) => {
    for (const [name, { image, inputs, ...refusal }] of Object.entries(endings)) {
      const step = await deploy(stage, platform, { image: await image(stage), ...inputs });
      try {
        expectRefused(stage, platform, step, refusal);
      } catch (error) {
        throw new Error(`${name}:\n${step.log}`, { cause: error });
      }
      expectNoPartOf(step, 'Wr0ng-Z9q7Kd2Vx4T');
    }
  });

  test(`${platform}: a wrong login ends before any write, whatever the image is`, async (stage) => {
    const wrong = {
      cloudfoundry: { 'client-secret': 'Wr0ng-Z9q7Kd2Vx4T' },
      deis: { password: 'Wr0ng-Z9q7Kd2Vx4T' },
      drycc: { token: 'Wr0ng-Z9q7Kd2Vx4T' },
    }[platform];
    const step = await deploy(stage, platform, { image: (await publish(stage)).reference, ...wrong });
    const cause = {
      cloudfoundry: /Login of client ci failed: Bad credentials/,
      deis: /Deis refuses the login of admin: Unable to log in with provided credentials/,
      drycc: /Drycc .*token/i,
    }[platform];
    expectRefused(stage, platform, step, { cause, remedy: /(?:client-secret|password|token)/ });
    expectNoPartOf(step, 'Wr0ng-Z9q7Kd2Vx4T');
  });

  unhurried(`${platform}: what the image is stands in a group of the log and in the summary`, async (stage) => {
    const { registry } = stage.sandbox;
    const base = await registry.publish({ repository: 'team/base', tag: '12-slim' });
    const image = await publish(stage, {
      tag: '1.4.2',
      platforms: ['linux/amd64', 'linux/arm64'],
      layers: 3,
      created: new Date(stage.time.epoch - 3 * 24 * 3_600_000).toISOString(),
      entrypoint: ['node'],
      cmd: ['server.js', '--motto=do not worry'],
      workingDir: '/srv',
      exposedPorts: ['8080/tcp', '9000/udp'],
      healthcheck: ['CMD-SHELL', 'true'],
      labels: {
        'org.opencontainers.image.revision': revision,
        'org.opencontainers.image.source': 'https://github.com/acme/web',
        'org.opencontainers.image.version': '1.4.2',
      },
      annotations: {
        'org.opencontainers.image.base.name': `${registry.host}/team/base:12-slim`,
        'org.opencontainers.image.base.digest': base.digest,
      },
    });
    const step = await deploy(stage, platform, { image: image.reference, mode: 'plan' });
    expect(step, step.log).toMatchObject({ complaints: [], annotations: [], outputs: { digest: image.digest } });
    const short = image.digest.slice(0, 19);
    const line = `${short} · linux/amd64 · 1 KB · built 3 days ago · ports 8080, 9000/udp`;
    const details = [
      expect.stringMatching(
        /^3 layers, 1 KB as transferred · built \d{4}-\d\d-\d\d \d\d:\d\d UTC · there for linux\/arm64, too$/,
      ),
      'starts node server.js "--motto=do not worry" as user 1000 in /srv',
      'commit f3c9a1d2b4e5 of https://github.com/acme/web · version 1.4.2',
      `based on ${registry.host}/team/base:12-slim at ${base.digest.slice(0, 19)}, which has not changed since`,
    ];
    expect(step.log).toContain(`▸ Image    ${line}`);
    expect(foldedUnder(step, 'Image')).toEqual(details);
    const summary = unescaped(step.summary);
    expect(lineWith(summary, '✔ Image')).toContain(line);
    const told = summary.split('\n').flatMap((text) => (text.startsWith('- ') ? [text.slice(2)] : []));
    expect(told.slice(0, details.length)).toEqual(details);
    // Findings, each with a link to what it means.
    const finding = 'The image has a HEALTHCHECK, which the platform does not run.';
    expect(step.log).toContain(`HEALTHCHECK_IGNORED: ${finding}`);
    expect(summary).toContain(
      `info [\`HEALTHCHECK_IGNORED\`](${docs}/image-checks.md#healthcheck_ignored): ${finding}`,
    );
  });

  test(`${platform}: image-checks turns errors into warnings, single checks off, or all`, async (stage) => {
    const { reference } = await publish(stage, { cmd: [] });
    const plan = (checks: string) =>
      deploy(stage, platform, { image: reference, mode: 'plan', 'image-checks': checks });
    const [warn, without, off, enforced] = await Promise.all([
      plan('warn'),
      plan('enforce -NO_START_COMMAND'),
      plan('off'),
      plan('-old_image, -stale-base'),
    ]);
    for (const step of [warn, without, off]) {
      expect(step, step.log).toMatchObject({ exitCode: 0, annotations: [], outputs: { verdict: 'planned' } });
    }
    expect(warn.log).toContain('warning: NO_START_COMMAND: ');
    expect(warn.summary).toContain('warning [`NO_START_COMMAND`]');
    for (const step of [without, off]) expect(textsOf(step)).not.toContain('NO_START_COMMAND');
    expect(off.summary).not.toContain('Image checks');
    const { cause, remedy, section } = endings['an image without a command'] ?? {};
    if (cause === undefined || remedy === undefined || section === undefined) throw new Error('no such ending');
    expectRefused(stage, platform, enforced, { cause, remedy, section });
  });

  test(`${platform}: what a hostile image says of itself has no effect, and its secrets are not told`, async (stage) => {
    const hidden = [
      'c0rrect-h0rse-battery',
      'tr0ub4dor-and-three',
      'n0t-for-y0ur-eyes',
      ...liveSecrets.map(([, one]) => one),
    ];
    const [battery = '', troubador = '', eyes = '', live = ''] = hidden;
    const nasty =
      '\n::error title=x::injected\r\n##[warning]injected\n::stop-commands::x\n\u001b[31mred\u202e <img src=x> [x](http://evil.example) @acme |cell| `code` *bold* </details>';
    const image = await publish(stage, {
      tag: 'evil',
      entrypoint: [`/app${nasty}`],
      cmd: [`--token=${live}`, nasty],
      workingDir: `/srv${nasty}`,
      user: `me${nasty}`,
      stopSignal: `SIGINT${nasty}`,
      volumes: [`/data${nasty}`],
      exposedPorts: ['8080/tcp', `1-2${nasty}`],
      env: [
        `API_TOKEN=${battery}`,
        `LIVE=${live}`,
        `N${nasty}=1`,
        ...liveSecrets.map(([, secret], index) => `S${index}=${secret}`),
      ],
      history: [{ createdBy: `|1 NPM_TOKEN=${troubador} /bin/sh -c npm ci${nasty}` }],
      labels: {
        'org.opencontainers.image.revision': `abc${nasty}`,
        'org.opencontainers.image.source': `https://me:${eyes}@github.com/acme/web${nasty}`,
        'org.opencontainers.image.version': `1${nasty}`,
        [`key${nasty}`]: nasty,
      },
      annotations: { 'org.opencontainers.image.base.name': `debian:12${nasty}` },
    });
    const short = await publish(stage, { tag: 'short', cmd: ['/app', `--token=${live}`, `--password=${battery}`] });
    const unchecked = await deploy(stage, platform, { image: short.reference, mode: 'plan', 'image-checks': 'off' });
    expect(foldedUnder(unchecked, 'Image')?.[1]).toBe('starts /app … as user 1000');
    expectNoPartOf(unchecked, ...hidden);
    const step = await deploy(stage, platform, { image: image.reference });
    expectRefused(stage, platform, step, {
      cause: /holds .*GitHub token/,
      remedy: /Revoke it now/,
      section: '#secret_value',
    });
    expectNoPartOf(step, ...hidden);
    expect(step.log).toContain('starts ');
    // Nothing of it is on a line of its own, in colour, or hides what follows.
    expect(step.raw).not.toMatch(/^\s*(?:::error title=x|##\[|::stop-commands::x)/m);
    expect(step.raw).not.toMatch(/\u001b\[31mred|\u202e/);
    for (const text of [/<img/, /(?<!\\)\]\(http:/, /@acme/, /(?<!\\)\|cell/, /(?<!\\)\*bold/]) {
      expect(step.summary).not.toMatch(text);
    }
    expect(step.summary.match(/<details>/g)?.length).toBe(step.summary.match(/<\/details>/g)?.length);
  });

  test(`${platform}: a tag beside a digest that has moved on is told, and the digest goes live`, async (stage) => {
    const meant = await publish(stage, { tag: '1' });
    const moved = await publish(stage, { tag: '1', content: 'pushed later' });
    const step = await deploy(stage, platform, { image: `${meant.reference}@${meant.digest}` });
    expect(step, step.log).toMatchObject({ annotations: [], outputs: { verdict: 'live', digest: meant.digest } });
    expect(step.log).toMatch(new RegExp(`warning: TAG_MOVED: The tag 1 points at ${moved.digest.slice(0, 19)}`));
    expect(step.summary).toContain('TAG_MOVED');
    expect((await stage.ask(platform, app)).body).toContain(meant.digest);
  });
}

test('several errors are told together, the worst findings first', async (stage) => {
  const { reference } = await publish(stage, {
    platforms: ['linux/arm64'],
    cmd: [],
    healthcheck: ['CMD', 'true'],
    user: '',
  });
  const step = await deploy(stage, 'cloudfoundry', { image: reference });
  expectRefused(stage, 'cloudfoundry', step, {
    cause: /built for linux\/arm64; linux\/amd64 is needed \(and 1 more\)\./,
    remedy: /Build it for linux\/amd64.* Add a CMD or an ENTRYPOINT/,
    section: '#architecture',
  });
  expect(step.annotations[0]?.message.split('\n')[1]).toBe(
    'The image has neither ENTRYPOINT nor CMD: nothing would be started.',
  );
  const findings = [...step.log.matchAll(/^ {11}(error|warning)?(?:: )?([A-Z][A-Z_]+): /gm)].map(
    ([, severity = 'info', code]) => `${severity} ${code}`,
  );
  expect(findings).toEqual([
    'error ARCHITECTURE',
    'error NO_START_COMMAND',
    'warning CF_ROOT_USER',
    'info HEALTHCHECK_IGNORED',
  ]);
  // Each once: what stands there as a finding is not told again as what belongs to the error.
  expect(step.log.match(/neither ENTRYPOINT nor CMD/g)).toHaveLength(2);
});

test('a code that does not exist is a mistake, together with the others, and nobody is asked anything', async (stage) => {
  const step = await deploy(stage, 'deis', {
    image: (await publish(stage)).reference,
    'image-checks': 'enforce -ARCHITEKTUR',
    timeout: '10',
    'use-docker-login': 'yes',
  });
  expect(step).toMatchObject({ exitCode: 1, complaints: [], outputs: { verdict: 'failed' } });
  expect(step.annotations).toHaveLength(1);
  const [first, ...rest] = step.annotations[0]?.message.split('\n') ?? [];
  expect(first).toMatch(/^3 inputs need a change, nothing was written to the platform: /);
  expect(rest.join('\n')).toMatch(/image-checks +"-ARCHITEKTUR" · no check has that code/);
  expect(rest.join('\n')).toMatch(/timeout +"10"/);
  expect(rest.join('\n')).toMatch(/use-docker-login +"yes" · write true or false/);
  expect([...stage.sandbox.registry.server.requests, ...stage.sandbox.deis.server.requests]).toEqual([]);
});

test('without an address of the action the annotation and the log name the page by its place', async (stage) => {
  const { reference } = await publish(stage, { cmd: [] });
  const step = await stage.deploy('deis', { app, image: reference });
  expectRefused(stage, 'deis', step, { cause: /ENTRYPOINT/, remedy: /^`?docs\/image-checks\.md#no_start_command`?$/m });
  expect(step.log).toContain('What each check means: docs/image-checks.md');
  expect(step.summary).not.toContain('](docs');
});

/** An image that says what it was built on: `name` of the sandbox's own registry. */
async function builtOn(stage: Stage, name: string, digest: string): Promise<Published> {
  return publish(stage, {
    tag: 'based',
    annotations: { 'org.opencontainers.image.base.name': name, 'org.opencontainers.image.base.digest': digest },
  });
}

const publishBase = (stage: Stage, content: string) =>
  stage.sandbox.registry.publish({ repository: 'team/base', tag: '12', content });

unhurried(
  'a base that has a newer one is told, with both digests; a current one too; base-image may name it',
  async (stage) => {
    const old = await publishBase(stage, 'one');
    const image = await builtOn(stage, old.reference, old.digest);
    const plan = (more = {}) => deploy(stage, 'cloudfoundry', { image: image.reference, mode: 'plan', ...more });
    const current = await plan();
    expect(current.log).toContain(
      `based on ${old.reference} at ${old.digest.slice(0, 19)}, which has not changed since`,
    );
    expect(current.log).not.toContain('STALE_BASE');
    const newest = await publishBase(stage, 'two');
    const [stale, asked, without] = await Promise.all([
      plan(),
      plan({ 'base-image': old.reference }),
      plan({ 'image-checks': 'enforce -STALE_BASE' }),
    ]);
    for (const step of [stale, asked]) {
      expect(step, step.log).toMatchObject({ exitCode: 0, annotations: [], outputs: { verdict: 'planned' } });
      expect(step.log).toContain(`at ${old.digest.slice(0, 19)}, which is ${newest.digest.slice(0, 19)} now`);
      expect(step.log).toContain(
        `warning: STALE_BASE: The image is built on "${old.reference}", of which there is a newer one.`,
      );
      expect(unescaped(step.summary)).toContain(`[\`STALE_BASE\`](${docs}/image-checks.md#stale_base)`);
    }
    expect(textsOf(without)).not.toMatch(/STALE_BASE|team\/base/);
    // Compared by layers, where the image says nothing of its base.
    const silent = await publish(stage, { tag: 'silent' });
    const unlike = await deploy(stage, 'cloudfoundry', {
      image: silent.reference,
      mode: 'plan',
      'base-image': old.reference,
    });
    expect(unlike.outputs).toMatchObject({ verdict: 'planned' });
    expect(unlike.log).toContain('cannot be told: the image does not share its first layer');
  },
);

unhurried('a base that does not answer costs a few seconds and no verdict', async (stage) => {
  const old = await publishBase(stage, 'one');
  const image = await builtOn(stage, old.reference, old.digest);
  for (const method of ['HEAD', 'GET']) {
    stage.sandbox.registry.server.faults.push({ method, path: /\/team\/base\//, when: 'before', action: 'hang' });
  }
  const [quiet, asked] = await Promise.all([
    deploy(stage, 'cloudfoundry', { image: image.reference, mode: 'plan' }),
    deploy(stage, 'deis', { image: image.reference, mode: 'plan', 'base-image': old.reference }),
  ]);
  for (const step of [quiet, asked]) {
    expect(step, step.log).toMatchObject({ exitCode: 0, annotations: [], outputs: { verdict: 'planned' } });
  }
  expect(secondsOf(quiet, 'Image')).toBeGreaterThan(4);
  expect(secondsOf(quiet, 'Image')).toBeLessThan(12);
  expect(secondsOf(asked, 'Image')).toBeLessThan(25);
  expect(quiet.log).not.toContain('cannot be told');
  expect(asked.log).toContain(`Whether there is a newer ${old.reference} cannot be told: no answer within 15 s`);
});

unhurried(
  'an image cannot make the runner look into its own network; a base that the user names is asked without the image’s login',
  async (stage) => {
    const other = await startRegistry();
    try {
      const base = await other.publish({ repository: 'team/base', tag: '12' });
      const image = await builtOn(stage, base.reference, base.digest);
      const login = { 'registry-username': 'robot', 'registry-password': 'robot-password' };
      const named = await deploy(stage, 'drycc', { image: image.reference, mode: 'plan', ...login });
      expect(named.outputs, named.log).toMatchObject({ verdict: 'planned' });
      expect(other.server.requests).toEqual([]);
      const asked = await deploy(stage, 'drycc', {
        image: image.reference,
        mode: 'plan',
        'base-image': base.reference,
        ...login,
      });
      expect(asked.log).toContain('which has not changed since');
      expect(other.server.requests.length).toBeGreaterThan(0);
      expect(authorizationsTo(other.server, other.tokenServer)).toEqual([]);
    } finally {
      await other.close();
    }
  },
);

test('image-platform: an image for arm64 is what a platform of arm64 machines needs', async (stage) => {
  const platforms = ['linux/amd64', 'linux/arm64'];
  const both = await publish(stage, { tag: 'both', platforms });
  const { reference: image } = await publish(stage, { tag: 'arm', platforms: ['linux/arm64'] });
  const plan = (inputs: Readonly<Record<string, string>>) => deploy(stage, 'deis', { mode: 'plan', ...inputs });
  expectRefused(stage, 'deis', await plan({ image }), {
    cause: /built for linux\/arm64; linux\/amd64 is needed/,
    section: '#architecture',
  });
  for (const reference of [image, both.reference]) {
    const step = await plan({ image: reference, 'image-platform': 'linux/aarch64' });
    expect(step.outputs, step.log).toMatchObject({ verdict: 'planned' });
    expect(lineWith(step.log, '▸ Image ')).toContain(' · linux/arm64 · ');
  }
  const wrong = await plan({ image, 'image-platform': 'arm64' });
  expect(wrong.annotations[0]?.message).toMatch(/image-platform .*write an operating system and an architecture/);
});

test('allow-private-network: storage at a private address is asked only when the user says so', async (stage) => {
  const { reference: image } = await publish(stage);
  const { server, host } = stage.sandbox.registry;
  const plan = (inputs: Readonly<Record<string, string>>) => {
    // By another name than the registry's own, the same machine is a stranger's.
    const location = `http://localhost:${host.split(':')[1]}/v2/team/web/manifests/1.0`;
    const action = { status: 307, headers: { location } } as const;
    server.faults.push({ method: 'HEAD', path: /\/manifests\/1\.0$/, nth: 1, when: 'before', action });
    return deploy(stage, 'deis', { mode: 'plan', image, ...inputs });
  };
  expectRefused(stage, 'deis', await plan({}), {
    cause: /localhost.* is at a private address, and it was not the workflow that named it/,
    remedy: /set allow-private-network to true/,
  });
  const step = await plan({ 'allow-private-network': 'true' });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'planned' });
});

test('when image and login fail both, both are told at once', async (stage) => {
  const step = await deploy(stage, 'cloudfoundry', {
    image: `${stage.sandbox.registry.host}/team/web:none`,
    'client-secret': 'Wr0ng-Z9q7Kd2Vx4T',
  });
  expectRefused(stage, 'cloudfoundry', step, { cause: /team\/web:none was not found/, remedy: /Bad credentials/ });
  expect(writesTo([stage.sandbox.cloudFoundry.api])).toEqual([]);
});

/** How long a phase took, by its line in the log. Seconds. */
function secondsOf(step: StepResult, phase: string): number {
  const [, minutes = '0', seconds] = /(?:(\d+)m )?(\d+(?:\.\d+)?) ?s$/.exec(lineWith(step.log, `▸ ${phase} `)) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}
