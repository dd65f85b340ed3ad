import type { ConfigFacts } from '../image/facts.ts';
import { type ImagePlatform, isFor, samePlatform } from '../image/platform.ts';
import { choose } from './documents/choice.ts';
import { corrupt } from './documents/document.ts';
import {
  type Annotations,
  type ImageIndex,
  type ImageManifest,
  type IndexEntry,
  notAnImage,
} from './documents/manifest.ts';
import type { Found, ImageSource } from './image-source.ts';

/** Indexes within indexes. */
const deepestIndex = 3;

/** An image manifest with its config, and what the way to it says about it. */
export interface Resolved extends Found<ImageManifest> {
  readonly config: ConfigFacts;
  /** As its index writes it. */
  readonly declared?: ImagePlatform;
  /** The nearest first: the manifest's own, its descriptor's in the index, the index's, and so on outwards. */
  readonly annotations: readonly Annotations[];
}

interface Search {
  readonly match?: Resolved;
  /** Reads the first image for another platform: nobody needs it while a match may be found. */
  readonly other?: () => Promise<Resolved>;
}

/** An image that no index leads to. */
export async function withConfig(source: ImageSource, found: Found<ImageManifest>): Promise<Resolved> {
  return { ...found, config: await source.config(found.manifest), annotations: [found.manifest.annotations] };
}

/**
 * The image for `wanted`, which is normalised, out of an index; failing that, the first image that could run anywhere.
 * Only what is needed is read: a match by the index alone costs no request.
 *
 * @returns the image, and every runnable platform that was seen on the way
 * @throws ActionError `IMAGE_KIND` (no image in it), `IMAGE_CORRUPT`, and those of `ImageSource`
 */
export async function resolveIndex(
  source: ImageSource,
  index: ImageIndex,
  wanted: ImagePlatform,
): Promise<{ image: Resolved; offered: readonly ImagePlatform[] }> {
  const offered: ImagePlatform[] = [];
  const { match, other } = await search(source, index, wanted, offered, 1);
  const image = match ?? (await other?.());
  if (image === undefined) throw notAnImage(source.name, 'its index lists no image');
  return { image, offered };
}

async function search(
  source: ImageSource,
  index: ImageIndex,
  wanted: ImagePlatform,
  offered: ImagePlatform[],
  depth: number,
): Promise<Search> {
  const add = (platform: ImagePlatform) => {
    if (!offered.some((known) => samePlatform(known, platform))) offered.push(platform);
  };
  const choice = choose(index, wanted);
  for (const platform of choice.offered) add(platform);
  const [best] = choice.matching;
  if (best !== undefined) return { match: await imageOf(source, best, index) };
  let other: Search['other'];
  for (const entry of choice.unsure) {
    const found = await source.manifest(entry.digest, entry);
    if (found.manifest.kind === 'index') {
      if (depth === deepestIndex) throw corrupt(source.name, `its indexes are nested more than ${deepestIndex} deep`);
      const inner = await search(source, found.manifest, wanted, offered, depth + 1);
      if (inner.match !== undefined) return { match: from(inner.match, entry, index) };
      const deeper = inner.other;
      if (deeper !== undefined) other ??= async () => from(await deeper(), entry, index);
      continue;
    }
    const resolved = from(await withConfig(source, { ...found, manifest: found.manifest }), entry, index);
    add(resolved.config.platform);
    if (isFor(resolved.config.platform, wanted)) return { match: resolved };
    other ??= async () => resolved;
  }
  const [first] = choice.others;
  if (first !== undefined) other ??= () => imageOf(source, first, index);
  return other === undefined ? {} : { other };
}

async function imageOf(source: ImageSource, entry: IndexEntry, index: ImageIndex): Promise<Resolved> {
  const found = await source.manifest(entry.digest, entry);
  if (found.manifest.kind !== 'image') throw corrupt(source.name, `${entry.digest} is not the manifest it is called`);
  const resolved = from(await withConfig(source, { ...found, manifest: found.manifest }), entry, index);
  return entry.platform === undefined ? resolved : { ...resolved, declared: entry.platform };
}

/** The same image, seen through one more index. */
function from(resolved: Resolved, entry: IndexEntry, index: ImageIndex): Resolved {
  return { ...resolved, annotations: [...resolved.annotations, entry.annotations, index.annotations] };
}
