import type { Exchange, Reply } from '../server.ts';
import { apiVersion, errorReply } from './errors.ts';
import { type RegistryStore, type StoredManifest, sha256 } from './store.ts';

export const mediaTypes = {
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  ociConfig: 'application/vnd.oci.image.config.v1+json',
  ociLayer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
  dockerLayer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
} as const;

interface Descriptor {
  readonly digest: string;
  readonly platform?: { readonly os: string; readonly architecture: string };
}

/**
 * GET and HEAD of a manifest, negotiated as distribution 2.8.2 does (`registry/handlers/manifests.go`).
 *
 * @param missing what is said when there is no such manifest
 * @param ignoresAccept some registries hand out what they have, whatever is accepted
 */
export function readManifest(
  store: RegistryStore,
  exchange: Exchange,
  name: string,
  reference: string,
  missing: () => Reply,
  ignoresAccept: boolean,
): Reply {
  const byTag = !reference.includes(':');
  let manifest = store.manifest(name, reference);
  if (manifest === undefined) return missing();
  const accepted = (exchange.headers['accept'] ?? '').split(',').map((type) => type.split(';', 1)[0]?.trim());
  if (exchange.headers['if-none-match'] === `"${manifest.digest}"`) return { status: 304, headers: apiVersion };
  if (!ignoresAccept && !accepted.includes(manifest.mediaType)) {
    const refusal = (message: string) => errorReply('MANIFEST_UNKNOWN', { message });
    if (manifest.mediaType === mediaTypes.ociManifest) {
      return refusal('OCI manifest found, but accept header does not support OCI manifests');
    }
    if (manifest.mediaType === mediaTypes.ociIndex) {
      return refusal('OCI index found, but accept header does not support OCI indexes');
    }
    if (byTag && manifest.mediaType === mediaTypes.dockerList) {
      // Who takes no lists gets the child for linux/amd64.
      const child = childForAmd64(store, name, manifest);
      if (child === undefined) return errorReply('MANIFEST_UNKNOWN');
      manifest = child;
    }
    if (byTag && manifest.mediaType === mediaTypes.dockerManifest && !accepted.includes(manifest.mediaType)) {
      // The real server would make a signed schema 1 manifest of it here; the sandbox does not write those.
      return errorReply('MANIFEST_INVALID', { detail: {} });
    }
  }
  return {
    status: 200,
    headers: {
      ...apiVersion,
      'content-type': manifest.mediaType,
      'docker-content-digest': manifest.digest,
      etag: `"${manifest.digest}"`,
    },
    body: manifest.bytes,
  };
}

function childForAmd64(store: RegistryStore, name: string, list: StoredManifest): StoredManifest | undefined {
  const { manifests } = JSON.parse(list.bytes.toString('utf8')) as { manifests: readonly Descriptor[] };
  const child = manifests.find(({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64');
  return child === undefined ? undefined : store.manifest(name, child.digest);
}

/** PUT of a manifest: its type must be named, its shape right, and all it refers to must be there. */
export function writeManifest(
  store: RegistryStore,
  exchange: Exchange,
  name: string,
  reference: string,
  base: string,
): Reply {
  const contentType = exchange.headers['content-type']?.split(';', 1)[0]?.trim() ?? '';
  const document = parse(exchange.body);
  if (document === undefined) return errorReply('MANIFEST_INVALID', { detail: { Offset: exchange.body.length } });
  const isIndex = contentType === mediaTypes.ociIndex || contentType === mediaTypes.dockerList;
  const isImage = contentType === mediaTypes.ociManifest || contentType === mediaTypes.dockerManifest;
  const isDocker = contentType === mediaTypes.dockerList || contentType === mediaTypes.dockerManifest;
  const own = document['mediaType'];
  const typeFits = own === contentType || (own === undefined && !isDocker);
  const shapeFits = isIndex
    ? Array.isArray(document['manifests']) && !('layers' in document) && !('config' in document)
    : isImage && Array.isArray(document['layers']) && !('manifests' in document);
  if (!typeFits || !shapeFits || document['schemaVersion'] !== 2) return errorReply('MANIFEST_INVALID', { detail: {} });

  const digest = sha256(exchange.body);
  const byTag = !reference.includes(':');
  if (!byTag && reference !== digest) return errorReply('DIGEST_INVALID');
  const repository = store.repositories.get(name);
  const parts = isIndex
    ? digestsOf(document['manifests'])
    : [...digestsOf([document['config']]), ...digestsOf(document['layers'])];
  const missing = parts.find((part) => !(isIndex ? repository?.manifests.has(part) : repository?.blobs.has(part)));
  if (missing !== undefined) return errorReply('MANIFEST_BLOB_UNKNOWN', { detail: missing });

  store.putManifest(name, contentType, exchange.body, byTag ? reference : undefined);
  const location = `${base}/v2/${name}/manifests/${digest}`;
  return { status: 201, headers: { ...apiVersion, location, 'docker-content-digest': digest }, body: '' };
}

function parse(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const document: unknown = JSON.parse(body.toString('utf8'));
    return typeof document === 'object' && document !== null ? (document as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** A part without a digest counts as one that is not there. */
function digestsOf(descriptors: unknown): string[] {
  if (!Array.isArray(descriptors)) return [];
  return descriptors.map((descriptor: { digest?: unknown } | null | undefined) => String(descriptor?.digest ?? ''));
}
