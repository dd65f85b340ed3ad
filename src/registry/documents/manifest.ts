import { ActionError } from '../../errors.ts';
import { asArray, asObject, at, type JsonObject, numberAt, textAt } from '../../http/json.ts';
import { isDigest } from '../../image/digest.ts';
import type { ImagePlatform } from '../../image/platform.ts';
import { readTexts } from './config.ts';
import { corrupt, type Descriptor, readDocument } from './document.ts';

const dockerManifest = 'application/vnd.docker.distribution.manifest.v2+json';
const dockerList = 'application/vnd.docker.distribution.manifest.list.v2+json';
const ociManifest = 'application/vnd.oci.image.manifest.v1+json';
const ociIndex = 'application/vnd.oci.image.index.v1+json';

/**
 * Always all four, without weights: which digest a tag has depends on what is accepted (distribution hands the amd64
 * child to those who do not take lists, and 404 to those who do not take OCI).
 */
export const manifestTypes: readonly string[] = [ociIndex, ociManifest, dockerList, dockerManifest];

/** What goes with every question for a manifest: all that is accepted, and the longest answer (distribution's own limit, in bytes). */
export const askingForManifest = { accept: manifestTypes.join(', '), maxBytes: 4 * 1024 * 1024 } as const;

const configTypes: readonly string[] = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
];

/** More is not an image that anybody runs, but an attempt to keep us busy. */
const mostLayers = 500;
const mostEntries = 500;

/** Foreign text by foreign names (OCI image-spec, `annotations.md`). */
export type Annotations = ReadonlyMap<string, string>;

export interface ImageManifest {
  readonly kind: 'image';
  readonly mediaType: string;
  readonly config: Descriptor & {
    /** The config itself, in base64: a claim like `digest` and `size` (OCI image-spec, `descriptor.md`, "Embedded Content"). */
    readonly data?: string;
  };
  readonly layers: readonly Descriptor[];
  readonly annotations: Annotations;
}

export interface IndexEntry extends Descriptor {
  /** As written. */
  readonly platform?: ImagePlatform;
  /** BuildKit's mark on what is no image: `attestation-manifest`. */
  readonly referenceType?: string;
  readonly artifactType?: string;
  readonly annotations: Annotations;
}

export interface ImageIndex {
  readonly kind: 'index';
  readonly mediaType: string;
  readonly entries: readonly IndexEntry[];
  readonly annotations: Annotations;
}

export type Manifest = ImageManifest | ImageIndex;

/** Whether a media type is that of an index: OCI's, or Docker's manifest list. */
export function isIndexType(mediaType: string): boolean {
  return mediaType === ociIndex || mediaType === dockerList;
}

/** A `Content-Type` without its parameters, in lower case; undefined when there is none. */
export function mediaTypeOf(contentType: string | undefined): string | undefined {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  return type === '' ? undefined : type;
}

/** Schema 1: what Docker pushed before 1.10. No platform of today stages it (containerd#4521). */
export function isSchema1(mediaType: string | undefined): boolean {
  return mediaType?.startsWith('application/vnd.docker.distribution.manifest.v1+') === true;
}

/** The refusal of schema 1. Code `IMAGE_SCHEMA1`. */
export function schema1Error(what: string): ActionError {
  return new ActionError('IMAGE_SCHEMA1', `${what} is in the image format of 2015 (schema 1).`, {
    hint: 'Build it again and push it with any builder since Docker 1.10.',
  });
}

/**
 * Reads a manifest or an index whose bytes have been verified.
 *
 * What it is, is said by its `mediaType` and by `Content-Type`; they must agree, and the shape must fit: a document that
 * is a manifest to one reader and an index to another is refused (CVE-2021-41190). OCI documents may leave `mediaType`
 * out.
 *
 * @throws ActionError `IMAGE_CORRUPT`, `IMAGE_SCHEMA1`, `IMAGE_KIND` (an artifact that is no image)
 */
