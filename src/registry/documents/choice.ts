import { type ImagePlatform, normalPlatform, rankFor, samePlatform } from '../../image/platform.ts';
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
 * Sorts an index by how well its entries suit `wanted`, which is normalised: by `rankFor`, and by the order of the index
 * where that is the same (OCI image-spec, `image-index.md`). Attestations and other artifacts that builders put beside
 * the images are left out (docker/buildx#1509).
 */
export function choose(index: ImageIndex, wanted: ImagePlatform): Choice {
  const matching: { readonly entry: IndexEntry; readonly rank: number }[] = [];
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
    const rank = rankFor(platform, wanted);
    if (rank === undefined) others.push(entry);
    else matching.push({ entry, rank });
  }
  matching.sort((a, b) => a.rank - b.rank);
  return { matching: matching.map(({ entry }) => entry), unsure, others, offered };
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
