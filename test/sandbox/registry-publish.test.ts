import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mediaTypes } from '../../sandbox/registry/manifests.ts';
import type { ImageToPublish, Published } from '../../sandbox/registry/publish.ts';
import { type RegistrySandbox, startRegistry } from '../../sandbox/registry/registry.ts';
import { systemClock } from '../../src/clock.ts';
import { createHttp } from '../../src/http/client.ts';
import { parseReference } from '../../src/image/reference.ts';
import { inspectImage } from '../../src/registry/inspect.ts';
import { registryAccess } from '../support/image.ts';

/** What `publish` leaves behind is what a builder and a push would: each piece by its digest, and no other. */

let registry: RegistrySandbox;
let published = 0;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.close());

const http = createHttp({ clock: { ...systemClock, sleep: async () => {} }, userAgent: 'deploy-image-test' });
const sha256 = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

interface Document {
  readonly [key: string]: unknown;
  readonly mediaType?: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly manifests: readonly Descriptor[];
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: object;
  readonly annotations?: object;
  readonly artifactType?: string;
  readonly data?: string;
}

async function publish(image: Partial<ImageToPublish> = {}) {
  const result = await registry.publish({ repository: 'made/image', tag: `t${published++}`, ...image });
  const inside = registry.store.repository(image.repository ?? 'made/image');
  const manifest = (digest: string) => {
    const stored = inside.manifests.get(digest);
    if (stored === undefined) throw new Error(`${digest} is not stored`);
    return { ...stored, document: JSON.parse(stored.bytes.toString('utf8')) as Document };
  };
  const blob = (digest: string) => inside.blobs.get(digest);
  return { ...result, root: manifest(result.digest), manifest, blob };
}

function inspect({ reference }: Published) {
  return inspectImage(parseReference(reference), registryAccess({ http, clock: systemClock }));
}

describe('an image as it is when nothing is asked for', () => {
  it.each(['oci', 'docker'] as const)('%s: consistent down to its layer', async (format) => {
    const { root, blob } = await publish({ format });
    const { config, layers, mediaType } = root.document;
    expect(mediaType).toBe(format === 'oci' ? mediaTypes.ociManifest : mediaTypes.dockerManifest);
    expect(sha256(root.bytes)).toBe(root.digest);
    const document = JSON.parse(blob(config.digest)?.toString('utf8') ?? '');
    expect(config.size).toBe(blob(config.digest)?.length);
    expect(layers).toHaveLength(1);
    const layer = blob(layers[0]?.digest ?? '') ?? Buffer.alloc(0);
    expect([sha256(layer), layer.length]).toEqual([layers[0]?.digest, layers[0]?.size]);
    expect(document).toMatchObject({
      architecture: 'amd64',
      os: 'linux',
      config: { Cmd: ['/app'], ExposedPorts: { '8080/tcp': {} } },
      rootfs: { type: 'layers', diff_ids: [sha256(gunzipSync(layer))] },
    });
    expect(document.history).toHaveLength(1);
  });

  it('is written so that whoever writes it again gets another digest', async () => {
    const { root } = await publish();
    expect(sha256(Buffer.from(JSON.stringify(root.document)))).not.toBe(root.digest);
  });
});

