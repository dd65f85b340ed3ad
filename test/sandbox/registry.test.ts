import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../sandbox/clock.ts';
import { PullError } from '../../sandbox/image.ts';
import { pullFrom } from '../../sandbox/puller.ts';
import { type RegistrySandbox, startRegistry } from '../../sandbox/registry/registry.ts';

const ociManifest = 'application/vnd.oci.image.manifest.v1+json';
const zeros = `sha256:${'0'.repeat(64)}`;
const digestOf = (bytes: string) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

let registry: RegistrySandbox;
const clock = new ManualClock();

beforeAll(async () => {
  registry = await startRegistry({
    clock,
    modes: { 'private/': 'bearer', 'basic/': 'basic' },
    users: { robot: { password: 'robot-password' }, guest: { password: 'guest-password', repositories: ['other/'] } },
  });
});
afterAll(() => registry.close());

async function ask(method: string, path: string, headers: Record<string, string> = {}, body?: string) {
  const url = path.startsWith('http') ? path : `${registry.server.url}${path}`;
  const response = await fetch(url, { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body }) });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

async function tokenFor(scope: string, login?: string): Promise<string> {
  const query = new URLSearchParams({ service: 'sandbox-registry', scope });
  const headers = login === undefined ? {} : { authorization: login };
  const { body } = await ask('GET', `${registry.tokenServer.url}/token?${query}`, headers);
  return (JSON.parse(body) as { token: string }).token;
}

/** A blob by POST, PATCH, PUT. */
async function push(repository: string, content: string): Promise<string> {
  const begun = await ask('POST', `/v2/${repository}/blobs/uploads/`);
  const patched = await ask('PATCH', begun.headers.get('location') ?? '', {}, content.slice(0, 2));
  const location = patched.headers.get('location') ?? '';
  const ended = await ask('PUT', `${location}&digest=${digestOf(content)}`, {}, content.slice(2));
  expect(ended.status).toBe(201);
  return digestOf(content);
}

/** Answers that were read off Debian's docker-registry 2.8.2; `test/real/registry.test.ts` asks it again. */
describe('the sandbox registry answers as distribution 2.8.2', () => {
  beforeAll(async () => {
    await registry.publish({ repository: 'team/web', tag: '1' });
    await registry.publish({ repository: 'team/web', tag: 'index', platforms: ['linux/amd64', 'linux/arm64'] });
    await registry.publish({ repository: 'team/web', tag: 'docker', format: 'docker' });
    await registry.publish({ repository: 'team/web', tag: 'list', format: 'docker', index: true });
  });

  it.each<[string, string, number, string]>([
    [
      'GET',
      '/v2/team/web/manifests/nope',
      404,
      '{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Tag":"nope"}}]}\n',
    ],
    [
      'GET',
      '/v2/no/such/manifests/1',
      404,
      '{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Tag":"1"}}]}\n',
    ],
    [
      'GET',
      `/v2/team/web/manifests/${zeros}`,
      404,
      `{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Name":"team/web","Revision":"${zeros}"}}]}\n`,
    ],
    [
      'GET',
      '/v2/team/web/manifests/1',
      404,
      '{"errors":[{"code":"MANIFEST_UNKNOWN","message":"OCI manifest found, but accept header does not support OCI manifests"}]}\n',
    ],
    [
      'GET',
      '/v2/team/web/manifests/index',
      404,
      '{"errors":[{"code":"MANIFEST_UNKNOWN","message":"OCI index found, but accept header does not support OCI indexes"}]}\n',
    ],
    [
      'GET',
      '/v2/no/tags/list',
      404,
      '{"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known to registry","detail":{"name":"no"}}]}\n',
    ],
    [
      'GET',
      `/v2/team/web/blobs/${zeros}`,
      404,
      `{"errors":[{"code":"BLOB_UNKNOWN","message":"blob unknown to registry","detail":"${zeros}"}]}\n`,
    ],
    [
      'GET',
      '/v2/team/web/blobs/sha256:ff',
      400,
      '{"errors":[{"code":"DIGEST_INVALID","message":"provided digest did not match uploaded content","detail":{}}]}\n',
    ],
    [
      'DELETE',
      `/v2/team/web/manifests/${zeros}`,
      405,
      '{"errors":[{"code":"UNSUPPORTED","message":"The operation is unsupported."}]}\n',
    ],
    ['POST', '/v2/team/web/manifests/1', 405, 'Method not allowed\n'],
    ['GET', '/v2/foo', 404, '404 page not found\n'],
    ['GET', `/v2/team/web/referrers/${zeros}`, 404, '404 page not found\n'],
    [
      'GET',
      '/v2/team/web/blobs/uploads/00000000-0000-0000-0000-000000000000',
      404,
      '{"errors":[{"code":"BLOB_UPLOAD_INVALID","message":"blob upload invalid","detail":{}}]}\n',
    ],
    [
      'GET',
      '/v2/A/b/manifests/1',
      404,
      '{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Tag":"1"}}]}\n',
    ],
  ])('%s %s', async (method, path, status, body) => {
    const response = await ask(method, path);
    expect([response.status, response.body]).toEqual([status, body]);
    expect(response.headers.get('docker-distribution-api-version')).toBe('registry/2.0');
  });

  it('hands the amd64 child of a list to those who take no lists', async () => {
    const accept = 'application/vnd.docker.distribution.manifest.v2+json';
    const { headers } = await ask('GET', '/v2/team/web/manifests/list', { accept });
    expect(headers.get('content-type')).toBe(accept);
    expect(headers.get('docker-content-digest')).not.toBe(registry.store.manifest('team/web', 'list')?.digest);
  });

  it('answers HEAD as GET without the body, and 304 to who has it', async () => {
    const get = await ask('GET', '/v2/team/web/manifests/1', { accept: ociManifest });
    const head = await ask('HEAD', '/v2/team/web/manifests/1', { accept: ociManifest });
    expect(head).toMatchObject({ status: 200, body: '' });
    for (const name of ['content-length', 'content-type', 'docker-content-digest', 'etag']) {
      expect(head.headers.get(name)).toBe(get.headers.get(name));
    }
    const again = await ask('GET', '/v2/team/web/manifests/1', {
      accept: ociManifest,
      'if-none-match': get.headers.get('etag') ?? '',
    });
    expect(again.status).toBe(304);
  });

  it('gives part of a blob', async () => {
    const digest = await push('team/parts', 'abcdef');
    const { status, body, headers } = await ask('GET', `/v2/team/parts/blobs/${digest}`, { range: 'bytes=1-2' });
    expect([status, body, headers.get('content-range')]).toEqual([206, 'bc', 'bytes 1-2/6']);
  });
});

