import { type ConfigToPublish, configOf, platformOf } from './image-config.ts';
import { emptyConfig, type LayerToPublish, layersOf } from './layers.ts';
import { mediaTypes } from './manifests.ts';
import { schema1Of, schema1Type } from './schema1.ts';
import { type DigestAlgorithm, digestOf, type RegistryStore } from './store.ts';

/** An image as a builder makes it. All that is left out is as in an image that nobody has anything to say about. */
export interface ImageToPublish extends ConfigToPublish {
  readonly repository: string;
  readonly tag: string;
  /** `schema1`: what Docker pushed before 1.10, signed, for one platform. Default `oci`. */
  readonly format?: 'oci' | 'docker' | 'schema1';
  /** `os/architecture[/variant]`. Default `linux/amd64`. */
  readonly platforms?: readonly string[];
  /** Wrap the image in an index. Default: only when there is more than one platform. */
  readonly index?: boolean;
  /** An index that holds the index. */
  readonly nested?: boolean;
  /** What the index says of a platform's image instead of the truth; null: nothing. */
  readonly declared?: Readonly<Record<string, string | null>>;
  /**
   * Add what BuildKit puts beside each image of an index: since 0.11 an image for `unknown/unknown`; `artifact`: as newer
   * versions do, an OCI artifact with a subject.
   */
  readonly attestations?: boolean | 'artifact';
  /** How many, or which, the lowest first. Default: one. */
  readonly layers?: number | readonly LayerToPublish[];
  /** The config in the manifest itself, too (OCI image-spec, `descriptor.md`, `data`). */
  readonly inlineConfig?: boolean;
  /** No image but an artifact of this type, with the empty config. */
  readonly artifactType?: string;
  /** Media type of the config: of a chart, say. */
  readonly configType?: string;
  /** Of the manifests; of their entries in the index; of the index. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly entryAnnotations?: Readonly<Record<string, string>>;
  readonly indexAnnotations?: Readonly<Record<string, string>>;
  /** Laid over the manifests as they would be without: to add or spoil a field; `undefined` takes it out. */
  readonly manifestFields?: Readonly<Record<string, unknown>>;
  /** The same for the index. */
  readonly indexFields?: Readonly<Record<string, unknown>>;
  /** `Content-Type` of what the tag points at, where it is not what that calls itself. */
  readonly contentType?: string;
  /** The manifests are made as long as this by white space. Bytes. */
  readonly manifestBytes?: number;
  /** What things are named by. distribution takes no other than the default, `sha256`. */
  readonly digestAlgorithm?: DigestAlgorithm;
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

type Document = Readonly<Record<string, unknown>>;

/** Writes the image into the store as a builder and a push would leave it there. */
export function publishImage(store: RegistryStore, host: string, image: ImageToPublish): Published {
  const platforms = image.platforms ?? ['linux/amd64'];
  const asIndex = image.index ?? (platforms.length > 1 || image.nested === true);
  const [only] = platforms;
  const reference = `${host}/${image.repository}:${image.tag}`;
  const publisher = new Publisher(store, image);
  if (asIndex) return { reference, ...publisher.index(platforms) };
  if (only === undefined || platforms.length !== 1) throw new Error('an image for several platforms needs an index');
  const { digest } = image.format === 'schema1' ? publisher.schema1(only) : publisher.image(only, image.tag);
  return { reference, digest, manifests: { [only]: digest } };
}

class Publisher {
  readonly #store: RegistryStore;
  readonly #image: ImageToPublish;
  readonly #algorithm: DigestAlgorithm;
  readonly #docker: boolean;

  constructor(store: RegistryStore, image: ImageToPublish) {
    this.#store = store;
    this.#image = image;
    this.#algorithm = image.digestAlgorithm ?? 'sha256';
    this.#docker = image.format === 'docker';
  }

  get #manifestType(): string {
    return this.#docker ? mediaTypes.dockerManifest : mediaTypes.ociManifest;
  }

