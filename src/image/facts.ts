import type { BaseImage } from './base.ts';
import type { ImagePlatform } from './platform.ts';
import type { ExposedPort } from './ports.ts';
import type { ImageReference } from './reference.ts';

/** One layer as it is transferred. */
export interface ImageLayer {
  readonly mediaType: string;
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** What the image's config says (OCI image-spec, `config.md`). */
export interface ConfigFacts {
  readonly platform: ImagePlatform;
  /** Undefined when absent or set to a reproducible builder's constant (1970-01-01, 1980-01-01T00:00:01Z). */
  readonly created: Date | undefined;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  /** Sorted by port number. */
  readonly exposedPorts: readonly ExposedPort[];
  /** Entries of `ExposedPorts` that are not a port: ranges, words, out of range. As written. */
  readonly badPorts: readonly string[];
  readonly user: string;
  readonly workingDir: string;
  /** The image's own environment. Values may be secrets that somebody built in: they are never shown. */
  readonly env: ReadonlyMap<string, string>;
  readonly volumes: readonly string[];
  /** A HEALTHCHECK other than NONE. */
  readonly healthcheck: boolean;
  /** `''`: none is set, SIGTERM is sent. */
  readonly stopSignal: string;
  /** ONBUILD triggers: of a builder image. */
  readonly onBuild: readonly string[];
  readonly labels: ReadonlyMap<string, string>;
  /** `created_by` of every step. May hold build arguments, secrets among them. */
  readonly history: readonly string[];
  /** History entries that made a layer; undefined: the config has no history. */
  readonly historyLayers: number | undefined;
  /** `layers`, or it is no image. */
  readonly rootfsType: string;
  /** Digests of the layers, uncompressed, the lowest first. */
  readonly diffIds: readonly string[];
}

/** What the registry said about an image, every byte of it verified against its digest. */
export interface ImageFacts extends ConfigFacts {
  /** As the user wrote it, parsed. */
  readonly reference: ImageReference;
  /** What the tag points at now (an index or a manifest), or the digest that was asked for: `sha256:…`. */
  readonly digest: string;
  /** The manifest for the wanted platform; equals `digest` when the image is not an index. */
  readonly manifestDigest: string;
  /** Media type of what `digest` names. */
  readonly mediaType: string;
  /** Every runnable platform the index offers; just `platform` when the image is not an index. */
  readonly offered: readonly ImagePlatform[];
  /** The platform as the index writes it for the manifest that was chosen, not normalised; undefined: none is written. */
  readonly declared?: ImagePlatform;
  /** In the order of the manifest: the base's first. */
  readonly layers: readonly ImageLayer[];
  /** Sum of the distinct layers, as transferred. Bytes. */
  readonly compressedBytes: number;
  readonly configBytes: number;
  /** The manifest's, then the index's where the manifest has none of that name. */
  readonly annotations: ReadonlyMap<string, string>;
  /** With a tag beside a digest: what the tag points at now. Undefined: nobody asked, or it is gone. */
  readonly tagDigest?: string;
  /**
   * Whose login opened the image. `nobody`: anybody can pull it. `inputs`: the registry asked for a login and was given
   * that of the inputs. `docker login`: that of an earlier step, which the platform does not have.
   */
  readonly openedBy: 'nobody' | 'inputs' | 'docker login';
  /** What it is built on, where that is known. */
  readonly base?: BaseImage;
}
