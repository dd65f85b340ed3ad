import { type ImagePlatform, isFor, normalPlatform, samePlatform } from '../image/platform.ts';
import { type ImageIndex, type IndexEntry, isIndexType, manifestTypes } from './manifest.ts';

/** What an index offers, sorted by what to try first. */
export interface Choice {
  /** The entries that say they are for the wanted platform, the best first. */
  readonly matching: readonly IndexEntry[];
  /** Entries that may lead to it: nested indexes, and images whose platform only their config tells. */
  readonly unsure: readonly IndexEntry[];
  /** Runnable images for other platforms, in the order of the index. */
  readonly others: readonly IndexEntry[];
  /** Every platform that is named, normalised. */
  readonly offered: readonly ImagePlatform[];
}

/**
 * Sorts an index by how well its entries suit `wanted`, which is normalised. Attestations and other artifacts that builders put beside the
 * images are left out (docker/buildx#1509). Of several matches, one without a variant comes first; else the first one
 * (OCI image-spec, `image-index.md`).
 */
export function choose(index: ImageIndex, wanted: ImagePlatform): Choice {
  const matching: IndexEntry[] = [];
  const unsure: IndexEntry[] = [];
  const others: IndexEntry[] = [];
  const offered: ImagePlatform[] = [];
  for (const entry of index.entries) {
    if (!mayRun(entry)) continue;
    const platform = entry.platform === undefined ? undefined : normalPlatform(entry.platform);
    if (isIndexType(entry.mediaType) || platform === undefined) {
      unsure.push(entry);
      continue;
    }
    if (!offered.some((known) => samePlatform(known, platform))) offered.push(platform);
    (isFor(platform, wanted) ? matching : others).push(entry);
  }
  const rank = (entry: IndexEntry) =>
    wanted.variant === undefined && entry.platform !== undefined && normalPlatform(entry.platform).variant !== undefined
      ? 1
      : 0;
  return { matching: matching.sort((a, b) => rank(a) - rank(b)), unsure, others, offered };
}

function mayRun(entry: IndexEntry): boolean {
  if (!manifestTypes.includes(entry.mediaType)) return false;
  if (entry.referenceType !== undefined) return false;
  if (entry.artifactType?.includes('attestation') === true || isForeignArtifact(entry)) return false;
  return entry.platform?.os !== 'unknown' && entry.platform?.architecture !== 'unknown';
}

/** An `artifactType` names what an entry holds when that is not an image; some tools set it to the config's type. */
function isForeignArtifact({ artifactType }: IndexEntry): boolean {
  return artifactType !== undefined && !/^application\/vnd\.(?:oci\.image|docker\.)/.test(artifactType);
}