  image(platform: string, tag?: string): Descriptor {
    const { artifactType, configType, annotations, manifestFields, inlineConfig } = this.#image;
    const { layers, config } = this.#content(platform);
    const ownType = this.#docker ? mediaTypes.dockerConfig : mediaTypes.ociConfig;
    const descriptor = artifactType === undefined ? this.#blob(config, configType ?? ownType) : this.#emptyConfig();
    return this.#manifest(
      {
        schemaVersion: 2,
        mediaType: this.#manifestType,
        ...(artifactType === undefined ? {} : { artifactType }),
        config: inlineConfig === true ? { ...descriptor, data: config.toString('base64') } : descriptor,
        layers,
        ...(annotations === undefined ? {} : { annotations }),
        ...manifestFields,
      },
      this.#manifestType,
      tag,
    );
  }

  index(platforms: readonly string[]): Pick<Published, 'digest' | 'manifests'> {
    const { tag, nested, attestations, indexAnnotations, indexFields } = this.#image;
    const manifests: Record<string, string> = {};
    const entries = platforms.flatMap((platform) => {
      const manifest = this.image(platform);
      manifests[platform] = manifest.digest;
      const entry = this.#entry(manifest, platform);
      return attestations === undefined || attestations === false ? [entry] : [entry, this.#attestation(manifest)];
    });
    const indexType = this.#docker ? mediaTypes.dockerList : mediaTypes.ociIndex;
    const document = (list: readonly object[]) => ({ schemaVersion: 2, mediaType: indexType, manifests: list });
    const inner = nested === true ? [this.#manifest(document(entries), indexType)] : entries;
    const outer = {
      ...document(inner),
      ...(indexAnnotations === undefined ? {} : { annotations: indexAnnotations }),
      ...indexFields,
    };
    return { digest: this.#manifest(outer, indexType, tag).digest, manifests };
  }

  /** Its digest leaves the signatures out. */
  schema1(platform: string): { digest: string } {
    const { repository, tag } = this.#image;
    const { layers, config } = this.#content(platform);
    const blobs = layers.map(({ digest }) => digest);
    const { bytes, payload } = schema1Of(repository, tag, platformOf(platform).architecture, blobs, config);
    const digest = digestOf(payload, this.#algorithm);
    this.#store.putManifest(repository, this.#image.contentType ?? schema1Type, bytes, tag, digest);
    return { digest };
  }

  #content(platform: string): { layers: readonly Descriptor[]; config: Buffer } {
    const { repository } = this.#image;
    const gzipped = this.#docker ? mediaTypes.dockerLayer : mediaTypes.ociLayer;
    const made = layersOf(this.#image.layers ?? 1, `${this.#image.content ?? this.#image.tag} ${platform}`);
    const layers = made.map(({ bytes, mediaType, size }) => {
      const digest = digestOf(bytes, this.#algorithm);
      if (size === undefined) this.#store.putBlob(repository, bytes, digest);
      return { mediaType: mediaType ?? gzipped, digest, size: size ?? bytes.length };
    });
    const document = configOf(
      this.#image,
      platform,
      made.map(({ tar }) => digestOf(tar, 'sha256')),
    );
    return { layers, config: Buffer.from(JSON.stringify(document, undefined, 1)) };
  }

  #entry(manifest: Descriptor, platform: string): object {
    const { declared, entryAnnotations } = this.#image;
    const said = declared !== undefined && Object.hasOwn(declared, platform) ? declared[platform] : platform;
    return {
      ...manifest,
      ...(said === null || said === undefined ? {} : { platform: platformOf(said) }),
      ...(entryAnnotations === undefined ? {} : { annotations: entryAnnotations }),
    };
  }

  #attestation(subject: Descriptor): object {
    const asArtifact = this.#image.attestations === 'artifact';
    const artifactType = 'application/vnd.docker.attestation.manifest.v1+json';
    const statement = this.#blob(
      Buffer.from('{"_type":"https://in-toto.io/Statement/v0.1"}'),
      'application/vnd.in-toto+json',
    );
    const unknown = { architecture: 'unknown', os: 'unknown' };
    const config = { ...unknown, config: {}, rootfs: { type: 'layers', diff_ids: [statement.digest] } };
    const configType = this.#docker ? mediaTypes.dockerConfig : mediaTypes.ociConfig;
    const manifest = this.#manifest(
      asArtifact
        ? {
            schemaVersion: 2,
            mediaType: mediaTypes.ociManifest,
            artifactType,
            config: this.#emptyConfig(),
            layers: [statement],
            subject,
          }
        : {
            schemaVersion: 2,
            mediaType: this.#manifestType,
            config: this.#blob(Buffer.from(JSON.stringify(config)), configType),
            layers: [statement],
          },
      asArtifact ? mediaTypes.ociManifest : this.#manifestType,
    );
    return {
      ...manifest,
      ...(asArtifact ? { artifactType } : {}),
      platform: unknown,
      annotations: {
        'vnd.docker.reference.digest': subject.digest,
        'vnd.docker.reference.type': 'attestation-manifest',
      },
    };
  }

  #emptyConfig(): Descriptor {
    return this.#blob(emptyConfig, 'application/vnd.oci.empty.v1+json');
  }

  #blob(bytes: Buffer, mediaType: string): Descriptor {
    const digest = digestOf(bytes, this.#algorithm);
    this.#store.putBlob(this.#image.repository, bytes, digest);
    return { mediaType, digest, size: bytes.length };
  }

  #manifest(document: Document, mediaType: string, tag?: string): Descriptor {
    const { repository, contentType, manifestBytes = 0 } = this.#image;
    // White space as no program would write it: whoever hashes JSON that was parsed and written again is found out.
    const text = Buffer.from(`${JSON.stringify(document, undefined, 3)}\n\n`);
    const bytes = Buffer.concat([text, Buffer.alloc(Math.max(0, manifestBytes - text.length), ' ')]);
    const digest = digestOf(bytes, this.#algorithm);
    this.#store.putManifest(repository, (tag === undefined ? undefined : contentType) ?? mediaType, bytes, tag, digest);
    return { mediaType, digest, size: bytes.length };
  }
}