describe('what the config says', () => {
  it('sets every fact that is read from it', async () => {
    const image = await publish({
      platforms: ['linux/arm/v7'],
      created: '2026-11-01T00:00:00Z',
      entrypoint: ['/bin/tini', '--'],
      cmd: ['serve'],
      exposedPorts: ['9090', '53/udp', '8000-8010/tcp'],
      user: '1000:1000',
      workingDir: '/srv',
      env: ['A=1', 'B'],
      volumes: ['/data'],
      healthcheck: ['CMD', 'true'],
      stopSignal: 'SIGINT',
      onBuild: ['RUN make'],
      labels: { a: 'b' },
      layers: 2,
      history: [{ createdBy: 'FROM scratch' }, { createdBy: 'COPY . .' }, { createdBy: 'ENV A=1', emptyLayer: true }],
    });
    expect(await inspect(image)).toMatchObject({
      platform: { os: 'linux', architecture: 'arm', variant: 'v7' },
      created: new Date('2026-11-01T00:00:00Z'),
      entrypoint: ['/bin/tini', '--'],
      cmd: ['serve'],
      exposedPorts: [
        { port: 53, protocol: 'udp' },
        { port: 9090, protocol: 'tcp' },
      ],
      badPorts: ['8000-8010/tcp'],
      user: '1000:1000',
      workingDir: '/srv',
      env: new Map([
        ['A', '1'],
        ['B', ''],
      ]),
      volumes: ['/data'],
      healthcheck: true,
      stopSignal: 'SIGINT',
      onBuild: ['RUN make'],
      labels: new Map([['a', 'b']]),
      history: ['FROM scratch', 'COPY . .', 'ENV A=1'],
      historyLayers: 2,
      rootfsType: 'layers',
      layers: [{}, {}],
      diffIds: [expect.any(String), expect.any(String)],
    });
  });

  it('leaves out what is not wanted', async () => {
    const image = await publish({
      created: null,
      cmd: [],
      exposedPorts: [],
      history: null,
      rootfs: { type: 'none', diffIds: [] },
      config: { os: undefined },
    });
    expect(await inspect(image)).toMatchObject({
      platform: { os: 'unknown', architecture: 'amd64' },
      created: undefined,
      cmd: [],
      entrypoint: [],
      exposedPorts: [],
      historyLayers: undefined,
      rootfsType: 'none',
      diffIds: [],
    });
  });
});

describe('layers', () => {
  it('as many as wanted, each its own, with history and rootfs to match', async () => {
    const { root, blob } = await publish({ layers: 128 });
    const { layers, config } = root.document;
    expect(new Set(layers.map(({ digest }) => digest)).size).toBe(128);
    const { rootfs, history } = JSON.parse(blob(config.digest)?.toString('utf8') ?? '');
    expect([rootfs.diff_ids.length, history.length]).toEqual([128, 128]);
  });

  it('the same where the content is the same: an image on its base', async () => {
    const base = await publish({ layers: [{ content: 'debian' }, { content: 'node' }] });
    const image = await publish({ layers: [{ content: 'debian' }, { content: 'node' }, {}] });
    const digests = ({ root }: typeof base) => root.document.layers.map(({ digest }) => digest);
    expect(digests(image).slice(0, 2)).toEqual(digests(base));
    expect(digests(image)).toHaveLength(3);
  });

  it('of any type, and of any size that is only claimed', async () => {
    const zstd = 'application/vnd.oci.image.layer.v1.tar+zstd';
    const { root, blob } = await publish({ layers: [{ mediaType: zstd }, { size: 3_000_000_000 }] });
    const [first, second] = root.document.layers;
    expect([first?.mediaType, blob(first?.digest ?? '') === undefined]).toEqual([zstd, false]);
    expect([second?.size, blob(second?.digest ?? '')]).toEqual([3_000_000_000, undefined]);
  });
});

describe('indexes', () => {
  it.each([
    { attestations: true, type: mediaTypes.ociConfig, artifact: undefined },
    {
      attestations: 'artifact',
      type: 'application/vnd.oci.empty.v1+json',
      artifact: 'application/vnd.docker.attestation.manifest.v1+json',
    },
  ] as const)('with attestations ($attestations)', async ({ attestations, type, artifact }) => {
    const image = await publish({ attestations, index: true });
    const [entry, attestation] = image.root.document.manifests;
    expect(entry?.platform).toEqual({ os: 'linux', architecture: 'amd64' });
    expect(attestation).toMatchObject({
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: {
        'vnd.docker.reference.type': 'attestation-manifest',
        'vnd.docker.reference.digest': entry?.digest,
      },
    });
    expect(attestation?.artifactType).toBe(artifact);
    const { document } = image.manifest(attestation?.digest ?? '');
    expect([document.config.mediaType, document['artifactType']]).toEqual([type, artifact]);
    expect(image.blob(document.config.digest)).toHaveLength(document.config.size);
    if (artifact !== undefined) expect(document['subject']).toMatchObject({ digest: entry?.digest });
    expect(await inspect(image)).toMatchObject({ manifestDigest: image.manifests['linux/amd64'] });
  });

  it('in an index', async () => {
    const image = await publish({ nested: true, platforms: ['linux/arm64', 'linux/amd64'] });
    const [inner] = image.root.document.manifests;
    expect(image.root.document.manifests).toHaveLength(1);
    expect(image.manifest(inner?.digest ?? '').document.manifests).toHaveLength(2);
    expect(await inspect(image)).toMatchObject({ manifestDigest: image.manifests['linux/amd64'] });
  });

  it('that lie, or say nothing', async () => {
    const platforms = ['linux/arm64', 'linux/amd64/v3', 'linux/s390x'];
    const { root } = await publish({ platforms, declared: { 'linux/arm64': 'linux/amd64', 'linux/s390x': null } });
    expect(root.document.manifests.map(({ platform }) => platform)).toEqual([
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'amd64', variant: 'v3' },
      undefined,
    ]);
  });

  it('with annotations of their own, of entries and of manifests', async () => {
    const image = await publish({
      index: true,
      annotations: { of: 'manifest' },
      entryAnnotations: { of: 'entry' },
      indexAnnotations: { of: 'index' },
    });
    const [entry] = image.root.document.manifests;
    expect([image.root.document['annotations'], entry?.annotations]).toEqual([{ of: 'index' }, { of: 'entry' }]);
    expect(image.manifest(entry?.digest ?? '').document['annotations']).toEqual({ of: 'manifest' });
  });
});

