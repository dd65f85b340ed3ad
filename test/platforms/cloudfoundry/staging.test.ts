import { afterEach, describe, expect, test } from 'vitest';
import { PullError } from '../../../sandbox/image.ts';
import { Cancelled } from '../../../src/errors.ts';
import { mayPass, stagingHint, stagingReason } from '../../../src/platforms/cloudfoundry/evidence/staging.ts';
import { imageOf, isLive, Practice } from './practice.ts';

const out = (text: string) => ({ text, stderr: false });
const err = (text: string) => ({ text, stderr: true });

test('what follows `due to` on the last line is the reason', () => {
  const lines = [
    out('Staging...'),
    err('Failed getting docker image manifest by tag: unauthorized  Going to retry attempt: 1'),
    err(
      'builder exited with error: failed to fetch metadata from [acme/web] with tag [1] and insecure registries [] due to unauthorized: authentication required',
    ),
    out('Exit status 2'),
    err('Staging Failed: STG: Exited with status 2'),
  ];
  expect(stagingReason(lines)).toBe('unauthorized: authentication required');
  expect(stagingReason(lines.slice(0, 2))).toContain('unauthorized');
  expect(stagingReason(lines.slice(3))).toBeUndefined();
});

const plain = 'StagingError - Staging error: staging failed';

describe('worth another try', () => {
  test.for([
    // What registries say, and what containers/image makes of it.
    [plain, 'reading manifest 1 in docker.io/acme/web: toomanyrequests: You have reached your pull rate limit.'],
    [plain, 'toomanyrequests: Rate exceeded'],
    [plain, 'unable to retrieve auth token: too many requests to registry'],
    [plain, 'reading manifest 1 in acme.jfrog.io/web: StatusCode: 429, slow down'],
    [plain, 'received unexpected HTTP status: 503 Service Unavailable'],
    [plain, 'Requesting bearer token: invalid status code from registry 502 (Bad Gateway)'],
    // What the platform says before any registry is asked.
    ['InsufficientResources - Insufficient resources', undefined],
    ['StagerError - Stager error: the request failed for an unknown reason', undefined],
    ['StagingError - Staging error: Stager is unavailable: Failed to open TCP connection', undefined],
    ['StagingError - Staging error: Runner error: x', undefined],
    ['StagingError - Staging error: unable to communicate to compatible cells', undefined],
    [plain, 'Cell 84118b78 failed to create container for instance 67a8935c: external networker up: exit status 1'],
  ])('%s: %s', ([error, reason]) => {
    expect(mayPass({ error, reason })).toBe(true);
  });
});

describe('not worth another try', () => {
  test.for([
    [plain, 'reading manifest 1 in ghcr.io/acme/web: unauthorized: authentication required'],
    [plain, 'denied: requested access to the resource is denied'],
    [plain, 'reading manifest 429 in docker.io/acme/web: manifest unknown'],
    [plain, 'name unknown: repository not found'],
    [plain, 'invalid reference format: repository name must be lowercase'],
    [plain, 'Docker references with both a tag and digest are currently not supported'],
    [plain, 'unsupported schema version 2'],
    [plain, 'toomanyrequests: too many failed login attempts for username or IP address'],
    [plain, 'pinging container registry ghcr.io: dial tcp: lookup ghcr.io: no such host'],
    [plain, 'x509: certificate signed by unknown authority'],
    // The log could not be had: that may be any of them.
    [plain, undefined],
    [undefined, undefined],
    ['StagingError - Staging error: Start command not specified', undefined],
    ['StagingError - Staging error: missing docker credentials', undefined],
    ['NoCompatibleCell - Found no compatible cell', undefined],
    ['StagingTimeExpired - Staging time expired: staging failed', undefined],
  ])('%s: %s', ([error, reason]) => {
    expect(mayPass({ error, reason })).toBe(false);
  });
});

