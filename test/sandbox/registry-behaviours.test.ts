import { type IncomingHttpHeaders, request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  answers,
  behave,
  bomb,
  busy,
  chainBlobs,
  chunked,
  dripping,
  errorAs,
  gzipped,
  header,
  longer,
  misannounced,
  redirected,
  resetAfter,
  type Twist,
  warning,
} from '../../sandbox/registry/behaviours.ts';
import { mediaTypes } from '../../sandbox/registry/manifests.ts';
import { type RegistrySandbox, startRegistry } from '../../sandbox/registry/registry.ts';

let registry: RegistrySandbox;
let blob: string;
beforeEach(async () => {
  registry = await startRegistry();
  await registry.publish({ repository: 'team/web', tag: '1' });
  await registry.publish({ repository: 'team/other', tag: '1' });
  const [layer = ''] = registry.store.repository('team/web').blobs.keys();
  blob = `/v2/team/web/blobs/${layer}`;
});
afterEach(() => registry.close());

const manifest = '/v2/team/web/manifests/1';

interface Heard {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** How often something came. */
  readonly pieces: number;
}

/** As it comes, compressed or not. Rejects when the answer breaks off. */
function ask(path: string, method = 'GET'): Promise<Heard> {
  const url = path.startsWith('http') ? path : `${registry.server.url}${path}`;
  return new Promise((resolve, reject) => {
    const headers = { accept: Object.values(mediaTypes).join(', ') };
    const outgoing = request(url, { method, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: Buffer.concat(chunks),
          pieces: chunks.length,
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

const all = (...twists: Twist[]) => registry.server.faults.push(...behave({}, ...twists));

describe('which requests', () => {
  const strange = header('x-strange', 'yes');
  const isStrange = async (path: string, method?: string) => 'x-strange' in (await ask(path, method)).headers;

  it('of a kind', async () => {
    registry.server.faults.push(...behave({ of: 'blobs' }, strange));
    expect([await isStrange(blob), await isStrange(blob, 'HEAD'), await isStrange(manifest)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('of a repository, whose name is no pattern', async () => {
    registry.server.faults.push(...behave({ of: 'manifests', repository: 'team/w.b' }, strange));
    expect(await isStrange(manifest)).toBe(false);
    registry.server.faults.push(...behave({ of: 'manifests', repository: 'team/web' }, strange));
    expect([await isStrange(manifest), await isStrange('/v2/team/other/manifests/1')]).toEqual([true, false]);
  });

  it('by method, and the nth alone', async () => {
    registry.server.faults.push(...behave({ of: 'manifests', method: 'HEAD', nth: 2 }, strange));
    expect(await isStrange(manifest, 'HEAD')).toBe(false);
    expect(await isStrange(manifest)).toBe(false);
    expect(await isStrange(manifest, 'HEAD')).toBe(true);
    expect(await isStrange(manifest, 'HEAD')).toBe(false);
  });
});

describe('answers', () => {
  it('without a header, or with another one', async () => {
    all(header('docker-content-digest', undefined), header('etag', '"x"'), warning('a "strange" one'));
    const { headers, body } = await ask(manifest);
    expect(headers).not.toHaveProperty('docker-content-digest');
    expect(headers).toMatchObject({ etag: '"x"', warning: '299 - "a \\"strange\\" one"' });
    expect(body).toEqual(registry.store.manifest('team/web', '1')?.bytes);
  });

  it.each<[string, Twist, number, Readonly<Record<string, string>>, string]>([
    ['busy, for seconds', busy(429, 7), 429, { 'retry-after': '7' }, 'TOOMANYREQUESTS'],
    ['busy, until', busy(503, new Date(0)), 503, { 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' }, 'UNAVAILABLE'],
    ['a page', errorAs(502, 'html'), 502, { 'content-type': 'text/html' }, '<h1>not today</h1>'],
    ['nothing', errorAs(403, 'empty'), 403, { 'content-length': '0' }, ''],
    ['details', errorAs(429, 'details', 'slow down'), 429, {}, '{"details":"slow down"}'],
    ['text', errorAs(403, 'text', 'no'), 403, { 'content-type': 'text/plain' }, 'no'],
    ['a redirect', redirected(303, '../x'), 303, { location: '../x' }, ''],
    ['another', answers({ status: 405 }), 405, {}, ''],
  ])('%s', async (_, twist, status, headers, words) => {
    all(twist);
    const heard = await ask(manifest);
    expect(heard).toMatchObject({ status, headers });
    expect(heard.body.toString()).toContain(words);
  });

  it('a redirect to nowhere', async () => {
    all(redirected(302, undefined));
    expect((await ask(manifest)).headers).not.toHaveProperty('location');
  });
});

describe('bodies', () => {
  const bytes = () => registry.store.manifest('team/web', '1')?.bytes ?? Buffer.alloc(0);

  it('in chunks', async () => {
    all(chunked);
    const { headers, body } = await ask(manifest);
    expect(headers).not.toHaveProperty('content-length');
    expect([headers['transfer-encoding'], body]).toEqual(['chunked', bytes()]);
  });

  it('shorter than announced', async () => {
    all(misannounced(-1));
    await expect(ask(manifest)).rejects.toThrow();
    expect((await ask(manifest, 'HEAD')).headers['content-length']).toBe(String(bytes().length + 1));
  });

  it('longer than announced: the rest is not of this answer', async () => {
    all(misannounced(1));
    expect((await ask(manifest)).body).toEqual(bytes().subarray(0, -1));
  });

  it('longer than it should be', async () => {
    all(longer(3));
    const { body, headers } = await ask(manifest);
    expect([body.length, headers['content-length']]).toEqual([bytes().length + 3, String(bytes().length + 3)]);
  });

  it('drop by drop', async () => {
    all(dripping(Math.ceil(bytes().length / 3), 5));
    const { body, pieces } = await ask(manifest);
    expect([body, pieces]).toEqual([bytes(), 3]);
  });

  it('reset half-way', async () => {
    all(resetAfter(10));
    await expect(ask(manifest)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('compressed', async () => {
    all(gzipped);
    const { body, headers } = await ask(manifest);
    expect([headers['content-encoding'], gunzipSync(body)]).toEqual(['gzip', bytes()]);
  });

  it('a bomb, in chunks', async () => {
    all(bomb(1_000_000), chunked);
    const { body } = await ask(manifest);
    expect(body.length).toBeLessThan(2_000);
    expect(gunzipSync(body)).toHaveLength(1_000_000);
  });
});

describe('redirects of blobs', () => {
  /** Follows whatever comes, for a while; the origins that were asked. */
  async function follow(): Promise<{ origins: string[]; last: Heard; locations: string[] }> {
    let url = new URL(blob, registry.server.url);
    const origins: string[] = [];
    const locations: string[] = [];
    for (;;) {
      origins.push(url.origin === registry.storage.url ? 'storage' : 'registry');
      const last = await ask(url.href);
      const { location } = last.headers;
      if (location === undefined || origins.length === 10) return { origins, last, locations };
      locations.push(location);
      url = new URL(location, url);
    }
  }

  it('so many, from one origin to the other', async () => {
    chainBlobs(registry, 'team/web', { status: 307, hops: 3, by: 'across' });
    const { origins, last } = await follow();
    expect(origins).toEqual(['registry', 'storage', 'registry', 'storage']);
    expect(last.body).toEqual(registry.store.repository('team/web').blobs.get(blob.split('/').at(-1) ?? ''));
  });

  it('on the registry, by paths alone', async () => {
    chainBlobs(registry, 'team/web', { status: 302, hops: 2, by: 'there' });
    const { origins, locations, last } = await follow();
    expect(origins).toEqual(['registry', 'registry', 'registry']);
    expect(locations).toEqual(['/hops/1', '/hops/2']);
    expect(last.status).toBe(200);
  });

  it('without an end', async () => {
    chainBlobs(registry, 'team/web', { status: 301, hops: 'endless', by: 'there' });
    expect((await follow()).last.status).toBe(301);
  });

  it('of that repository alone', async () => {
    chainBlobs(registry, 'team/other', { status: 301, hops: 1, by: 'across' });
    expect((await follow()).origins).toEqual(['registry']);
  });
});

it('hands out what it has, whatever is accepted, when told to', async () => {
  await registry.close();
  registry = await startRegistry({ ignoresAccept: true });
  const { digest } = await registry.publish({ repository: 'team/web', tag: '1', index: true });
  const response = await fetch(`${registry.server.url}${manifest}`, { headers: { accept: mediaTypes.dockerManifest } });
  expect(response.status).toBe(200);
  expect(response.headers.get('docker-content-digest')).toBe(digest);
  await response.arrayBuffer();
});