describe('what is out of the ordinary', () => {
  it('fields that are added, spoilt and taken out', async () => {
    const manifestFields = { mediaType: undefined, manifests: [], layers: 'none' };
    const { root } = await publish({ manifestFields, contentType: 'application/json' });
    expect(root.document).toMatchObject({ schemaVersion: 2, manifests: [], layers: 'none' });
    expect(root.document).not.toHaveProperty('mediaType');
    expect(root.mediaType).toBe('application/json');
    const index = await publish({ index: true, indexFields: { layers: [] } });
    expect(index.root.document).toMatchObject({ manifests: [{}], layers: [] });
    expect(index.manifest(index.manifests['linux/amd64'] ?? '').mediaType).toBe(mediaTypes.ociManifest);
  });

  it('a manifest of one byte too many', async () => {
    const bytes = 4 * 1024 * 1024 + 1;
    const image = await publish({ manifestBytes: bytes });
    expect(image.root.bytes).toHaveLength(bytes);
    expect(image.root.document.layers).toHaveLength(1);
    await expect(inspect(image)).rejects.toThrow('longer than 4194304 bytes');
  });

  it('artifacts', async () => {
    const { root, blob } = await publish({ artifactType: 'application/vnd.acme.report' });
    expect(root.document['artifactType']).toBe('application/vnd.acme.report');
    expect(blob(root.document.config.digest)?.toString()).toBe('{}');
    expect(root.document.config.digest).toBe('sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
    const chart = await publish({ configType: 'application/vnd.cncf.helm.config.v1+json' });
    await expect(inspect(chart)).rejects.toMatchObject({ code: 'IMAGE_KIND' });
  });

  it('the config in the manifest', async () => {
    const image = await publish({ inlineConfig: true });
    const { data, digest } = image.root.document.config;
    expect(Buffer.from(data ?? '', 'base64')).toEqual(image.blob(digest));
  });

  it('digests by sha512', async () => {
    const image = await publish({ digestAlgorithm: 'sha512', index: true });
    expect(image.digest).toBe(`sha512:${createHash('sha512').update(image.root.bytes).digest('hex')}`);
    const repository = image.reference.replace(/:[^:]+$/, '');
    expect(await inspect({ ...image, reference: `${repository}@${image.digest}` })).toMatchObject({
      digest: image.digest,
      manifestDigest: image.manifests['linux/amd64'],
      diffIds: [expect.stringMatching(/^sha256:/)],
    });
  });

  it('schema 1, whose digest leaves the signatures out', async () => {
    const image = await publish({ format: 'schema1' });
    expect(image.root.mediaType).toBe('application/vnd.docker.distribution.manifest.v1+prettyjws');
    const text = image.root.bytes.toString('utf8');
    const [signature] = (image.root.document as unknown as { signatures: { protected: string }[] }).signatures;
    const header = JSON.parse(Buffer.from(signature?.protected ?? '', 'base64url').toString('utf8'));
    const tail = Buffer.from(header.formatTail, 'base64url').toString('utf8');
    expect(sha256(Buffer.from(text.slice(0, header.formatLength) + tail))).toBe(image.digest);
    await expect(inspect(image)).rejects.toMatchObject({ code: 'IMAGE_SCHEMA1' });
  });

  it('needs an index for several platforms', async () => {
    await expect(publish({ platforms: ['linux/amd64', 'linux/arm64'], index: false })).rejects.toThrow(
      'needs an index',
    );
  });
});
