import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/image/rule.ts';
import { commonFindings } from '../../src/image/rules.ts';
import { earlyEnd, type LoginKind, loginKind } from '../../src/image/stored-login.ts';
import { job, subject } from '../support/image.ts';
import { awsKeyId, random } from './live-secrets.ts';

const now = Date.UTC(2026, 10, 22, 8, 14, 0);
const day = 24 * 60 * 60 * 1000;
const ecr = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const newEcr = '123456789012.dkr-ecr.eu-west-1.on.aws';
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = (exp: unknown) => `${part({ alg: 'RS256' })}.${part({ sub: 'x', exp })}.${random(43)}`;
const ecrPassword = (expiration: unknown) =>
  Buffer.from(JSON.stringify({ payload: random(90), datakey: random(90), version: '2', expiration })).toString(
    'base64',
  );
const keyFile = JSON.stringify({ type: 'service_account', private_key: `-----BEGIN ${'PRIVATE'} KEY-----\n` });
const base64 = (text: string) => Buffer.from(text).toString('base64');

const kind = (username: string, password: string, domain = 'registry.example.org', ofJob: Job = job) =>
  loginKind({ username, password }, domain, ofJob, now);

type Row = readonly [username: string, password: string, domain: string, expected: Partial<LoginKind>];

const rows: readonly Row[] = [
  // GitHub
  ['bot', `ghs_${random(36)}`, 'ghcr.io', { name: 'a GitHub App’s token, as GITHUB_TOKEN is one', ends: 'job' }],
  ['bot', `ghs_12345_${jwt(now / 1000 + 3600)}`, 'ghcr.io', { ends: 'job' }],
  ['bot', `ghu_${random(36)}`, 'ghcr.io', { ends: 8 }],
  ['bot', `ghr_${random(36)}`, 'ghcr.io', { refused: 'GitHub takes it for nothing but new tokens' }],
  ['bot', `gho_${random(36)}`, 'ghcr.io', { personal: true }],
  ['bot', `ghp_${random(36)}`, 'ghcr.io', { name: 'a personal GitHub token', personal: true }],
  ['bot', `github_pat_${random(82)}`, 'ghcr.io', { refused: 'ghcr.io takes classic tokens only' }],
  ['bot', `github_pat_${random(82)}`, 'registry.example.org', { personal: true }],
  // Amazon
  ['AWS', 'whatever', ecr, { name: 'a password of ECR', ends: 12, failsOn: ['cloudfoundry'] }],
  ['AWS', 'whatever', `${ecr}.cn`, { ends: 12, failsOn: ['cloudfoundry'] }],
  ['AWS', 'whatever', ecr.replace('.ecr.', '.ecr-fips.'), { ends: 12, failsOn: ['cloudfoundry'] }],
  ['AWS', 'whatever', ecr.toUpperCase(), { ends: 12, failsOn: ['cloudfoundry'] }],
  ['AWS', 'whatever', newEcr, { ends: 12, failsOn: [] }],
  ['AWS', 'whatever', 'public.ecr.aws', { ends: 12, failsOn: [] }],
  ['AWS', 'whatever', 'registry.example.org', { name: 'a password' }],
  ['x', ecrPassword(now / 1000 + 60), ecr, { name: 'a password of ECR', ends: new Date(now + 60_000) }],
  ['x', ecrPassword(`${now / 1000 + 60}`), 'registry.example.org', { ends: new Date(now + 60_000), failsOn: [] }],
  [`ASIA${random(16, 'Q7Z2')}`, 'x', ecr, { ends: 36, failsOn: ['cloudfoundry', 'deis', 'drycc'] }],
  [awsKeyId, 'x', ecr, { name: 'an AWS access key', failsOn: ['deis', 'drycc'] }],
  [awsKeyId, 'x', newEcr, { failsOn: ['cloudfoundry', 'deis', 'drycc'] }],
  [awsKeyId, 'x', 'registry.example.org', { failsOn: [] }],
  // Google
  ['oauth2accesstoken', 'x', 'europe-docker.pkg.dev', { name: 'a Google access token', ends: 1 }],
  ['x', `ya29.${random(60)}`, 'gcr.io', { ends: 1 }],
  ['_json_key', keyFile, 'eu.gcr.io', { name: 'the key of a Google service account' }],
  ['_json_key_base64', base64(keyFile), 'gcr.io', { name: 'the key of a Google service account' }],
  ['_json_key', '{"type": "service_account"', 'gcr.io', { refused: expect.stringContaining('a key file’s JSON') }],
  ['_json_key', '{"type": "service_account"}', 'gcr.io', { refused: expect.stringContaining('private_key') }],
  ['_json_key', 'null', 'gcr.io', { refused: expect.stringContaining('private_key') }],
  ['_json_key_base64', keyFile, 'gcr.io', { refused: expect.stringContaining('base64 of a key file') }],
  // Azure
  ['00000000-0000-0000-0000-000000000000', 'x', 'acme.azurecr.io', { ends: 3 }],
  [
    '00000000-0000-0000-0000-000000000000',
    jwt(now / 1000 + 60),
    'acme.azurecr.io',
    { name: 'a refresh token of Azure’s registry', ends: new Date(now + 60_000) },
  ],
  // GitLab
  ['gitlab-ci-token', 'x', 'registry.gitlab.com', { name: 'a GitLab job token', ends: 'job' }],
  ['x', `glcbt-64_${random(20)}`, 'registry.example.org', { ends: 'job' }],
  ['gitlab+deploy-token-7', 'x', 'registry.gitlab.com', { name: 'a GitLab deploy token' }],
  ['x', `gldt-${random(20)}`, 'registry.gitlab.com', { name: 'a GitLab deploy token' }],
  ['x', `glpat-${random(20)}`, 'registry.gitlab.com', { personal: true }],
  // Docker Hub, robots, others
  ['acme', `dckr_pat_${random(27)}`, 'docker.io', { name: 'a personal token of Docker Hub', personal: true }],
  ['acme', `dckr_oat_${random(32)}`, 'docker.io', { name: 'an organization’s token of Docker Hub' }],
  ['acme+ci', random(64), 'quay.io', { name: 'a robot account' }],
  ['robot$acme+ci', random(32), 'harbor.example.org', { name: 'a robot account' }],
  ['robot$acme+ci', jwt(now / 1000 + 60), 'harbor.example.org', { ends: new Date(now + 60_000) }],
  ['$oauthtoken', random(40), 'nvcr.io', { name: 'an application’s token' }],
  ['ci', `cmVmdGtu${random(56)}`, 'acme.jfrog.io', { name: 'a reference token of JFrog' }],
  ['<token>', random(40), 'acme.azurecr.io', { name: 'an identity token', refused: expect.any(String) }],
  ['ci', jwt(now / 1000 + 60), 'acme.jfrog.io', { name: 'a token with an end', ends: new Date(now + 60_000) }],
  ['ci', jwt(now / 1000 - 60), 'acme.jfrog.io', { name: 'a token that has ended', ends: new Date(now - 60_000) }],
  ['ci', jwt('soon'), 'acme.jfrog.io', { name: 'a password' }],
  ['ci', jwt(1e300), 'acme.jfrog.io', { name: 'a password' }],
  ['ci', 'eyJub3Q.eyJub3Q.json', 'acme.jfrog.io', { name: 'a password' }],
  ['ci', 'hunter2', 'registry.example.org', { name: 'a password' }],
  ['ci@example.org', 'hunter2', 'registry.example.org', { name: 'a password' }],
];

