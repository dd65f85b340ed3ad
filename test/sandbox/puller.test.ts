import { afterEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../sandbox/clock.ts';
import { PullError } from '../../sandbox/image.ts';
import { pullFrom, pullWithOldDocker } from '../../sandbox/puller.ts';
import { answers, behave, chainBlobs, redirected, type Twist } from '../../sandbox/registry/behaviours.ts';
import type { ProfileName } from '../../sandbox/registry/profiles.ts';
import { type RegistrySandbox, startRegistry } from '../../sandbox/registry/registry.ts';
import type { RunningServer } from '../../sandbox/server.ts';
import { hostedProfiles } from '../support/hosted-profiles.ts';

/** A node's pull from registries that send it elsewhere; what it does at distribution is in `registry.test.ts`. */

const robot = { username: 'robot', password: 'robot-password' };
const repository = 'private/web';
let registry: RegistrySandbox;
afterEach(() => registry.close());

async function start(profile: ProfileName = 'distribution', name = repository) {
  registry = await startRegistry({ profile, clock: new ManualClock() });
  return registry.publish({ repository: name, tag: '1' });
}

async function refused(image: string): Promise<PullError> {
  const error: unknown = await pullFrom(image, robot).catch((thrown: unknown) => thrown);
  if (error instanceof PullError) return error;
  throw new Error(`${image} was not refused`);
}

/** For each request for a blob, or for what it was redirected to: whether a login came along. */
const loginsAt = ({ requests }: RunningServer) =>
  requests.filter(({ target }) => /\/blobs\/|^\/hops\//.test(target)).map(({ headers }) => 'authorization' in headers);

it.each(hostedProfiles)('pulls a private image from %s', async (profile, name) => {
  const { reference, digest } = await start(profile, name);
  expect(await pullFrom(reference, robot)).toMatchObject({ digest });
  expect(registry.misplaced).toEqual([]);
  await expect(pullFrom(reference)).rejects.toMatchObject({ kind: 'unauthorized' });
});

it('takes no image of the OCI as an old Docker', async () => {
  await start();
  const publish = (tag: string, format: 'oci' | 'docker', platforms?: string[]) =>
    registry.publish({ repository: 'team/web', tag, format, ...(platforms === undefined ? {} : { platforms }) });
  const both = ['linux/amd64', 'linux/arm64'];
  const [old, list] = [await publish('old', 'docker'), await publish('list', 'docker', both)];
  for (const { reference } of [await publish('new', 'oci'), await publish('index', 'oci', both)]) {
    await expect(pullWithOldDocker(reference)).rejects.toMatchObject({ kind: 'not-found' });
  }
  for (const { reference, digest } of [old, list]) expect(await pullWithOldDocker(reference)).toMatchObject({ digest });
});

describe('a redirect', () => {
  it('to another origin is followed without the login, back again with it', async () => {
    const { reference, digest } = await start();
    chainBlobs(registry, repository, { status: 307, hops: 2, by: 'across' });
    expect(await pullFrom(reference, robot)).toMatchObject({ digest });
    expect(loginsAt(registry.server)).toEqual([true, true]);
    expect(loginsAt(registry.storage)).toEqual([false]);
    expect(registry.misplaced).toEqual([]);
  });

  it.each([301, 302, 303, 307, 308] as const)('by %i and a path alone is followed', async (status) => {
    const { reference, digest } = await start();
    chainBlobs(registry, repository, { status, hops: 1, by: 'there' });
    expect(await pullFrom(reference, robot)).toMatchObject({ digest });
  });

  it('is followed five times, not six', async () => {
    const { reference, digest } = await start();
    chainBlobs(registry, repository, { status: 302, hops: 5, by: 'there' });
    expect(await pullFrom(reference, robot)).toMatchObject({ digest });
    registry.server.faults.length = 0;
    chainBlobs(registry, repository, { status: 302, hops: 6, by: 'there' });
    expect(await refused(reference)).toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(/^Get "http:.*": stopped after 5 redirects$/),
    });
  });

  it('of a manifest is followed, too', async () => {
    const { reference, digest } = await start();
    const elsewhere = `/v2/${repository}/manifests/${digest}`;
    const byTag: Twist = (answer, exchange) =>
      exchange.path.endsWith('/1') && answer.status === 200 ? redirected(307, elsewhere)(answer, exchange) : answer;
    registry.server.faults.push(...behave({ of: 'manifests' }, byTag));
    expect(await pullFrom(reference, robot)).toMatchObject({ digest });
  });

  it.each<[string, string | undefined, string]>([
    ['nowhere', undefined, 'received unexpected HTTP status: 307'],
    ['what is no address', 'http://[', 'failed to parse Location header'],
    ['https', 'https://127.0.0.1:1/x', 'the sandbox speaks http on loopback, not https:'],
    ['the world', 'http://storage.example.com/x', 'lookup storage.example.com: no such host'],
  ])('to %s ends the pull', async (_, location, words) => {
    const { reference } = await start();
    registry.server.faults.push(...behave({ of: 'blobs' }, redirected(307, location)));
    expect((await refused(reference)).message).toContain(words);
  });

  it('to someone who asks for a login does not get it', async () => {
    const { reference } = await start();
    chainBlobs(registry, repository, { status: 307, hops: 1, by: 'across' });
    const challenge = { 'www-authenticate': 'Basic realm="storage"' };
    registry.storage.faults.unshift(...behave({}, answers({ status: 401, headers: challenge, body: 'who are you?' })));
    expect(await refused(reference)).toMatchObject({ kind: 'unauthorized' });
    expect(loginsAt(registry.server)).toEqual([true]);
    expect(loginsAt(registry.storage)).toEqual([false]);
  });
});
