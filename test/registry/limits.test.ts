import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../src/clock.ts';
import { ActionError, Cancelled, throwIfCancelled } from '../../src/errors.ts';
import type { Http, HttpRequest } from '../../src/http/http.ts';
import { parseReference } from '../../src/image/reference.ts';
import type { RegistryAccess } from '../../src/registry/access.ts';
import { inspectImage } from '../../src/registry/inspect.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { registryAccess } from '../support/image.ts';
import { image, inspection, serving } from './inspection.ts';
import { Documents, mediaTypes, type Script } from './scripted-http.ts';

/** A registry that never answers; whoever waits for it is told when they are to stop. */
const silent: Http = {
  send: ({ signal }: HttpRequest) =>
    new Promise((_, reject) => {
      const stop = () => {
        try {
          throwIfCancelled(signal);
        } catch (reason) {
          reject(reason instanceof Error ? reason : new Error('not an error'));
        }
      };
      if (signal?.aborted === true) stop();
      else signal?.addEventListener('abort', stop, { once: true });
    }),
};

const failureOf = (access: RegistryAccess): Promise<unknown> =>
  inspectImage(parseReference(image), access).then(
    () => 'it was read',
    (error: unknown) => error,
  );

describe('two minutes for all of an inspection', () => {
  it('end a registry that never answers', async () => {
    const clock = new FakeClock();
    const start = clock.now();
    const error = await failureOf(registryAccess({ http: silent, clock }));
    expect(error).toMatchObject({
      code: 'REGISTRY_TIMEOUT',
      message: `registry.example.com did not say what ${image} is within 2m.`,
      hint: expect.stringContaining('Is the registry slow'),
    });
    expect(clock.now() - start).toBe(120_000);
  });

  it('end a pause between two tries, which only knows of cancelled runs', async () => {
    const clock = new FakeClock();
    const http: Http = {
      send: async ({ signal }) => {
        await clock.sleep(300_000, signal);
        throw new Error('it was not ended');
      },
    };
    expect(await failureOf(registryAccess({ http, clock }))).toMatchObject({ code: 'REGISTRY_TIMEOUT' });
  });

  it('end the wait for a limit to pass', async () => {
    const clock = new FakeClock();
    const http: Http = {
      send: async (request) => {
        clock.pass(100_000);
        return { request, status: 429, headers: { 'retry-after': '60' }, body: Buffer.alloc(0) };
      },
    };
    expect(await failureOf(registryAccess({ http, clock }))).toMatchObject({ code: 'REGISTRY_TIMEOUT' });
  });

  it('are not what a cancelled run is told of', async () => {
    const run = new AbortController();
    const failure = failureOf(registryAccess({ http: silent, clock: new FakeClock() }, { signal: run.signal }));
    run.abort();
    expect(await failure).toBeInstanceOf(Cancelled);
  });

  it('leave no timer behind, however an inspection ends', async () => {
    const open = new Set<object>();
    const clock: Clock = {
      ...systemClock,
      sleep: (_, signal) =>
        new Promise((resolve) => {
          const timer = {};
          open.add(timer);
          signal?.addEventListener('abort', () => {
            open.delete(timer);
            resolve();
          });
        }),
    };
    const documents = new Documents();
    const root = documents.image();
    expect((await inspection(serving(documents, root), { access: { clock } })).facts?.digest).toBe(root.digest);
    expect((await inspection(() => ({ status: 404 }), { access: { clock } })).error).toBeInstanceOf(ActionError);
    expect(open.size).toBe(0);
  });

  it('do not end what is known when only the tag beside a digest is missing', async () => {
    const clock = new FakeClock();
    const documents = new Documents();
    const root = documents.image();
    const http: Http = {
      send: async (request) => {
        if (request.url.pathname.endsWith('/manifests/1')) return silent.send(request);
        const answer = documents.answer(request);
        return {
          request,
          status: answer?.status ?? 404,
          headers: answer?.headers ?? {},
          body: Buffer.from(answer?.body ?? ''),
        };
      },
    };
    const facts = await inspectImage(parseReference(`${image}@${root.digest}`), registryAccess({ http, clock }));
    expect(facts.digest).toBe(root.digest);
    expect(facts).not.toHaveProperty('tagDigest');
  });
});