describe('what a platform would store', () => {
  it.each(rows)('%s with %s for %s', (username, password, domain, expected) => {
    const found = kind(username, password, domain);
    expect(found).toMatchObject(expected);
    expect({ ends: found.ends, refused: found.refused, personal: found.personal }).toEqual({
      ...{ ends: expected.ends, refused: expected.refused, personal: expected.personal },
    });
  });

  it('equality with a token of the job is proof', () => {
    const token = `ghs_${random(36)}`;
    const tokens = new Map([
      ['EMPTY', ''],
      ['GITHUB_TOKEN', token],
    ]);
    expect(kind('AWS', token, ecr, { ...job, tokens })).toMatchObject({
      name: 'the job’s own GITHUB_TOKEN',
      ends: 'job',
    });
    expect(kind('ci', '', 'ghcr.io', { ...job, tokens }).name).toBe('a password');
  });

  it.each([
    ['ghcr.io', 'classic token with read:packages'],
    ['docker.io', 'access token of Docker Hub'],
    [ecr, 'access key of an IAM user'],
    [newEcr, '.dkr.ecr.'],
    ['public.ecr.aws', 'Leave the login out'],
    ['acme.azurecr.io', 'AcrPull'],
    ['europe-docker.pkg.dev', 'service account'],
    ['eu.gcr.io', 'service account'],
    ['registry.gitlab.com', 'deploy token'],
    ['quay.io', 'robot account'],
    ['registry.example.org:5000', 'lives on'],
    ['notgcr.io', 'lives on'],
  ])('%s: %s', (domain, advice) => expect(kind('ci', 'hunter2', domain).advice).toContain(advice));

  it.each([
    [undefined, undefined],
    ['job', 'stops working when this job ends'],
    [1, 'stops working an hour after it was made, at the latest'],
    [12, 'stops working 12 hours after it was made, at the latest'],
    [new Date(now), 'stopped working at 2026-11-22 08:14 UTC'],
    [new Date(now + 1), 'stops working at 2026-11-22 08:14 UTC'],
    [new Date(now + 30 * day), 'stops working at 2026-12-22 08:14 UTC'],
    [new Date(now + 30 * day + 1), undefined],
  ] as const)('an end at %s: %s', (ends, expected) => {
    expect(earlyEnd({ name: 'x', advice: '', ...(ends === undefined ? {} : { ends }) }, now)).toBe(expected);
  });
});

