import { isDigest } from './digest.ts';
import type { ImageFacts } from './facts.ts';
import { isFor, platformName } from './platform.ts';
import { familiarName, type ImageReference, parseReference } from './reference.ts';
import { ImageReferenceError } from './reference-error.ts';

/** The image that this one is built on. */
export interface BaseImage {
  /** As people write it: `debian:12-slim`. */
  readonly name: string;
  /** The digest that was built on, where the image says so. */
  readonly digest?: string;
  /** `stale`: the name points at something newer. `unknown`: nobody looked, or it cannot be told. */
  readonly state: 'current' | 'stale' | 'unknown';
  /** What the name points at now. */
  readonly newest?: string;
  /** What brings the newer one in: a build; or, for an image of buildpacks, `pack rebase`, which changes the lowest layers alone. */
  readonly remedy: 'rebuild' | 'rebase';
}

/**
 * What Cloud Native Buildpacks note down about the image below theirs, as it is written: foreign text. Platform
 * specification, `io.buildpacks.lifecycle.metadata`.
 */
export interface RunImage {
  /** Where it is published: `image`, then the `mirrors`. */
  readonly names: readonly string[];
  /** With the digest that was built on, unless it came from a Docker daemon: then it is a bare image id. */
  readonly reference?: string;
  /** Digest of its last layer, uncompressed. */
  readonly topLayer?: string;
}

/** A base to be looked up: where, and what the image says about the one that it was built on. */
export interface SoughtBase {
  /** With a digest only when there is no tag: such a name points at the same thing forever. */
  readonly reference: ImageReference;
  /** The digest that was built on: of an index or of the manifest for one platform, as the builder likes it. */
  readonly digest?: string;
  /** Of an image of buildpacks: digest of the run image's last layer, uncompressed. */
  readonly topLayer?: string;
  /** The image itself says that it is built on this repository. */
  readonly named: boolean;
}

/** What a name points at now, as far as it was read. */
export interface Newest {
  readonly digest: string;
  /** The manifests that it leads to, when it is an index. */
  readonly images: readonly string[];
  /** `images` are all there are. */
  readonly whole: boolean;
}

/** The verdict; `why` says of `unknown` what stood against a better one. */
export interface BaseVerdict {
  readonly state: BaseImage['state'];
  readonly why?: string;
}

type BaseLayers = Pick<ImageFacts, 'digest' | 'manifestDigest' | 'platform' | 'layers' | 'diffIds'>;

/** OCI image-spec, `annotations.md`, pre-defined keys. */
const nameKey = 'org.opencontainers.image.base.name';
const digestKey = 'org.opencontainers.image.base.digest';

/** No reference that means anything is longer; readers of longer ones only lose time. Characters. */
const longestName = 1024;

interface NamedBase {
  /** The first one is asked. */
  readonly names: readonly [ImageReference, ...ImageReference[]];
  readonly digest: string | undefined;
  readonly topLayer: string | undefined;
}

/**
 * The base to look up: `asked`, else the one that the image names. Undefined: neither does, or it is `scratch`, or what
 * the image has for a name is none.
 *
 * The image names it in its annotations; in the label of buildpacks; in its labels, which come last because an image
 * inherits them from its base, so that they may speak of the base's base. Name and digest are always taken from the same
 * place.
 */
export function soughtBase(
  facts: Pick<ImageFacts, 'reference' | 'annotations' | 'labels'>,
  runImage: RunImage | undefined,
  asked: ImageReference | undefined,
): SoughtBase | undefined {
  const named = namedBase(facts, runImage);
  const reference = asked ?? named?.names[0];
  if (reference === undefined || isScratch(reference)) return undefined;
  const isNamed = named?.names.some(({ domain, path }) => domain === reference.domain && path === reference.path);
  const digest = (isNamed ? named?.digest : undefined) ?? (reference.tag === undefined ? undefined : reference.digest);
  const topLayer = named?.topLayer;
  return {
    reference: movable(reference),
    ...(digest === undefined ? {} : { digest }),
    ...(topLayer === undefined ? {} : { topLayer }),
    named: isNamed === true,
  };
}

/** Whether the name can point at something else tomorrow: one with nothing but a digest cannot. */
export function canMove({ reference }: SoughtBase): boolean {
  return reference.digest === undefined;
}

/** What is known of the base before anybody asks. */
export function describeBase({ reference, digest, topLayer }: SoughtBase): Omit<BaseImage, 'state' | 'newest'> {
  return {
    name: familiarName(reference),
    ...(digest === undefined ? {} : { digest }),
    remedy: topLayer === undefined ? 'rebuild' : 'rebase',
  };
}

/**
 * Whether what was built on is still what the name points at. Builders record the digest of the index or that of the
 * manifest for one platform, so both are looked for. Undefined: it cannot be told by digests.
 *
 * For an image of buildpacks another digest proves nothing: only another top layer makes a run image a newer one
 * (`pack`'s own rule).
 */
