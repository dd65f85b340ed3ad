import { describe, expect, it } from 'vitest';
import type { ImageFacts, ImageLayer } from '../../src/image/facts.ts';
import { platformName } from '../../src/image/platform.ts';
import { lowestTcpPort } from '../../src/image/ports.ts';
import { parseReference } from '../../src/image/reference.ts';
import type { Finding, Job, Subject } from '../../src/image/rule.ts';
import { type RuleCode, ruleCodes } from '../../src/image/rule-codes.ts';
import { commonFindings, commonRules } from '../../src/image/rules.ts';
import type { RegistryLogin, Request } from '../../src/inputs/request.ts';
import { imageFacts, job, subject, told } from '../support/image.ts';
import { workedMs } from '../support/worked.ts';
import { awsKeyId, awsSecret, liveSecrets, random } from './live-secrets.ts';

const amd64 = { os: 'linux', architecture: 'amd64' };
const arm64 = { os: 'linux', architecture: 'arm64' };
const unsaid = { os: 'unknown', architecture: 'unknown' };
const now = subject().now;
const minute = 60_000;
const day = 24 * 60 * minute;
const gibibyte = 1024 ** 3;

interface Case extends Partial<ImageFacts> {
  readonly asked?: Partial<Request>;
  readonly ofJob?: Partial<Job>;
  readonly deployedAs?: string;
  readonly stored?: RegistryLogin;
}

function judged({ asked, ofJob, deployedAs, stored, ...facts }: Case): Subject {
  const base = subject(facts);
  return {
    ...base,
    request: { ...base.request, ...asked },
    job: { ...job, ...ofJob },
    ...(deployedAs === undefined ? {} : { deployedAs }),
    stored,
  };
}

/** What one rule says; nothing else may be found beside what `alongside` names. */
function saidBy(code: RuleCode, what: Case, alongside: readonly RuleCode[] = []): string | undefined {
  const findings = commonFindings(judged(what));
  const others = findings.filter((finding) => finding.code !== code && !alongside.includes(finding.code));
  expect(others).toEqual([]);
  const [finding, ...more] = findings.filter((one) => one.code === code);
  expect(more).toEqual([]);
  return finding === undefined ? undefined : told(finding);
}