describe('pushing to the sandbox registry', () => {
  const type = { 'content-type': ociManifest };
  const manifestOf = (config: string) =>
    JSON.stringify({
      schemaVersion: 2,
      mediaType: ociManifest,
      config: { mediaType: 'x', digest: config, size: 2 },
      layers: [],
    });

  it('takes a blob in pieces and a manifest that refers to it', async () => {
    const config = await push('push/one', '{}');
    const put = await ask('PUT', '/v2/push/one/manifests/1', type, manifestOf(config));
    expect([put.status, put.headers.get('docker-content-digest')]).toEqual([201, digestOf(manifestOf(config))]);
    const tags = await ask('GET', '/v2/push/one/tags/list');
    expect(tags.body).toBe('{"name":"push/one","tags":["1"]}\n');
  });

  it('takes a blob in one go, and mounts it elsewhere', async () => {
    const begun = await ask('POST', '/v2/push/mono/blobs/uploads/');
    const done = await ask('PUT', `${begun.headers.get('location')}&digest=${digestOf('abc')}`, {}, 'abc');
    expect(done.status).toBe(201);
    const mounted = await ask('POST', `/v2/push/mounted/blobs/uploads/?mount=${digestOf('abc')}&from=push/mono`);
    expect(mounted.status).toBe(201);
    expect((await ask('GET', `/v2/push/mounted/blobs/${digestOf('abc')}`)).body).toBe('abc');
    expect((await ask('GET', `/v2/push/else/blobs/${digestOf('abc')}`)).status).toBe(404);
  });

  it.each<[string, (location: string) => string, string]>([
    ['a wrong digest', (location) => `${location}&digest=${zeros}`, '"Reason":{}'],
    ['no digest', (location) => location, 'digest missing'],
    ['half a digest', (location) => `${location}&digest=sha256:ff`, 'digest parsing failed'],
  ])('refuses %s at the end of an upload', async (_, target, detail) => {
    const begun = await ask('POST', '/v2/push/bad/blobs/uploads/');
    const { status, body } = await ask('PUT', target(begun.headers.get('location') ?? ''), {}, 'abc');
    expect(status).toBe(400);
    expect(body).toContain('DIGEST_INVALID');
    expect(body).toContain(detail);
  });

  it.each<[string, string, Record<string, string>, string, string]>([
    ['a manifest whose config is missing', '1', type, manifestOf(zeros), 'MANIFEST_BLOB_UNKNOWN'],
    ['another type than its own', '1', { 'content-type': 'application/json' }, manifestOf(zeros), 'MANIFEST_INVALID'],
    ['what is not JSON', '1', type, '{', 'MANIFEST_INVALID'],
    [
      'an image that is an index, too',
      '1',
      type,
      JSON.stringify({ schemaVersion: 2, layers: [], manifests: [] }),
      'MANIFEST_INVALID',
    ],
  ])('refuses %s', async (_, reference, headers, body, code) => {
    const response = await ask('PUT', `/v2/push/bad/manifests/${reference}`, headers, body);
    expect(response.status).toBe(400);
    expect(response.body).toContain(code);
  });

  it('refuses a manifest under a digest that is not its own', async () => {
    const config = await push('push/bad', '{}');
    const { status, body } = await ask('PUT', `/v2/push/bad/manifests/${zeros}`, type, manifestOf(config));
    expect([status, body]).toEqual([400, expect.stringContaining('DIGEST_INVALID')]);
  });
});

