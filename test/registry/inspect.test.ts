import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RegistrySandbox, startRegistry } from '../../sandbox/registry/registry.ts';
import { systemClock } from '../../src/clock.ts';
import { ActionError } from '../../src/errors.ts';
import { createHttp } from '../../src/http/client.ts';
import { parseReference } from '../../src/image/reference.ts';
import { commonFindings } from '../../src/image/rules.ts';
import type { RegistryLogin } from '../../src/inputs/request.ts';
import { inspectImage } from '../../src/registry/inspect.ts';
import { registryAccess, subject } from '../support/image.ts';

const robot: RegistryLogin = { username: 'robot', password: 'robot-password' };
/** Pauses between tries take no time. */
const http = createHttp({ clock: { ...systemClock, sleep: async () => {} }, userAgent: 'deploy-image-test' });

let registry: RegistrySandbox;
beforeAll(async () => {
  registry = await startRegistry({ modes: { 'private/': 'bearer', 'basic/': 'basic' } });
});
afterAll(() => registry.close());

async function inspect(image: string, login?: RegistryLogin) {
  registry.server.requests.length = 0;
  registry.tokenServer.requests.length = 0;
  const access = registryAccess({ http, clock: systemClock }, { login });
  const facts = await inspectImage(parseReference(image), access);
  return { facts, masked: access.masked };
}

async function refused(image: string, login?: RegistryLogin): Promise<ActionError> {
  const error: unknown = await inspect(image, login).catch((thrown: unknown) => thrown);
  if (error instanceof ActionError) return error;
  throw error instanceof Error ? error : new Error(`${image} was not refused`);
}

const asked = () =>
  registry.server.requests.map(({ method, target }) => `${method} ${target.replace(/sha256:\w+/, 'D')}`);

describe('inspecting an image in the sandbox registry', () => {
  it('reads a public image in three requests', async () => {
    const { reference, digest } = await registry.publish({
      repository: 'team/web',
      tag: '1',
      entrypoint: ['/bin/sh', '-c'],
      cmd: ['serve'],
      exposedPorts: ['9090', '8080/tcp', '53/UDP', '8000-8010/tcp', 'http', '0/tcp', '70000'],
      labels: { 'org.opencontainers.image.revision': 'abc' },
      user: '1000:1000',
      workingDir: '/srv',
    });
    const { facts, masked } = await inspect(reference);
    expect(facts).toMatchObject({
      reference: { domain: registry.host, path: 'team/web', tag: '1' },
      digest,
      manifestDigest: digest,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      platform: { os: 'linux', architecture: 'amd64' },
      offered: [{ os: 'linux', architecture: 'amd64' }],
      layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' }],
      created: new Date('2026-11-20T09:30:00Z'),
      entrypoint: ['/bin/sh', '-c'],
      cmd: ['serve'],
      exposedPorts: [
        { port: 53, protocol: 'udp' },
        { port: 8080, protocol: 'tcp' },
        { port: 9090, protocol: 'tcp' },
      ],
      badPorts: ['70000', '8000-8010/tcp', 'http', '0/tcp'],
      user: '1000:1000',
      workingDir: '/srv',
      openedBy: 'nobody',
    });
    expect(facts.labels.get('org.opencontainers.image.revision')).toBe('abc');
    expect(facts.compressedBytes).toBeGreaterThan(0);
    expect(asked()).toEqual([
      'HEAD /v2/team/web/manifests/1',
      'GET /v2/team/web/manifests/D',
      'GET /v2/team/web/blobs/D',
    ]);
    expect(masked).toEqual([]);
  });

  it.each(['oci', 'docker'] as const)('takes linux/amd64 out of an %s index in four requests', async (format) => {
    const image = await registry.publish({
      repository: 'team/multi',
      tag: format,
      format,
      platforms: ['linux/arm64', 'linux/amd64', 'linux/arm/v7'],
      attestations: true,
    });
    const { facts } = await inspect(image.reference);
    expect(facts).toMatchObject({
      digest: image.digest,
      manifestDigest: image.manifests['linux/amd64'],
      platform: { os: 'linux', architecture: 'amd64' },
      offered: [
        { os: 'linux', architecture: 'arm64' },
        { os: 'linux', architecture: 'amd64' },
        { os: 'linux', architecture: 'arm', variant: 'v7' },
      ],
    });
    expect(registry.server.requests).toHaveLength(4);
  });

  it('reads by digest, and asks where the tag beside it points', async () => {
    const { digest } = await registry.publish({ repository: 'team/web', tag: '2' });
    const { facts } = await inspect(`${registry.host}/team/web:gone@${digest}`);
    expect(facts.digest).toBe(digest);
    expect(facts).not.toHaveProperty('tagDigest');
    const bare = ['GET /v2/team/web/manifests/D', 'GET /v2/team/web/blobs/D'];
    expect(asked()).toEqual([...bare, 'HEAD /v2/team/web/manifests/gone']);
    expect((await inspect(`${registry.host}/team/web:2@${digest}`)).facts.tagDigest).toBe(digest);
    await inspect(`${registry.host}/team/web@${digest}`);
    expect(asked()).toEqual(bare);
  });

  it('reads an image that is only for arm64, and the rules say so', async () => {
    for (const index of [false, true]) {
      const { reference } = await registry.publish({
        repository: 'team/arm',
        tag: `${index}`,
        platforms: ['linux/arm64'],
        index,
      });
      const { facts } = await inspect(reference);
      expect(facts.platform).toEqual({ os: 'linux', architecture: 'arm64' });
      expect(commonFindings(subject(facts))).toMatchObject([{ code: 'ARCHITECTURE', severity: 'error' }]);
    }
  });

  it('logs in by Bearer, once, and masks what it sends', async () => {
    const { reference } = await registry.publish({ repository: 'private/web', tag: '1' });
    const { facts, masked } = await inspect(reference, robot);
    expect(facts.openedBy).toBe('inputs');
    expect(registry.tokenServer.requests).toHaveLength(1);
    expect(registry.server.requests).toHaveLength(3);
    const sent = [...registry.server.requests, ...registry.tokenServer.requests].flatMap(({ headers }) =>
      headers['authorization'] === undefined ? [] : [headers['authorization'].replace(/^\w+ /, '')],
    );
    expect(sent.length).toBeGreaterThan(0);
    for (const secret of sent) expect(masked).toContain(secret);
  });

  it('does not send the login to a registry that does not ask for it', async () => {
    const { reference } = await registry.publish({ repository: 'team/web', tag: '3' });
    const { facts } = await inspect(reference, robot);
    expect(facts.openedBy).toBe('nobody');
    expect(registry.server.requests.some(({ headers }) => 'authorization' in headers)).toBe(false);
  });

  it.each(['private/web', 'basic/web'])('reads %s with the login of an earlier step', async (repository) => {
    const { reference, digest } = await registry.publish({ repository, tag: 'earlier' });
    const auth = Buffer.from(`${robot.username}:${robot.password}`).toString('base64');
    const environment = { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [registry.host]: { auth } } }) };
    const access = registryAccess({ http, clock: systemClock }, { environment });
    const facts = await inspectImage(parseReference(reference), access);
    expect(facts).toMatchObject({ digest, openedBy: 'docker login' });
    expect(access.notes).toEqual([
      'Read with the login of DOCKER_AUTH_CONFIG, made by an earlier step. The platform is not given that login.',
    ]);
    expect(access.masked).toContain(auth);
  });

  it('logs in by Basic', async () => {
    const { reference } = await registry.publish({ repository: 'basic/web', tag: '1' });
    const { facts } = await inspect(reference, robot);
    expect(facts.openedBy).toBe('inputs');
    expect(registry.server.requests).toHaveLength(3);
  });

  it('replaces a token that dies half-way', async () => {
    const { reference, digest } = await registry.publish({ repository: 'private/web', tag: '4' });
    const challenge = `Bearer realm="${registry.tokenServer.url}/token",service="sandbox-registry",error="invalid_token"`;
    const fault = {
      method: 'GET',
      path: /\/blobs\//,
      nth: 1,
      when: 'before',
      action: { status: 401, headers: { 'www-authenticate': challenge } },
    } as const;
    registry.server.faults.push(fault);
    expect((await inspect(reference, robot)).facts.digest).toBe(digest);
    expect(registry.tokenServer.requests).toHaveLength(2);
    registry.server.faults.splice(registry.server.faults.indexOf(fault), 1);
  });
});