const layers = (count: number, mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip'): ImageLayer[] =>
  Array.from({ length: count }, (_, index) => ({
    mediaType,
    digest: `sha256:${String(index).padStart(64, '0')}`,
    size: 1,
  }));
const diffIds = (count: number) => layers(count).map(({ digest }) => digest);
const stack = (count: number, mediaType?: string) => ({
  layers: layers(count, mediaType),
  diffIds: diffIds(count),
  historyLayers: count,
});
const oci = (labels: Record<string, string>) =>
  new Map(Object.entries(labels).map(([key, value]) => [`org.opencontainers.image.${key}`, value]));
const ours = { source: 'https://github.com/Acme/web' };
const commit = '4f0c5e1d9a1e4f0c5e1d9a1e4f0c5e1d9a1e4f0c';
const other = 'b7d1c02e55aab7d1c02e55aab7d1c02e55aab7d1';

const onEcr: Case = {
  reference: parseReference('123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1.4.2'),
  openedBy: 'docker login',
};

type Row = readonly [code: RuleCode, what: string, image: Case, expected: string | undefined];

const rows: readonly Row[] = [
  // What cannot run anywhere.
  [
    'ARCHITECTURE',
    'names what there is',
    { platform: arm64, offered: [arm64, { os: 'linux', architecture: 'arm', variant: 'v7' }] },
    'error ARCHITECTURE: The image is built for linux/arm64, linux/arm/v7; linux/amd64 is needed. Build it for linux/amd64, for example with docker buildx build --platform linux/amd64.',
  ],
  [
    'ARCHITECTURE',
    'notices an index that says other than the config',
    { platform: arm64, offered: [amd64] },
    "error ARCHITECTURE: The image's index calls it linux/amd64, but its config says linux/arm64. Build it for linux/amd64, for example with docker buildx build --platform linux/amd64.",
  ],
  [
    'ARCHITECTURE',
    'is not said by the config of a lone manifest, which is pulled all the same',
    { platform: unsaid, offered: [unsaid] },
    "warning ARCHITECTURE: The image's config does not say what it is built for; linux/amd64 is needed. If it is built for linux/amd64, let what makes it write os and architecture into its config.",
  ],
  [
    'ARCHITECTURE',
    'is said by the index alone',
    { platform: unsaid, offered: [amd64], declared: amd64, manifestDigest: `sha256:${'d'.repeat(64)}` },
    expect.stringContaining("warning ARCHITECTURE: The image's config does not say") as string,
  ],
  [
    'ARCHITECTURE',
    'is said by neither the index nor the config',
    { platform: unsaid, offered: [unsaid], manifestDigest: `sha256:${'d'.repeat(64)}` },
    expect.stringContaining('error ARCHITECTURE: The image is built for unknown/unknown') as string,
  ],
  [
    'ARCHITECTURE',
    'is said in half, and wrong',
    { platform: { ...arm64, os: 'unknown' }, offered: [{ ...arm64, os: 'unknown' }] },
    expect.stringContaining('error ARCHITECTURE') as string,
  ],
  [
    'ARCHITECTURE',
    'is that of the input',
    { platform: arm64, offered: [arm64], asked: { imagePlatform: arm64 } },
    undefined,
  ],
  [
    'VARIANT',
    'of the config',
    { platform: { ...amd64, variant: 'v3' }, offered: [{ ...amd64, variant: 'v3' }] },
    'warning VARIANT: The image is built for linux/amd64/v3 only: on an older processor it crashes with an illegal instruction. If all machines of the platform are new enough, set image-platform to linux/amd64/v3. Else build for linux/amd64.',
  ],
  [
    'VARIANT',
    'of the index',
    { declared: { ...amd64, variant: 'v2' } },
    expect.stringContaining('linux/amd64/v2 only') as string,
  ],
  ['VARIANT', 'v1 is none', { declared: { ...amd64, variant: 'v1' } }, undefined],
  [
    'VARIANT',
    'was asked for',
    {
      platform: { ...amd64, variant: 'v3' },
      offered: [{ ...amd64, variant: 'v3' }],
      asked: { imagePlatform: { ...amd64, variant: 'v3' } },
    },
    undefined,
  ],
  [
    'VARIANT',
    'of ARM is another matter',
    { platform: { ...arm64, variant: 'v9' }, offered: [{ ...arm64, variant: 'v9' }], asked: { imagePlatform: arm64 } },
    undefined,
  ],
  [
    'NO_START_COMMAND',
    'neither of the two',
    { cmd: [], entrypoint: [] },
    'error NO_START_COMMAND: The image has neither ENTRYPOINT nor CMD: nothing would be started. Add a CMD or an ENTRYPOINT to the Dockerfile.',
  ],
  ['NO_START_COMMAND', 'CMD alone', { cmd: ['/app'], entrypoint: [] }, undefined],
  [
    'INVALID_IMAGE',
    'no layers',
    stack(0),
    'error INVALID_IMAGE: The image has no layers, so there is nothing in it that could run. Build and push it again with another version of the tool that made it.',
  ],
  [
    'INVALID_IMAGE',
    'a file system of another kind',
    { rootfsType: 'layers+base' },
    expect.stringContaining('error INVALID_IMAGE: The image\'s config calls its file system "layers+base".') as string,
  ],
  ['INVALID_IMAGE', 'a config that says nothing of it', { rootfsType: '', diffIds: [] }, undefined],
  [
    'INVALID_IMAGE',
    'too few names for layers',
    { ...stack(3), diffIds: diffIds(2) },
    expect.stringContaining('error INVALID_IMAGE: The image has 3 layers, but its config names 2.') as string,
  ],
  [
    'INVALID_IMAGE',
    'a history that is too long, which only Docker minds',
    { ...stack(3), historyLayers: 4 },
    expect.stringContaining('warning INVALID_IMAGE: The image has 3 layers, but its history tells of 4:') as string,
  ],
  ['INVALID_IMAGE', 'a history that is too short', { ...stack(3), historyLayers: 1 }, undefined],
  ['INVALID_IMAGE', 'no history', { historyLayers: undefined }, undefined],
  ['TOO_MANY_LAYERS', '100', stack(100), undefined],
  [
    'TOO_MANY_LAYERS',
    '101',
    stack(101),
    'warning TOO_MANY_LAYERS: The image has 101 layers; more than 127 cannot be mounted, and what builds on it adds some. Join RUN lines, or copy the result into a fresh stage: FROM scratch, COPY --from=build / /.',
  ],
  ['TOO_MANY_LAYERS', '127', stack(127), expect.stringContaining('warning TOO_MANY_LAYERS') as string],
  [
    'TOO_MANY_LAYERS',
    '128',
    stack(128),
    expect.stringContaining(
      'error TOO_MANY_LAYERS: The image has 128 layers; more than 127 cannot be mounted.',
    ) as string,
  ],
  ...[
    'application/vnd.oci.image.layer.v1.tar',
    'application/vnd.oci.image.layer.v1.tar+zstd',
    'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
    'application/vnd.docker.image.rootfs.diff.tar.gzip',
    'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
  ].map((type): Row => ['LAYER_FORMAT', type, stack(2, type), undefined]),
  [
    'LAYER_FORMAT',
    'encrypted',
    stack(2, 'application/vnd.oci.image.layer.v1.tar+gzip+encrypted'),
    'error LAYER_FORMAT: Layers of the image are encrypted, and no platform here can be given the key. Push the image without encryption.',
  ],
  [
    'LAYER_FORMAT',
    'unknown',
    stack(2, 'application/vnd.wasm.content.layer.v1+wasm'),
    'warning LAYER_FORMAT: The image has layers of the type application/vnd.wasm.content.layer.v1+wasm, which not every platform can unpack. Push it with layers of the type application/vnd.oci.image.layer.v1.tar+gzip.',
  ],

  // What runs otherwise than its author thought.
  [
    'HEALTHCHECK_IGNORED',
    'a check',
    { healthcheck: true },
    'info HEALTHCHECK_IGNORED: The image has a HEALTHCHECK, which the platform does not run. Set up the platform’s own health check of the app.',
  ],
  [
    'VOLUME_NOT_PERSISTENT',
    'a volume',
    { volumes: ['/data'] },
    'warning VOLUME_NOT_PERSISTENT: The image declares the volume /data: what is written there is lost with each restart. Keep data in a service, or in a volume that the platform binds to the app.',
  ],
  [
    'VOLUME_NOT_PERSISTENT',
    'many volumes',
    { volumes: ['/a', '/b', '/c', '/d', '/e'] },
    expect.stringContaining('the volume /a, /b, /c and 2 more:') as string,
  ],
  [
    'PORT_OVERRIDDEN',
    'another port than that exposed',
    { env: new Map([['PORT', '3000']]) },
    'warning PORT_OVERRIDDEN: The image sets PORT itself, but the platform sets it to 8080. Let the app listen on $PORT, whatever it is, and expose the port that it uses without it.',
  ],
  ['PORT_OVERRIDDEN', 'the same port', { env: new Map([['PORT', '8080']]) }, undefined],
  [
    'PORT_OVERRIDDEN',
    'the port of the input',
    { env: new Map([['PORT', '1']]), asked: { settings: { port: 1 } } },
    undefined,
  ],
  [
    'PORT_OVERRIDDEN',
    'no port is exposed',
    { env: new Map([['PORT', '8080']]), exposedPorts: [] },
    expect.stringContaining('the platform sets it to the port that it routes to.') as string,
  ],
  ['PORT_OVERRIDDEN', 'an empty one', { env: new Map([['PORT', '']]) }, undefined],
  [
    'ON_BUILD',
    'a builder',
    { onBuild: ['COPY . /app'] },
    'warning ON_BUILD: The image has ONBUILD instructions: it is meant to build other images, and they have not run. Is this the builder instead of the app? Deploy the image that is built from it.',
  ],
  [
    'NAMED_USER',
    'a name',
    { user: 'node:node' },
    'info NAMED_USER: The image runs as the user "node", by name: a platform that forbids root cannot tell who that is. Write the number instead: USER 1000.',
  ],
  ...['', 'root', 'root:root', '0', '1000', '1000:node'].map((user): Row => ['NAMED_USER', user, { user }, undefined]),
  ['LARGE_IMAGE', '1 GiB', { compressedBytes: gibibyte }, undefined],
  [
    'LARGE_IMAGE',
    'more',
    { compressedBytes: 1.5 * gibibyte },
    'warning LARGE_IMAGE: The image has 1.5 GiB to download: every start on a fresh machine takes that long, and it has to fit the app’s disk. Copy only what runs into a last stage with a smaller base.',
  ],

  // Which image it is.
  [
    'MUTABLE_TAG',
    'a tag alone',
    { deployedAs: 'ghcr.io/acme/web:1.4.2' },
    'warning MUTABLE_TAG: The platform is told a tag: a restart may start another image than the one that was looked at here. Give the image by its digest.',
  ],
  [
    'TAG_MOVED',
    'elsewhere',
    { tagDigest: `sha256:${'d'.repeat(64)}` },
    `warning TAG_MOVED: The tag 1.4.2 points at sha256:${'d'.repeat(64)} now; the digest beside it is what is deployed. Leave the tag out, or take the digest that belongs to it.`,
  ],
  ['TAG_MOVED', 'not at all', { tagDigest: imageFacts().digest }, undefined],
  ['TAG_MOVED', 'by another algorithm', { tagDigest: `sha512:${'d'.repeat(128)}` }, undefined],
  [
    'LOOKS_LIKE_HOST',
    'with a port',
    { reference: parseReference('ghcr.io:5000') },
    'warning LOOKS_LIKE_HOST: ghcr.io:5000 looks like a registry’s host, but without a slash it names an image of Docker Hub. Write the repository after the host: ghcr.io/acme/web:1.4.2.',
  ],
  ...['localhost', 'ghcr.io', 'myregistry:5000', 'registry:443'].map(
    (name): Row => [
      'LOOKS_LIKE_HOST',
      name,
      { reference: parseReference(name) },
      expect.stringContaining(name) as string,
    ],
  ),
  ...['node:22', 'ubuntu:2404', 'amazonlinux:2023', 'nginx', 'ghcr.io/acme/web:5000', 'acme/web:5000', 'x:99999'].map(
    (name): Row => ['LOOKS_LIKE_HOST', name, { reference: parseReference(name) }, undefined],
  ),
  ['CREATED_IN_FUTURE', 'by 5 minutes', { created: new Date(now + 5 * minute) }, undefined],
  [
    'CREATED_IN_FUTURE',
    'by more',
    { created: new Date(now + 5 * minute + 1000) },
    'warning CREATED_IN_FUTURE: The image says it was built at 2026-11-22T08:19:01.000Z, which is in the future. Set the clock of the machine that builds.',
  ],
  ['OLD_IMAGE', '180 days', { created: new Date(now - 180 * day) }, undefined],
  [
    'OLD_IMAGE',
    '181 days',
    { created: new Date(now - 181 * day) },
    'warning OLD_IMAGE: The image was built 181 days ago, on 2026-05-25. Build it again: its base and its packages have had security fixes since.',
  ],
  ['OLD_IMAGE', 'unknown', { created: undefined }, undefined],
  [
    'OTHER_REVISION',
    'on a push',
    { labels: oci({ ...ours, revision: other }), ofJob: { revision: commit } },
    'warning OTHER_REVISION: The image was built from commit b7d1c02e55aa, this job runs for 4f0c5e1d9a1e. Does the job that builds push the tag before this job reads it? Pass the digest on from there.',
  ],
  [
    'OTHER_REVISION',
    'on a pull request, whose commit is a merge',
    { labels: oci({ ...ours, revision: other }), ofJob: { revision: commit, event: 'pull_request' } },
    expect.stringContaining('info OTHER_REVISION') as string,
  ],
  [
    'OTHER_REVISION',
    'on a promotion by hand',
    { labels: oci({ ...ours, revision: other }), ofJob: { revision: commit, event: 'workflow_dispatch' } },
    undefined,
  ],
  [
    'OTHER_REVISION',
    'the same, short',
    { labels: oci({ ...ours, revision: commit.slice(0, 7).toUpperCase() }), ofJob: { revision: commit } },
    undefined,
  ],
  [
    'OTHER_REVISION',
    'of nobody knows which repository',
    { labels: oci({ revision: other }), ofJob: { revision: commit } },
    undefined,
  ],
  [
    'OTHER_REVISION',
    'no commit',
    { labels: oci({ ...ours, revision: 'main' }), ofJob: { revision: commit } },
    undefined,
  ],
  ['OTHER_REVISION', 'of a job without one', { labels: oci({ ...ours, revision: other }) }, undefined],
  [
    'OTHER_REVISION',
    'by annotation',
    { annotations: oci({ revision: commit }), labels: oci({ ...ours, revision: other }), ofJob: { revision: commit } },
    undefined,
  ],
  [
    'OTHER_SOURCE',
    'another repository',
    {
      labels: oci({ source: 'https://github.com/nginxinc/docker-nginx', revision: other, version: '1.29.3' }),
      ofJob: { revision: commit },
    },
    'info OTHER_SOURCE: The image says it was built from nginxinc/docker-nginx, this job belongs to acme/web. If it was built here, the label is its base’s: build with --label org.opencontainers.image.source and the repository’s address.',
  ],
  ['OTHER_SOURCE', 'our own', { labels: oci(ours) }, undefined],
  [
    'OTHER_SOURCE',
    'outside a workflow',
    { labels: oci({ source: 'https://github.com/x/y' }), ofJob: { repository: undefined } },
    undefined,
  ],
  [
    'OTHER_VERSION',
    'another one',
    { labels: oci({ ...ours, version: '1.5.0' }) },
    'info OTHER_VERSION: The image calls itself version 1.5.0, its tag is 1.4.2. Tag the image with the version that it was built as.',
  ],
  ...['1.4.2', 'v1.4.2', '1.4', '1.4.2-rc.1', '1.4.2.7', 'main', '14', '20261122'].map(
    (version): Row => ['OTHER_VERSION', version, { labels: oci({ ...ours, version }) }, undefined],
  ),
  ['OTHER_VERSION', 'of the base', { labels: oci({ version: '24.04' }) }, undefined],
  [
    'STALE_BASE',
    'stale',
    { base: { name: 'debian:12-slim', state: 'stale', remedy: 'rebuild' } },
    'warning STALE_BASE: The image is built on "debian:12-slim", of which there is a newer one. Build it again with the base of today: docker build --pull.',
  ],
  [
    'STALE_BASE',
    'of buildpacks',
    { base: { name: 'paketo/run', state: 'stale', remedy: 'rebase' } },
    expect.stringContaining('Run pack rebase') as string,
  ],
  ['STALE_BASE', 'unknown', { base: { name: 'debian:12-slim', state: 'unknown', remedy: 'rebuild' } }, undefined],

  // Secrets.
  [
    'SECRET_NAME',
    'names of variables and labels',
    {
      env: new Map([
        ['DB_PASSWORD', 'hunter2'],
        ['API_KEY', '/run/secrets/key'],
        ['PATH', '/bin'],
      ]),
      labels: new Map([['org.acme.token', 'hunter2']]),
    },
    'warning SECRET_NAME: The image has a value for DB_PASSWORD and the label org.acme.token, which sounds like a secret. Whoever can pull the image can read it, also when a later layer takes it away. Take it out of the Dockerfile, set it in the app’s configuration on the platform, and replace it where it is valid.',
  ],
  ...liveSecrets.map(
    ([kind, secret]): Row => [
      'SECRET_VALUE',
      `${kind} in a variable`,
      { env: new Map([['DEPLOY_TOKEN', secret]]) },
      `error SECRET_VALUE: The image holds ${kind} in the variable DEPLOY_TOKEN. Whoever can pull the image can read it, also when a later layer takes it away. Revoke it now, then build without it: RUN --mount=type=secret hands a secret to one step only.`,
    ],
  ),
  [
    'SECRET_VALUE',
    'everywhere else',
    {
      labels: new Map([['x', `ghp_${random(36)}`]]),
      annotations: new Map([['y', `npm_${random(36)}`]]),
      history: ['COPY . .', `RUN |1 T=glpat-${random(20)} /bin/sh -c npm ci`],
      cmd: ['--key', `sk_live_${random(24)}`],
    },
    expect.stringContaining(
      'The image holds a GitHub token in the label x, an npm token in the annotation y, a GitLab token in step 2 of its history and a key of Stripe in its start command.',
    ) as string,
  ],
  [
    'SECRET_VALUE',
    'both halves of an AWS access key',
    {
      env: new Map([
        ['AWS_ACCESS_KEY_ID', awsKeyId],
        ['AWS_ACCESS_KEY', awsSecret],
      ]),
    },
    expect.stringContaining(
      'error SECRET_VALUE: The image holds an AWS access key in the variable AWS_ACCESS_KEY.',
    ) as string,
  ],
  ['SECRET_VALUE', 'the id of one alone', { env: new Map([['AWS_ACCESS_KEY_ID', awsKeyId]]) }, undefined],
  ['SECRET_VALUE', 'what could be the other half alone', { env: new Map([['CHECKSUM', awsSecret]]) }, undefined],
  [
    'SECRET_VALUE',
    'whoever forgets the equals sign',
    { env: new Map([[`ghp_${random(36)}`, '']]) },
    expect.stringContaining('a GitHub token in the variable with an odd name.') as string,
  ],
  [
    'SECRET_IN_HISTORY',
    'build arguments, ENV and ARG',
    {
      history: [
        'RUN |2 NPM_TOKEN=hunter2 VERSION=1.4.2 /bin/sh -c SECRET=x npm ci # buildkit',
        '/bin/sh -c #(nop)  ARG GIT_PASSWORD=hunter2',
        'ENV API_KEY=hunter2',
        'ARG SIGN_TOKEN',
        '|1 TOKEN_FILE=/run/x /bin/sh -c true',
      ],
      env: new Map([['API_KEY', '']]),
    },
    'warning SECRET_IN_HISTORY: The image’s history tells the value of NPM_TOKEN and GIT_PASSWORD, which sounds like a secret. Whoever can pull the image can read it, also when a later layer takes it away. Build with RUN --mount=type=secret instead of ARG, and replace it where it is valid.',
  ],

  // The login.
  [
    'LOGIN_SHORT_LIVED',
    'of the job',
    { stored: { username: 'bot', password: `ghs_${random(36)}` }, openedBy: 'inputs' },
    'warning LOGIN_SHORT_LIVED: The registry login is a GitHub App’s token, as GITHUB_TOKEN is one, which stops working when this job ends. The platform keeps it and pulls with it again whenever an instance is restarted, scaled or moved; the app will then not start. Give a classic token with read:packages alone, of a machine account; or make the package public and leave the login out.',
  ],
  [
    'LOGIN_SHORT_LIVED',
    'proven',
    { stored: { username: 'bot', password: 'x' }, ofJob: { tokens: new Map([['GH_TOKEN', 'x']]) }, openedBy: 'inputs' },
    expect.stringContaining(
      'The registry login is the job’s own GH_TOKEN, which stops working when this job ends.',
    ) as string,
  ],
  [
    'LOGIN_SHORT_LIVED',
    'of ECR on Deis',
    { ...onEcr, stored: { username: 'AWS', password: 'x' }, asked: { platform: 'deis' } },
    expect.stringContaining(
      'The registry login is a password of ECR, which stops working 12 hours after it was made, at the latest.',
    ) as string,
  ],
  [
    'LOGIN_SHORT_LIVED',
    'of ECR on Cloud Foundry, which says itself that it fails at once',
    { ...onEcr, stored: { username: 'AWS', password: 'x' }, asked: { platform: 'cloudfoundry' } },
    undefined,
  ],
  ['LOGIN_SHORT_LIVED', 'a password', { stored: { username: 'bot', password: 'x' }, openedBy: 'inputs' }, undefined],
  [
    'LOGIN_KIND',
    'a person’s',
    { stored: { username: 'bot', password: `ghp_${random(36)}` }, openedBy: 'inputs' },
    'info LOGIN_KIND: The registry login is a personal GitHub token: it ends with their account, or when they revoke it. Give a classic token with read:packages alone, of a machine account; or make the package public and leave the login out.',
  ],
  [
    'LOGIN_KIND',
    'what ghcr.io refuses',
    { stored: { username: 'bot', password: `github_pat_${random(82)}` }, openedBy: 'docker login' },
    expect.stringContaining(
      'warning LOGIN_KIND: The registry login is a fine-grained personal GitHub token, which will not work: ghcr.io takes classic tokens only.',
    ) as string,
  ],
  [
    'LOGIN_KIND',
    'what the registry has just taken',
    { stored: { username: 'bot', password: `github_pat_${random(82)}` }, openedBy: 'inputs' },
    undefined,
  ],
  [
    'LOGIN_KIND',
    'an access key, which is for the platforms to judge',
    { ...onEcr, stored: { username: awsKeyId, password: 'x' }, asked: { platform: 'deis' } },
    undefined,
  ],
  [
    'LOGIN_NOT_NEEDED',
    'of a public image',
    { stored: { username: 'bot', password: `ghp_${random(36)}` } },
    'info LOGIN_NOT_NEEDED: Everybody can pull the image, so the platform needs no registry login for it. Leave out registry-username and registry-password.',
  ],
  ['LOGIN_NOT_NEEDED', 'without a login', {}, undefined],
  [
    'LOGIN_NOT_NEEDED',
    'of Docker Hub, which counts pulls',
    { stored: { username: 'bot', password: 'x' }, reference: parseReference('acme/web') },
    undefined,
  ],
];

describe('the rules for every platform', () => {
  it.each(rows)('%s: %s', (code, _what, image, expected) => {
    expect(saidBy(code, image)).toEqual(expected);
  });

  it('have a row each that speaks, and codes that exist, in their order', () => {
    const codes = commonRules.map(({ code }) => code);
    expect(codes.filter((code) => !rows.some(([row, , , expected]) => row === code && expected !== undefined))).toEqual(
      [],
    );
    expect([...codes].sort()).toEqual(ruleCodes.filter((code) => !/^(CF|KORIFI|DEIS|DRYCC)_/.test(code)).sort());
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('say one sentence with a remedy, and no code', () => {
    for (const [, , image] of rows) {
      for (const { message, remedy } of commonFindings(judged(image))) {
        expect(message).toMatch(/^\S.*[.]$/);
        expect(message).not.toMatch(/[.!?] [A-Z]/);
        expect(remedy).toMatch(/^[A-Z].*[.?]$/);
        for (const code of ruleCodes) expect(`${message} ${remedy}`).not.toContain(code);
      }
    }
  });

  it('show no secret', () => {
    const values = ['hunter2', ...liveSecrets.map(([, secret]) => secret.slice(-20)), awsSecret];
    for (const [, , image] of rows) {
      const texts = JSON.stringify(commonFindings(judged(image)));
      for (const value of values) expect(texts).not.toContain(JSON.stringify(value).slice(1, -1));
    }
  });
});

describe('images that want to keep us busy', () => {
  const pieces = [
    'a',
    '=',
    'example\n',
    'ghs_1_eyJ-',
    'ghs_1_eyJ.',
    '|1 A=b ',
    'ENV A=b ',
    'a://b:',
    'xoxb-1-',
    '-----BEGIN A ',
    '<token>',
    '"',
    '{{',
    'github.com/',
  ];

  it.each(pieces)('take no time: %j, over and over', (piece) => {
    const text = piece.repeat(300_000 / piece.length);
    const started = workedMs();
    commonFindings(
      judged({
        env: new Map([
          ['SECRET', text],
          [text, text],
        ]),
        labels: oci({ source: text, revision: text, version: text }),
        history: [text, `ENV SECRET=${text}`, ...Array.from({ length: 10_000 }, () => `|1 ${piece}`)],
        volumes: [text],
        user: text,
        ofJob: { revision: commit },
      }),
    );
    expect(workedMs() - started).toBeLessThan(2_000);
  });
});

const codesOf = (findings: readonly Finding[]) => findings.map(({ severity, code }) => `${severity} ${code}`);

describe('ordinary good images', () => {
  it('get no complaint', () => {
    expect(commonFindings(subject())).toEqual([]);
  });

  it('like the official nginx', () => {
    const nginx = imageFacts({
      reference: parseReference('nginx:1.29'),
      mediaType: 'application/vnd.oci.image.index.v1+json',
      ...stack(7),
      offered: [amd64, arm64, { os: 'linux', architecture: '386' }],
      declared: amd64,
      created: new Date(now - 20 * day),
      entrypoint: ['/docker-entrypoint.sh'],
      cmd: ['nginx', '-g', 'daemon off;'],
      exposedPorts: [{ port: 80, protocol: 'tcp' }],
      user: '',
      env: new Map([
        ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
        ['NGINX_VERSION', '1.29.3'],
        ['NJS_VERSION', '0.9.4'],
        ['PKG_RELEASE', '1~trixie'],
        ['DYNPKG_RELEASE', '1~trixie'],
      ]),
      stopSignal: 'SIGQUIT',
      labels: new Map([['maintainer', 'NGINX Docker Maintainers <docker-maint@nginx.com>']]),
      annotations: oci({
        'base.name': 'debian:trixie-slim',
        revision: other,
        source: 'https://github.com/nginx/docker-nginx.git',
        version: '1.29.3',
      }),
      history: ['ENV NGINX_VERSION=1.29.3', 'RUN /bin/sh -c set -x && groupadd --system --gid 101 nginx # buildkit'],
      base: { name: 'debian:trixie-slim', state: 'current', remedy: 'rebuild' },
    });
    expect(codesOf(commonFindings({ ...subject(), facts: nginx, job: { ...job, revision: commit } }))).toEqual([
      'info OTHER_SOURCE',
    ]);
  });

  it('like Node on distroless, built by this repository', () => {
    const node = imageFacts({
      ...stack(12),
      created: new Date(now - 3 * minute),
      entrypoint: ['/nodejs/bin/node'],
      cmd: ['server.js'],
      user: '65532',
      workingDir: '/app',
      env: new Map([
        ['PATH', '/usr/local/bin:/usr/bin'],
        ['SSL_CERT_FILE', '/etc/ssl/certs/ca-certificates.crt'],
        ['NODE_ENV', 'production'],
        ['PORT', '8080'],
        ['SESSION_TOKEN_TTL', '3600'],
      ]),
      labels: oci({ ...ours, revision: commit, version: '1.4.2', title: 'web' }),
      history: ['', 'RUN |2 COMMIT=4f0c5e1 NODE_VERSION=22 /bin/sh -c npm ci --omit=dev # buildkit'],
      openedBy: 'inputs',
    });
    const login = { username: 'acme+deploy', password: random(64) };
    expect(commonFindings({ ...subject(), facts: node, stored: login, job: { ...job, revision: commit } })).toEqual([]);
  });

  it('like one of buildpacks, whose date is a constant', () => {
    const buildpacks = imageFacts({
      ...stack(14),
      created: undefined,
      entrypoint: ['/cnb/process/web'],
      exposedPorts: [],
      user: '1002:1000',
      env: new Map([
        ['CNB_LAYERS_DIR', '/layers'],
        ['CNB_APP_DIR', '/workspace'],
        ['CNB_EXIT_ON_SIGNAL', 'true'],
      ]),
      labels: new Map([
        [
          'io.buildpacks.lifecycle.metadata',
          `{"app":[{"sha":"sha256:${'a'.repeat(64)}"}],"runImage":{"topLayer":"x"}}`,
        ],
        ['io.buildpacks.project.metadata', '{}'],
        ['io.buildpacks.base.distro.name', 'ubuntu'],
      ]),
    });
    expect(commonFindings({ ...subject(), facts: buildpacks })).toEqual([]);
  });

  it('like a Go program on scratch', () => {
    const go = imageFacts({
      ...stack(1),
      entrypoint: ['/web'],
      user: '65534',
      env: new Map([['PATH', '/usr/bin']]),
      labels: oci(ours),
      history: ['COPY /out/web /web # buildkit'],
      declared: amd64,
    });
    expect(commonFindings({ ...subject(), facts: go })).toEqual([]);
  });
});

describe('helpers', () => {
  it('the lowest TCP port', () => {
    expect(lowestTcpPort(imageFacts({ exposedPorts: [] }))).toBeUndefined();
    const exposedPorts = [
      { port: 53, protocol: 'udp' },
      { port: 9090, protocol: 'tcp' },
      { port: 8080, protocol: 'tcp' },
    ] as const;
    expect(lowestTcpPort(imageFacts({ exposedPorts }))).toBe(8080);
    expect(lowestTcpPort(imageFacts({ exposedPorts: [{ port: 53, protocol: 'udp' }] }))).toBeUndefined();
  });

  it('the name of a platform', () => {
    expect(platformName({ os: 'linux', architecture: 'arm', variant: 'v7' })).toBe('linux/arm/v7');
  });
});
