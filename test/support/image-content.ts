import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Images and indexes written by hand, byte for byte: what no builder at hand makes. In no registry yet. */

export interface Content {
  readonly mediaType: string;
  readonly bytes: Buffer;
  readonly digest: string;
  /** What it refers to, and what has to be in the registry before it. */
  readonly parts: readonly Content[];
}

export const types = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  empty: 'application/vnd.oci.empty.v1+json',
  inToto: 'application/vnd.in-toto+json',
  attestation: 'application/vnd.docker.attestation.manifest.v1+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
  dockerLayer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
} as const;

/** An entry of an index: what it names, and what it says of it. */
export interface Entry {
  readonly content: Content;
  /** `linux/arm/v7`; undefined: it names none. */
  readonly platform?: string | undefined;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
}

export interface ImageOptions {
  readonly docker?: boolean;
  readonly annotations?: Readonly<Record<string, string>>;
  /** The config comes with its descriptor, too. */
  readonly inlineConfig?: boolean;
}

/** An image for one platform that serves on port 8080. */
export function image(platform: string, options: ImageOptions = {}): Content {
  const tar = Buffer.alloc(1024, 0);
  const layer = content(options.docker ? types.dockerLayer : types.layer, gzipSync(tar));
  const config = json(options.docker ? types.dockerConfig : types.config, {
    created: '2026-11-20T09:30:00Z',
    ...platformOf(platform),
    config: { Cmd: ['/app'], ExposedPorts: { '8080/tcp': {} }, User: '1000', Env: [`BUILT_FOR=${platform}`] },
    rootfs: { type: 'layers', diff_ids: [digestOf(tar)] },
    history: [{ created: '2026-11-20T09:30:00Z', created_by: 'COPY app /app' }],
  });
  const inline = options.inlineConfig === true ? { data: config.bytes.toString('base64') } : {};
  return manifest(options.docker ? types.dockerManifest : types.manifest, [config, layer], {
    config: { ...descriptor(config), ...inline },
    layers: [descriptor(layer)],
    ...(options.annotations === undefined ? {} : { annotations: options.annotations }),
  });
}

export function index(
  entries: readonly Entry[],
  options: { readonly docker?: boolean; readonly annotations?: Readonly<Record<string, string>> } = {},
): Content {
  return manifest(
    options.docker ? types.dockerList : types.index,
    entries.map((entry) => entry.content),
    {
      manifests: entries.map(({ content: part, platform, annotations, artifactType }) => ({
        ...descriptor(part),
        ...(artifactType === undefined ? {} : { artifactType }),
        ...(platform === undefined ? {} : { platform: platformOf(platform) }),
        ...(annotations === undefined ? {} : { annotations }),
      })),
      ...(options.annotations === undefined ? {} : { annotations: options.annotations }),
    },
  );
}

/**
 * What BuildKit puts beside an image (`exporter/containerimage/writer.go`). The older style looks like an image for no
 * platform; the newer one is an artifact with an empty config that points back at its subject.
 */
export function attestation(subject: Content, style: 'image' | 'artifact'): Entry {
  const statement = json(types.inToto, {
    _type: 'https://in-toto.io/Statement/v0.1',
    predicateType: 'https://slsa.dev/provenance/v0.2',
    subject: [{ digest: { sha256: subject.digest.slice('sha256:'.length) } }],
  });
  const predicate = { 'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v0.2' };
  const layers = [{ ...descriptor(statement), annotations: predicate }];
  const unknown = { architecture: 'unknown', os: 'unknown' };
  const rootfs = { type: 'layers', diff_ids: [statement.digest] };
  const config = style === 'image' ? json(types.config, { ...unknown, config: {}, rootfs }) : json(types.empty, {});
  const artifact = { artifactType: types.attestation, subject: descriptor(subject) };
  return {
    content: manifest(types.manifest, [config, statement], {
      ...(style === 'artifact' ? artifact : {}),
      config: descriptor(config),
      layers,
    }),
    platform: 'unknown/unknown',
    annotations: {
      'vnd.docker.reference.digest': subject.digest,
      'vnd.docker.reference.type': 'attestation-manifest',
    },
    ...(style === 'artifact' ? { artifactType: types.attestation } : {}),
  };
}

/**
 * Pushes by tag what has been made, what it refers to first: the push side of the distribution-spec, in the few requests
 * it takes. Returns the reference.
 *
 * @param url `http://127.0.0.1:5000`
 * @param authorization the header, where the registry wants one
 */
export async function pushContent(
  url: string,
  repository: string,
  tag: string,
  root: Content,
  authorization?: string,
): Promise<string> {
  const login: Record<string, string> = authorization === undefined ? {} : { authorization };
  const base = `${url}/v2/${repository}`;
  const put = async (target: string, part: Content, type: string) => {
    const response = await fetch(target, {
      method: 'PUT',
      headers: { ...login, 'content-type': type },
      body: new Uint8Array(part.bytes),
    });
    if (response.status !== 201) throw new Error(`PUT ${target}: ${response.status} ${await response.text()}`);
  };
  const push = async (part: Content, name: string): Promise<void> => {
    for (const inner of part.parts) await push(inner, inner.digest);
    if (isManifest(part)) return put(`${base}/manifests/${name}`, part, part.mediaType);
    const begun = await fetch(`${base}/blobs/uploads/`, { method: 'POST', headers: login });
    const location = new URL(begun.headers.get('location') ?? '', url);
    location.searchParams.set('digest', part.digest);
    await put(location.href, part, 'application/octet-stream');
  };
  await push(root, tag);
  return `${new URL(url).host}/${repository}:${tag}`;
}

/** Writes what has been made as an OCI image layout (image-spec, `image-layout.md`), for other programs to read. */
export async function writeLayout(folder: string, name: string, root: Content): Promise<void> {
  const blobs = join(folder, 'blobs', 'sha256');
  await mkdir(blobs, { recursive: true });
  const write = async (part: Content): Promise<void> => {
    await writeFile(join(blobs, part.digest.slice('sha256:'.length)), part.bytes);
    for (const inner of part.parts) await write(inner);
  };
  await write(root);
  const entry = { ...descriptor(root), annotations: { 'org.opencontainers.image.ref.name': name } };
  await writeFile(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [entry] }));
  await writeFile(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
}

export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function isManifest({ mediaType }: Content): boolean {
  const manifests: readonly string[] = [types.index, types.manifest, types.dockerList, types.dockerManifest];
  return manifests.includes(mediaType);
}

function content(mediaType: string, bytes: Buffer, parts: readonly Content[] = []): Content {
  return { mediaType, bytes, digest: digestOf(bytes), parts };
}

function json(mediaType: string, document: object): Content {
  return content(mediaType, Buffer.from(JSON.stringify(document)));
}

function manifest(mediaType: string, parts: readonly Content[], document: object): Content {
  // White space as no program would write it: whoever hashes JSON that was parsed and written again is found out.
  const text = `${JSON.stringify({ schemaVersion: 2, mediaType, ...document }, undefined, 3)}\n\n`;
  return content(mediaType, Buffer.from(text), parts);
}

function descriptor({ mediaType, digest, bytes }: Content): { mediaType: string; digest: string; size: number } {
  return { mediaType, digest, size: bytes.length };
}

function platformOf(platform: string): { os: string; architecture: string; variant?: string } {
  const [os = '', architecture = '', variant] = platform.split('/');
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}