describe('what the user is told when an image cannot be read', () => {
  it('a missing tag, with the tags there are', async () => {
    await registry.publish({ repository: 'team/tags', tag: '1.0' });
    await registry.publish({ repository: 'team/tags', tag: '1.1' });
    const error = await refused(`${registry.host}/team/tags:1.2`);
    expect(error).toMatchObject({ code: 'IMAGE_NOT_FOUND' });
    expect(error.message).toBe(
      `${registry.host}/team/tags:1.2 was not found. (${registry.host} said: 404 MANIFEST_UNKNOWN manifest unknown)`,
    );
    expect(error.hint).toContain('It has the tags 1.1, 1.0.');
  });

  it('a private image and no login', async () => {
    const error = await refused(`${registry.host}/private/web:1`);
    expect(error).toMatchObject({ code: 'REGISTRY_DENIED' });
    expect(error.message).toContain('was not found, or it is private and no login was given');
    expect(error.hint).toContain('registry-username');
  });

  it.each(['private/web:1', 'basic/web:1'])('a wrong password for %s', async (image) => {
    const error = await refused(`${registry.host}/${image}`, { ...robot, password: 'old-password' });
    expect(error.code).toMatch(/^REGISTRY_(LOGIN|DENIED)$/);
    expect(`${error.message} ${error.hint}`).toContain('robot');
    expect(`${error.message} ${error.hint}`).not.toContain('old-password');
  });

  it('a login that the registry takes, for an image it keeps from this account', async () => {
    const guarded = await startRegistry({
      modes: { '': 'bearer' },
      users: { robot: { password: 'robot-password', repositories: ['mine/'] } },
    });
    const error = await refused(`${guarded.host}/theirs/web:1`, robot);
    expect(error).toMatchObject({ code: 'REGISTRY_DENIED' });
    expect(error.message).toContain(`does not let robot read ${guarded.host}/theirs/web:1`);
    // A token that is good but not good enough: another one would be no better.
    expect(guarded.tokenServer.requests).toHaveLength(1);
    await guarded.close();
  });

  it('a registry that is not there', async () => {
    const gone = await startRegistry();
    await gone.close();
    expect(await refused(`${gone.host}/a/b:1`)).toMatchObject({ code: 'NETWORK' });
  });
});