export function readManifest(bytes: Buffer, contentType: string | undefined, what: string): Manifest {
  const header = mediaTypeOf(contentType);
  if (isSchema1(header)) throw schema1Error(what);
  const document = readDocument(bytes, what);
  const version = numberAt(document, 'schemaVersion');
  if (version === 1) throw schema1Error(what);
  if (version !== 2) throw corrupt(what, 'its schemaVersion is not 2');
  const own = textAt(document, 'mediaType');
  if (own !== undefined && header !== undefined && own !== header) {
    throw corrupt(what, `it calls itself ${JSON.stringify(own)}, the registry calls it ${JSON.stringify(header)}`);
  }
  const mediaType = own ?? header;
  if (mediaType === undefined || !manifestTypes.includes(mediaType)) {
    throw notAnImage(what, `its media type is ${mediaType === undefined ? 'not given' : JSON.stringify(mediaType)}`);
  }
  const has = (key: string) => at(document, key) !== undefined;
  if (isIndexType(mediaType)) {
    if (!Array.isArray(at(document, 'manifests')) || has('layers') || has('config')) {
      throw corrupt(what, 'it is called an index, but does not have the shape of one');
    }
    const annotations = readTexts(at(document, 'annotations'));
    return { kind: 'index', mediaType, entries: readEntries(document, what), annotations };
  }
  if (!has('config') || !Array.isArray(at(document, 'layers')) || has('manifests') || has('fsLayers')) {
    throw corrupt(what, 'it is called a manifest, but does not have the shape of one');
  }
  return readImage(document, mediaType, what);
}

/** The refusal of whatever else a registry can hold. Code `IMAGE_KIND`. */
export function notAnImage(what: string, because: string): ActionError {
  return new ActionError('IMAGE_KIND', `${what} is not an image that can be run: ${because}.`, {
    hint: 'Is it a chart, a signature or another artifact? Give the name of the image itself.',
  });
}

function readImage(document: JsonObject, mediaType: string, what: string): ImageManifest {
  const config = readDescriptor(at(document, 'config'), what);
  if (!configTypes.includes(config.mediaType)) {
    const type = textAt(document, 'artifactType') ?? config.mediaType;
    throw notAnImage(what, `it holds ${JSON.stringify(type)}`);
  }
  const layers = asArray(at(document, 'layers'));
  if (layers.length > mostLayers) throw corrupt(what, `it has ${layers.length} layers`);
  const data = textAt(document, 'config', 'data');
  return {
    kind: 'image',
    mediaType,
    config: { ...config, ...(data === undefined ? {} : { data }) },
    layers: layers.map((layer) => readDescriptor(layer, what)),
    annotations: readTexts(at(document, 'annotations')),
  };
}

function readEntries(document: JsonObject, what: string): IndexEntry[] {
  const entries = asArray(at(document, 'manifests'));
  if (entries.length > mostEntries) throw corrupt(what, `it lists ${entries.length} manifests`);
  return entries.map((entry) => {
    const platform = asObject(at(entry, 'platform'));
    const variant = textAt(platform, 'variant');
    const referenceType = textAt(entry, 'annotations', 'vnd.docker.reference.type');
    const artifactType = textAt(entry, 'artifactType');
    return {
      ...readDescriptor(entry, what),
      annotations: readTexts(at(entry, 'annotations')),
      ...(platform === undefined
        ? {}
        : {
            platform: {
              os: textAt(platform, 'os') ?? 'unknown',
              architecture: textAt(platform, 'architecture') ?? 'unknown',
              ...(variant === undefined || variant === '' ? {} : { variant }),
            },
          }),
      ...(referenceType === undefined ? {} : { referenceType }),
      ...(artifactType === undefined || artifactType === '' ? {} : { artifactType }),
    };
  });
}

function readDescriptor(value: unknown, what: string): Descriptor {
  const mediaType = textAt(value, 'mediaType');
  const digest = textAt(value, 'digest');
  const size = numberAt(value, 'size');
  if (mediaType === undefined) throw corrupt(what, 'a part of it has no media type');
  if (!isDigest(digest)) throw corrupt(what, `a part of it has the digest ${JSON.stringify(digest ?? null)}`);
  if (size === undefined || !Number.isSafeInteger(size) || size < 0) {
    throw corrupt(what, `the size of ${digest} is not a number of bytes`);
  }
  return { mediaType, digest, size };
}