export function stateByDigest({ digest, topLayer }: SoughtBase, newest: Newest): 'current' | 'stale' | undefined {
  if (digest === undefined) return undefined;
  if (digest === newest.digest || newest.images.includes(digest)) return 'current';
  const algorithm = (text: string) => text.slice(0, text.indexOf(':'));
  const comparable = algorithm(digest) === algorithm(newest.digest);
  return newest.whole && comparable && topLayer === undefined ? 'stale' : undefined;
}

/**
 * Whether the image stands on the layers of `base`, which is what the name points at now (`crane rebase` and `regctl`
 * go by the same test). Layers are compared by their digests as transferred and by those of their content
 * (`diff_ids`), which outlive another compression.
 */
export function stateByLayers(
  image: Pick<ImageFacts, 'platform' | 'layers' | 'diffIds'>,
  base: BaseLayers,
  sought: SoughtBase,
): BaseVerdict {
  if (!isFor(base.platform, image.platform)) {
    return { state: 'unknown', why: `it is not there for ${platformName(image.platform)}` };
  }
  if (sought.digest === base.digest || sought.digest === base.manifestDigest) return { state: 'current' };
  if (sought.topLayer !== undefined && sought.topLayer === base.diffIds.at(-1)) return { state: 'current' };
  const shared = sharedLayers(image, base);
  if (shared === 'all') return { state: 'current' };
  if (shared === 'some' || (sought.named && sought.topLayer !== undefined)) return { state: 'stale' };
  return { state: 'unknown', why: 'the image does not share its first layer, so it seems not to be built on it' };
}

/** How much of the base the image begins with. */
function sharedLayers(
  image: Pick<ImageFacts, 'layers' | 'diffIds'>,
  base: Pick<ImageFacts, 'layers' | 'diffIds'>,
): 'all' | 'some' | 'none' {
  const digests = (layers: ImageFacts['layers']) => layers.map(({ digest }) => digest);
  const transferred = commonStart(digests(image.layers), digests(base.layers));
  const content = commonStart(image.diffIds, base.diffIds);
  const whole = base.layers.length;
  // Every image begins with a base without layers: that says nothing.
  if (whole === 0) return 'none';
  if (transferred === whole || (content === whole && base.diffIds.length === whole)) return 'all';
  return transferred > 0 || content > 0 ? 'some' : 'none';
}

function commonStart(one: readonly string[], other: readonly string[]): number {
  const difference = one.findIndex((entry, index) => entry !== other[index]);
  return difference === -1 ? one.length : difference;
}

function namedBase(
  { reference, annotations, labels }: Pick<ImageFacts, 'reference' | 'annotations' | 'labels'>,
  runImage: RunImage | undefined,
): NamedBase | undefined {
  // A builder that writes an empty name says that there is no base; a label inherited from elsewhere knows less.
  if (annotations.has(nameKey)) return namedIn(annotations);
  if (runImage !== undefined) return namedBy(runImage, reference);
  return namedIn(labels);
}

function namedIn(texts: ReadonlyMap<string, string>): NamedBase | undefined {
  const reference = readName(texts.get(nameKey));
  if (reference === undefined) return undefined;
  const digest = [texts.get(digestKey)?.trim(), reference.digest].find(isDigest);
  return { names: [reference], digest, topLayer: undefined };
}

/** Of several places of the run image, the one beside the app's own image is asked, as the lifecycle does. */
function namedBy({ names, reference, topLayer }: RunImage, image: ImageReference): NamedBase | undefined {
  const built = readName(reference);
  const places = names.map(readName).filter((place) => place !== undefined);
  const [first = built] = [...places.filter(({ domain }) => domain === image.domain), ...places];
  if (first === undefined) return undefined;
  return {
    names: [first, ...places, ...(built === undefined ? [] : [built])],
    digest: built?.digest,
    topLayer: isDigest(topLayer) ? topLayer : undefined,
  };
}

/** Undefined: it is no name of an image. Whatever it is, a login in an address among others, it is not shown. */
function readName(text: string | undefined): ImageReference | undefined {
  const name = text?.trim() ?? '';
  if (name === '' || name.length > longestName) return undefined;
  try {
    return parseReference(name);
  } catch (error) {
    if (error instanceof ImageReferenceError) return undefined;
    throw error;
  }
}

/** `FROM scratch`: no image, whatever Docker Hub has under that name. */
function isScratch({ domain, path }: ImageReference): boolean {
  return domain === 'docker.io' && path === 'library/scratch';
}

/** The name by its tag, which can move, whatever digest stands beside it. */
function movable({ domain, path, tag, digest }: ImageReference): ImageReference {
  if (tag !== undefined) return { domain, path, tag };
  return digest === undefined ? { domain, path } : { domain, path, digest };
}