test.for([
  ['docker.io/acme/web@sha256:1', false, 'toomanyrequests: x', /^Docker Hub counts.+registry-username.+a mirror/],
  ['docker.io/acme/web@sha256:1', true, 'toomanyrequests: x', /^The registry limits what this login may pull/],
  ['ghcr.io/acme/web@sha256:1', false, 'StatusCode: 429, x', /limits anonymous pulls.+Give registry-username/],
  ['ghcr.io/acme/web@sha256:1', false, 'HTTP status: 503 x', /status page/],
  ['docker.io/acme/web@sha256:1', true, 'toomanyrequests: too many failed login attempts', /^The registry was given a/],
  ['ghcr.io/acme/web@sha256:1', true, 'unauthorized', /^The platform could not log in/],
  ['ghcr.io/acme/web@sha256:1', true, undefined, /cf logs APP --recent/],
] as const)('advice for %s with a login (%s) after %s', ([image, hasLogin, reason, hint]) => {
  expect(stagingHint({ error: plain, reason }, { image, hasLogin })).toMatch(hint);
});

let running: Practice | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

const limit = new PullError('rate-limited', 'toomanyrequests: You have reached your pull rate limit.');

/** With an image 2 whose registry limits pulls, and time that flies. */
async function started(): Promise<Practice> {
  running = await Practice.start({ '2': { pullError: limit } }, { speed: 200 });
  return running;
}

const tellsOfTry = (number: number) => (line: string) => line.includes(`(try ${number} of 3)`);

test('a further build whose answer gets lost is found, not made twice', async () => {
  const practice = await started();
  const { api, world } = practice.foundry;
  const lost = { method: 'POST', path: /^\/v3\/builds$/, nth: 2, when: 'after', action: 'cut' } as const;
  api.faults.push({ ...lost, struck: () => practice.images.delete('2') });
  const run = await practice.run();
  await run.watch(await run.released('2'), isLive);
  expect(world.builds.map(({ state }) => state)).toEqual(['FAILED', 'STAGED']);
  expect(world.packages).toHaveLength(1);
  expect(practice.foundry.appAt('web.apps.sandbox.test')?.image).toBe(imageOf('2'));
  expect(run.context.notes.filter(tellsOfTry(2))).toHaveLength(1);
});

test('a build of somebody else that came in between is waited for', async () => {
  const practice = await started();
  const run = await practice.run({}, { runId: 'limited' });
  const prepared = run.prepared('2');
  while (!run.context.notes.some(tellsOfTry(2))) await practice.time.sleep(100);
  practice.images.delete('2');
  practice.foundry.world.builds.push({
    ...{ ...theBuildOf(practice), ...practice.foundry.world.resource() },
    ...{ state: 'STAGING', createdBy: practice.foundry.world.account('colleague') },
  });
  practice.clock.after(40_000, () => Object.assign(practice.foundry.world.builds[1] ?? {}, { state: 'FAILED' }));
  await prepared;
  expect(run.context.notes.filter((line) => line.startsWith('Another build of this app by colleague'))).toHaveLength(1);
  expect(practice.foundry.world.builds.map(({ state }) => state)).toEqual(['FAILED', 'FAILED', 'STAGED']);
});

test('in the pause a run is stopped at once', async () => {
  const practice = await started();
  const stop = new AbortController();
  const run = await practice.run({}, { signal: stop.signal });
  const failed = run.prepared('2').catch((error: unknown) => error);
  while (!run.context.notes.some(tellsOfTry(3))) await practice.time.sleep(100);
  const before = practice.clock.now();
  stop.abort(new Cancelled());
  expect(await failed).toBeInstanceOf(Cancelled);
  expect(practice.clock.now() - before).toBeLessThan(10_000);
  expect(practice.foundry.world.builds).toHaveLength(2);
});

test('no try begins when staging has taken as long as it may', async () => {
  const practice = await started();
  const { logCache, world } = practice.foundry;
  // The log is read when the build has failed, ten seconds before the limit.
  let later = 0;
  const struck = () => {
    later = 15 * 60_000 - 10_000;
  };
  const clock = { ...practice.time, now: () => practice.clock.now() + later };
  logCache.faults.push({ method: 'GET', path: /./, nth: 1, when: 'after', action: (answer) => answer, struck });
  const run = await practice.run({}, { clock });
  await expect(run.prepared('2')).rejects.toMatchObject({
    ...{ code: 'CF_STAGING_FAILED', message: expect.stringMatching(/^Staging failed: toomanyrequests/) },
  });
  expect(world.builds).toHaveLength(1);
});

function theBuildOf(practice: Practice) {
  const [build] = practice.foundry.world.builds;
  if (build === undefined) throw new Error('nothing was built');
  return build;
}
