import { createHash } from 'node:crypto';

export interface StoredManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** Everything one repository holds. A blob is seen only where it was pushed or mounted. */
export interface Repository {
  readonly blobs: Map<string, Buffer>;
  readonly manifests: Map<string, StoredManifest>;
  /** Tag to digest. */
  readonly tags: Map<string, string>;
}

export interface Upload {
  readonly repository: string;
  readonly chunks: Buffer[];
}

/** What the registry keeps, in memory. */
export class RegistryStore {
  readonly repositories = new Map<string, Repository>();
  readonly uploads = new Map<string, Upload>();

  /** Made when it is first written to, as in distribution. */
  repository(name: string): Repository {
    let repository = this.repositories.get(name);
    if (repository === undefined) {
      repository = { blobs: new Map(), manifests: new Map(), tags: new Map() };
      this.repositories.set(name, repository);
    }
    return repository;
  }

  /** Whether anything has been pushed there. */
  has(name: string): boolean {
    return (this.repositories.get(name)?.manifests.size ?? 0) > 0;
  }

  putBlob(name: string, bytes: Buffer, digest = sha256(bytes)): string {
    this.repository(name).blobs.set(digest, bytes);
    return digest;
  }

  putManifest(name: string, mediaType: string, bytes: Buffer, tag?: string, digest = sha256(bytes)): string {
    const repository = this.repository(name);
    repository.manifests.set(digest, { digest, mediaType, bytes });
    if (tag !== undefined) repository.tags.set(tag, digest);
    return digest;
  }

  /** `reference` is a tag or a digest. */
  manifest(name: string, reference: string): StoredManifest | undefined {
    const repository = this.repositories.get(name);
    const digest = reference.includes(':') ? reference : repository?.tags.get(reference);
    return digest === undefined ? undefined : repository?.manifests.get(digest);
  }
}

export type DigestAlgorithm = 'sha256' | 'sha512';

export function digestOf(bytes: Buffer, algorithm: DigestAlgorithm): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

export function sha256(bytes: Buffer): string {
  return digestOf(bytes, 'sha256');
}
