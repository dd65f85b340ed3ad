import { gzipSync } from 'node:zlib';
import { mediaTypes } from './manifests.ts';
import { type RegistryStore, sha256 } from './store.ts';

export interface ImageToPublish {
  readonly repository: string;
  readonly tag: string;
  /** Default `oci`. */
  readonly format?: 'oci' | 'docker';
  /** `os/architecture[/variant]`. Default `linux/amd64`. */
  readonly platforms?: readonly string[];
  /** Wrap the image in an index. Default: only when there is more than one platform. */
  readonly index?: boolean;
  /** Add what BuildKit puts beside each image of an index since 0.11: an `unknown/unknown` attestation. */
  readonly attestations?: boolean;
  readonly entrypoint?: readonly string[];
  /** Default `['/app']`. */
  readonly cmd?: readonly string[];
  /** As `EXPOSE` takes them. Default `['8080/tcp']`. */
  readonly exposedPorts?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly workingDir?: string;
  readonly env?: readonly string[];
  /** RFC 3339. */
  readonly created?: string;
  /** Laid over the config document as it would be without: to add or spoil a field. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** What makes two images that are alike otherwise differ. Default: the tag. */
  readonly content?: string;
}

export interface Published {
  /** `127.0.0.1:5000/team/web:1.0` */
  readonly reference: string;
  /** Of what the tag points at. */
  readonly digest: string;
  /** By platform as it was asked for: the manifests. */
  readonly manifests: Readonly<Record<string, string>>;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** Writes the image into the store as a builder and a push would leave it there. */
export function publishImage(store: RegistryStore, host: string, image: ImageToPublish): Published {
  const docker = image.format === 'docker';
  const platforms = image.platforms ?? ['linux/amd64'];
  const asIndex = image.index ?? platforms.length > 1;
  if (!asIndex && platforms.length !== 1) throw new Error('an image for several platforms needs an index');

  const putJson = (document: object, mediaType: string): Descriptor => {
    const bytes = Buffer.from(JSON.stringify(document, undefined, 1));
    return { mediaType, digest: store.putBlob(image.repository, bytes), size: bytes.length };
  };
  const putManifest = (document: object, mediaType: string, tag?: string): Descriptor => {
    // White space as no program would write it: whoever hashes JSON that was parsed and written again is found out.
    const bytes = Buffer.from(`${JSON.stringify(document, undefined, 3)}\n\n`);
    return { mediaType, digest: store.putManifest(image.repository, mediaType, bytes, tag), size: bytes.length };
  };
  const manifestType = docker ? mediaTypes.dockerManifest : mediaTypes.ociManifest;

  const publishOne = (platform: string, tag?: string): Descriptor => {
    const tar = tarOf('app', `${image.content ?? image.tag} ${platform}\n`);
    const layer = gzipSync(tar);
    const digest = store.putBlob(image.repository, layer);
    const config = putJson(
      configOf(image, platform, sha256(tar)),
      docker ? mediaTypes.dockerConfig : mediaTypes.ociConfig,
    );
    const layerType = docker ? mediaTypes.dockerLayer : mediaTypes.ociLayer;
    const layers = [{ mediaType: layerType, digest, size: layer.length }];
    return putManifest({ schemaVersion: 2, mediaType: manifestType, config, layers }, manifestType, tag);
  };

  const manifests: Record<string, string> = {};
  let root: Descriptor | undefined;
  if (asIndex) {
    const entries = platforms.flatMap((platform) => {
      const manifest = publishOne(platform);
      manifests[platform] = manifest.digest;
      const entry = { ...manifest, platform: platformOf(platform) };
      return image.attestations === true ? [entry, attestationOf(manifest)] : [entry];
    });
    const indexType = docker ? mediaTypes.dockerList : mediaTypes.ociIndex;
    root = putManifest({ schemaVersion: 2, mediaType: indexType, manifests: entries }, indexType, image.tag);
  } else {
    const [platform = 'linux/amd64'] = platforms;
    root = publishOne(platform, image.tag);
    manifests[platform] = root.digest;
  }
  return { reference: `${host}/${image.repository}:${image.tag}`, digest: root.digest, manifests };

  /** As BuildKit's older style: an image manifest for no platform, holding an in-toto statement. */
  function attestationOf(subject: Descriptor): object {
    const statement = putJson({ _type: 'https://in-toto.io/Statement/v0.1' }, 'application/vnd.in-toto+json');
    const config = putJson(
      { architecture: 'unknown', os: 'unknown', config: {}, rootfs: { type: 'layers', diff_ids: [statement.digest] } },
      docker ? mediaTypes.dockerConfig : mediaTypes.ociConfig,
    );
    const manifest = putManifest(
      { schemaVersion: 2, mediaType: manifestType, config, layers: [statement] },
      manifestType,
    );
    return {
      ...manifest,
      platform: { architecture: 'unknown', os: 'unknown' },
      annotations: {
        'vnd.docker.reference.digest': subject.digest,
        'vnd.docker.reference.type': 'attestation-manifest',
      },
    };
  }
}

function platformOf(platform: string): { os: string; architecture: string; variant?: string } {
  const [os = '', architecture = '', variant] = platform.split('/');
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}

function configOf(image: ImageToPublish, platform: string, diffId: string): object {
  const exposed = image.exposedPorts ?? ['8080/tcp'];
  return {
    created: image.created ?? '2026-11-20T09:30:00Z',
    ...platformOf(platform),
    config: {
      Env: image.env ?? ['PATH=/usr/local/bin:/usr/bin:/bin'],
      ...(image.entrypoint === undefined ? {} : { Entrypoint: image.entrypoint }),
      Cmd: image.cmd ?? ['/app'],
      ...(exposed.length === 0 ? {} : { ExposedPorts: Object.fromEntries(exposed.map((port) => [port, {}])) }),
      ...(image.user === undefined ? {} : { User: image.user }),
      ...(image.workingDir === undefined ? {} : { WorkingDir: image.workingDir }),
      ...(image.labels === undefined ? {} : { Labels: image.labels }),
    },
    rootfs: { type: 'layers', diff_ids: [diffId] },
    history: [{ created: image.created ?? '2026-11-20T09:30:00Z', created_by: 'COPY app /app' }],
    ...image.config,
  };
}

/** A tar archive (POSIX ustar) with one executable file. */
function tarOf(name: string, content: string): Buffer {
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  const bytes = Buffer.from(content);
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(octal(0o755, 7) + octal(0, 7) + octal(0, 7) + octal(bytes.length, 11) + octal(0, 11), 100);
  header.write(`${' '.repeat(8)}0`, 148);
  header.write('ustar\x0000', 257);
  header.write(
    `${octal(
      header.reduce((sum, byte) => sum + byte, 0),
      6,
    )} `,
    148,
  );
  const padding = Buffer.alloc((512 - (bytes.length % 512)) % 512);
  return Buffer.concat([header, bytes, padding, Buffer.alloc(1024)]);
}