describe('logging in to the sandbox registry', () => {
  const path = '/v2/private/web/manifests/1';

  it('asks for a token, with a scope where one is known', async () => {
    const realm = `realm="${registry.tokenServer.url}/token",service="sandbox-registry"`;
    const challenge = async (method: string, target: string, headers = {}) =>
      (await ask(method, target, headers)).headers.get('www-authenticate');
    expect(await challenge('GET', '/v2/')).toBe(`Bearer ${realm}`);
    expect(await challenge('GET', path)).toBe(`Bearer ${realm},scope="repository:private/web:pull"`);
    expect(await challenge('POST', '/v2/private/web/blobs/uploads/')).toBe(
      `Bearer ${realm},scope="repository:private/web:pull,push"`,
    );
    expect(await challenge('GET', path, { authorization: 'Bearer x' })).toContain('error="invalid_token"');
    const { body } = await ask('GET', path);
    expect(body).toBe(
      '{"errors":[{"code":"UNAUTHORIZED","message":"authentication required","detail":[{"Type":"repository","Class":"","Name":"private/web","Action":"pull"}]}]}\n',
    );
  });

  it('takes a token for what it was made for, for as long as it lives', async () => {
    const scope = 'repository:private/web:pull';
    const authorization = `Bearer ${await tokenFor(scope, basic('robot', 'robot-password'))}`;
    expect((await ask('GET', path, { authorization })).status).toBe(404);
    const elsewhere = await ask('GET', '/v2/private/other/manifests/1', { authorization });
    expect(elsewhere.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
    const push = await ask('POST', '/v2/private/web/blobs/uploads/', { authorization });
    expect(push.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
    await clock.advance(300_000);
    const late = await ask('GET', path, { authorization });
    expect(late.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it('gives the nameless and those without access a token that opens nothing', async () => {
    for (const login of [undefined, basic('guest', 'guest-password')]) {
      const authorization = `Bearer ${await tokenFor('repository:private/web:pull', login)}`;
      const { headers } = await ask('GET', path, { authorization });
      expect(headers.get('www-authenticate')).toContain('error="insufficient_scope"');
    }
  });

  it('refuses wrong passwords, other services and Basic where a token is wanted', async () => {
    const query = 'service=sandbox-registry&scope=repository:private/web:pull';
    const token = `${registry.tokenServer.url}/token`;
    expect((await ask('GET', `${token}?${query}`, { authorization: basic('robot', 'wrong') })).status).toBe(401);
    expect((await ask('GET', `${token}?service=other`)).status).toBe(400);
    expect((await ask('POST', token)).status).toBe(405);
    expect((await ask('GET', path, { authorization: basic('robot', 'robot-password') })).status).toBe(401);
  });

  it('does Basic where it is set to', async () => {
    const target = '/v2/basic/web/manifests/1';
    expect((await ask('GET', target)).headers.get('www-authenticate')).toBe('Basic realm="sandbox-registry"');
    expect((await ask('GET', target, { authorization: basic('robot', 'wrong') })).status).toBe(401);
    expect((await ask('GET', target, { authorization: basic('robot', 'robot-password') })).status).toBe(404);
    expect((await ask('GET', target, { authorization: basic('guest', 'guest-password') })).status).toBe(401);
  });
});

describe("the platforms' own pull", () => {
  const robot = { username: 'robot', password: 'robot-password' };

  async function refused(image: string, credentials?: typeof robot): Promise<PullError> {
    const error: unknown = await pullFrom(image, credentials).catch((thrown: unknown) => thrown);
    if (error instanceof PullError) return error;
    throw new Error(`${image} was not refused`);
  }

  it('reads an image by tag and by digest', async () => {
    const { reference, digest } = await registry.publish({
      repository: 'pull/web',
      tag: '1',
      entrypoint: ['/bin/sh'],
      cmd: ['-c', 'true'],
      exposedPorts: ['8080/tcp', '53/udp'],
      user: '1000',
      workingDir: '/srv',
      labels: { 'sandbox.behaviour': 'crash', 'sandbox.crash-log': 'Error: no database\n  at main' },
    });
    const expected = {
      digest,
      os: 'linux',
      architecture: 'amd64',
      entrypoint: ['/bin/sh'],
      cmd: ['-c', 'true'],
      user: '1000',
      workingDir: '/srv',
      exposedPorts: ['8080/tcp', '53/udp'],
      behaviour: { kind: 'crash', bootMs: 60_000, afterMs: 500, exitCode: 1 },
      crashLog: ['Error: no database', '  at main'],
    };
    expect(await pullFrom(reference)).toMatchObject({ image: reference, ...expected });
    expect(await pullFrom(`${registry.host}/pull/web@${digest}`)).toMatchObject(expected);
  });

  it('takes linux/amd64 out of an index, and a lone image whatever it is for', async () => {
    const platforms = ['linux/arm64', 'linux/amd64'];
    const both = await registry.publish({ repository: 'pull/web', tag: 'both', platforms, attestations: true });
    expect(await pullFrom(both.reference)).toMatchObject({ digest: both.digest, architecture: 'amd64' });
    const arm = await registry.publish({ repository: 'pull/web', tag: 'arm', platforms: ['linux/arm64'] });
    expect(await pullFrom(arm.reference)).toMatchObject({ architecture: 'arm64' });
    const armIndex = await registry.publish({
      repository: 'pull/web',
      tag: 'arms',
      platforms: ['linux/arm64'],
      index: true,
    });
    expect((await refused(armIndex.reference)).message).toContain('no image found in image index');
  });

  it('logs in by Bearer and by Basic', async () => {
    for (const repository of ['private/web', 'basic/web']) {
      const { reference, digest } = await registry.publish({ repository, tag: '1' });
      expect(await pullFrom(reference, robot)).toMatchObject({ digest });
      expect(await refused(reference)).toMatchObject({
        kind: 'unauthorized',
        message: expect.stringContaining('unauthorized: authentication required'),
      });
      expect(await refused(reference, { ...robot, password: 'old' })).toMatchObject({ kind: 'unauthorized' });
    }
  });

  it('says what is wrong in words people search for', async () => {
    expect(await refused(`${registry.host}/pull/web:nope`)).toMatchObject({
      kind: 'not-found',
      message: `reading manifest nope in ${registry.host}/pull/web: manifest unknown`,
    });
    expect(await refused('127.0.0.1:1/a/b:1')).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    expect(await refused('registry.example.com/a/b:1')).toMatchObject({ kind: 'unreachable' });
    expect(await refused('alpine')).toMatchObject({ kind: 'unreachable' });
    registry.server.faults.push({
      method: 'GET',
      path: /limited/,
      when: 'before',
      action: {
        status: 429,
        body: { errors: [{ code: 'TOOMANYREQUESTS', message: 'You have reached your pull rate limit' }] },
      },
    });
    expect(await refused(`${registry.host}/pull/limited:1`)).toMatchObject({
      kind: 'rate-limited',
      message: expect.stringContaining('toomanyrequests: You have reached your pull rate limit'),
    });
  });

  it('notices content that was changed on the way', async () => {
    const { digest } = await registry.publish({ repository: 'pull/spoilt', tag: '1' });
    const stored = registry.store.manifest('pull/spoilt', digest);
    if (stored === undefined) throw new Error('not stored');
    const bytes = Buffer.concat([stored.bytes, Buffer.from(' ')]);
    registry.store.repository('pull/spoilt').manifests.set(digest, { ...stored, bytes });
    expect(await refused(`${registry.host}/pull/spoilt@${digest}`)).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('Digest did not match'),
    });
  });
});