describe('no text holds a part of the password', () => {
  const openers = ['nobody', 'inputs', 'docker login'] as const;
  const domains = ['ghcr.io', 'docker.io', ecr, newEcr, 'gcr.io', 'acme.azurecr.io', 'registry.gitlab.com', 'quay.io'];
  const body = fc.stringMatching(/^[A-Za-z0-9_+/=-]{20,60}$/);
  const password = fc.oneof(
    body,
    ...[
      'ghs_',
      'ghp_',
      'ghu_',
      'gho_',
      'ghr_',
      'github_pat_',
      'glpat-',
      'glcbt-',
      'gldt-',
      'dckr_pat_',
      'dckr_oat_',
      'ya29.',
      'cmVmdGtu',
    ].map((prefix) => body.map((text) => prefix + text)),
    body.map((text) => jwt(now / 1000 + text.length)),
    body.map((text) => ecrPassword(now / 1000 + text.length)),
    body.map((text) => JSON.stringify({ private_key: text })),
  );
  const usernames = rows.map(([username]) => username);

  it('of kinds and findings', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...usernames),
        password,
        fc.constantFrom(...domains),
        fc.constantFrom(...openers),
        fc.constantFrom('auto' as const, 'deis' as const),
        fc.boolean(),
        (username, secret, domain, openedBy, platform, isOwn) => {
          const base = subject({ openedBy, reference: { domain, path: 'acme/web', tag: '1' } });
          const tokens = new Map(isOwn ? [['GITHUB_TOKEN', secret]] : []);
          const stored = { username, password: secret };
          const judged = { ...base, stored, job: { ...job, tokens }, request: { ...base.request, platform } };
          const texts = JSON.stringify([kind(username, secret, domain, judged.job), commonFindings(judged)]);
          for (let start = 0; start + 8 <= secret.length; start++) {
            const piece = secret.slice(start, start + 8);
            // The name of a field is no part of anybody's key.
            if (!'"private_key":"'.includes(piece)) expect(texts).not.toContain(piece);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