describe('32 MiB for all answers', () => {
  it('end an image that is spread over many large manifests', async () => {
    const documents = new Documents();
    const filling = 'x'.repeat(3 * 1024 * 1024);
    const entries = Array.from({ length: 20 }, (_, number) =>
      documents.image(
        { architecture: 'arm64', author: `${number}` },
        { annotations: { filling, number: `${number}` } },
      ),
    );
    const { error, requests } = await inspection(serving(documents, documents.index(entries)));
    expect(error).toMatchObject({ code: 'IMAGE_CORRUPT', message: expect.stringContaining('more than 32 MiB') });
    expect(requests.length).toBeLessThan(30);
  });
});

describe('answers that are compressed although nobody asked for it', () => {
  const documents = new Documents();
  const root = documents.image();
  const compressed =
    (coding: string, compress: (bytes: Buffer) => Buffer): Script =>
    (request) => {
      const answer = serving(documents, root)(request);
      if (answer === undefined || request.method === 'HEAD') return answer;
      const headers = { ...answer.headers, 'content-encoding': coding };
      return { ...answer, headers, body: compress(Buffer.from(answer.body ?? '')) };
    };

  it('are never asked for', async () => {
    const { requests } = await inspection(serving(documents, root));
    expect(requests.every(({ headers }) => headers?.['accept-encoding'] === 'identity')).toBe(true);
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['identity', (bytes) => bytes],
  ])('are unpacked: %s', async (coding, compress) => {
    expect((await inspection(compressed(coding, compress))).facts).toMatchObject({
      digest: root.digest,
      cmd: ['/app'],
    });
  });

  it.each<[string, (bytes: Buffer) => Buffer, string]>([
    ['zstd', (bytes) => bytes, 'compressed in a way that was not asked for: "zstd"'],
    ['gzip, gzip', (bytes) => gzipSync(gzipSync(bytes)), 'in a way that was not asked for: "gzip, gzip"'],
    ['constructor', (bytes) => bytes, 'in a way that was not asked for: "constructor"'],
    ['gzip', (bytes) => bytes, 'not the gzip that it is called'],
    ['gzip', (bytes) => gzipSync(bytes).subarray(0, -9), 'not the gzip that it is called'],
    ['gzip', () => gzipSync(Buffer.alloc(8 * 1024 * 1024)), 'longer than 4194304 bytes once it is unpacked'],
    ['br', () => brotliCompressSync(Buffer.alloc(8 * 1024 * 1024)), 'longer than 4194304 bytes once it is unpacked'],
  ])('are refused when they are damaged, unknown or a bomb: %s', async (coding, compress, words) => {
    const { error } = await inspection(compressed(coding, compress));
    expect(error).toMatchObject({
      code: 'HTTP_BODY',
      message: expect.stringContaining(words),
      hint: expect.stringMatching(/^No registry answers like that: check the host of the image.*a proxy in between/),
    });
  });

  it('a token’s have a limit of their own', async () => {
    const { error } = await inspection((request) =>
      request.url.pathname === '/token'
        ? { status: 200, headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(65 * 1024)) }
        : { status: 401, headers: { 'www-authenticate': 'Bearer realm="/token"' } },
    );
    expect(error).toMatchObject({ code: 'HTTP_BODY', message: expect.stringContaining('longer than 65536 bytes') });
  });

  it('a refusal keeps its status, whatever its body is', async () => {
    const { error } = await inspection(() => ({
      status: 404,
      headers: { 'content-encoding': 'gzip', 'content-type': 'text/plain' },
      body: 'no gzip',
    }));
    expect(error).toMatchObject({ code: 'IMAGE_NOT_FOUND', message: expect.stringContaining('said: 404)') });
  });

  it('are held against the digest unpacked', async () => {
    const documents = new Documents();
    const other = documents.add('{"schemaVersion":2}', mediaTypes.manifest);
    const { error } = await inspection((request) => {
      if (request.method === 'HEAD') return { status: 200, headers: { 'docker-content-digest': root.digest } };
      const answer = documents.answer({ ...request, url: new URL(`https://x/${other.digest}`) });
      const headers = { ...answer?.headers, 'content-encoding': 'gzip' };
      return { status: 200, headers, body: gzipSync(Buffer.from(answer?.body ?? '')) };
    });
    expect(error).toMatchObject({ code: 'IMAGE_CORRUPT', message: expect.stringContaining(other.digest) });
  });
});
