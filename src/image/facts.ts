import type { ImageReference } from './reference.ts';

/** One entry of an index, or the config of a single-platform image (OCI image-spec, `platform`). */
export interface ImagePlatform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** A port as `EXPOSE` writes it: `8080/tcp`. */
export interface ExposedPort {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
}

/** What the registry said about an image, every byte of it verified against its digest. */
export interface ImageFacts {
  /** As the user wrote it, parsed. */
  readonly reference: ImageReference;
  /** What the tag points at now (an index or a manifest), or the digest that was asked for: `sha256:…`. */
  readonly digest: string;
  /** The manifest for the wanted platform; equals `digest` when the image is not an index. */
  readonly manifestDigest: string;
  /** Media type of what `digest` names. */
  readonly mediaType: string;
  /** From the image config, not from the index. */
  readonly platform: ImagePlatform;
  /** Every runnable platform the index offers; just `platform` when the image is not an index. */
  readonly offered: readonly ImagePlatform[];
  /** Sum of the distinct layers, as transferred. Bytes. */
  readonly compressedBytes: number;
  readonly layers: number;
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
  readonly labels: ReadonlyMap<string, string>;
  /** Whether the login was sent, which is done only where the registry asks for one; false: anybody can pull it. */
  readonly usedCredentials: boolean;
}

/** What an image check found. Codes are stable: docs and tests name them. */
export interface Finding {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly remedy?: string;
}
