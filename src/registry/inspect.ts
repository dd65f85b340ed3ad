import { ActionError, Cancelled } from '../errors.ts';
import type { HttpResponse } from '../http/http.ts';
import { asArray, at, parseJson } from '../http/json.ts';
import { digestOf, isDigest } from '../image/digest.ts';
import type { ConfigFacts, ImageFacts } from '../image/facts.ts';
import { type ImagePlatform, isFor, linuxAmd64, normalPlatform, samePlatform } from '../image/platform.ts';
import { familiarName, type ImageReference, tagOrDigest } from '../image/reference.ts';
import type { RegistryAccess } from './access.ts';
import { readConfig } from './config.ts';
import { corrupt, type Descriptor, readDocument, verify } from './document.ts';
import { refusedBy } from './errors.ts';
import {
  type ImageIndex,
  type ImageManifest,
  isSchema1,
  type Manifest,
  manifestTypes,
  mediaTypeOf,
  notAnImage,
  readManifest,
  schema1Error,
} from './manifest.ts';
import { choose } from './platform.ts';
import { RegistrySession } from './session.ts';

/** distribution's own limit for manifests. */
const maxManifestBytes = 4 * 1024 * 1024;
const maxConfigBytes = 8 * 1024 * 1024;
/** Indexes within indexes. */
const deepestIndex = 3;
/** Manifests read for one image, indexes included. */
const mostManifests = 50;

const acceptManifests = manifestTypes.join(', ');

interface Found<M extends Manifest> {
  readonly manifest: M;
  readonly digest: string;
}

/** An image manifest with its config, and what the index it came from offers beside it. */
interface Resolved extends Found<ImageManifest> {
  readonly config: ConfigFacts;
}

/**
 * Reads what an image is from its registry (OCI distribution-spec, pull), every byte held against its digest: the tag's
 * digest by HEAD (which Docker Hub does not count as a pull), then manifest and config by digest. Three requests for a
 * public single-platform image, four with an index, one more where a token is needed.
 *
 * An image that is not built for `wanted` is read all the same, so that the rules of `image/rules.ts` can say what it
 * is built for.
 *
 * @throws ActionError: `IMAGE_NOT_FOUND`, `IMAGE_CORRUPT`, `IMAGE_KIND`, `IMAGE_SCHEMA1`, `IMAGE_REFERENCE` (no such
 * host can be), `REGISTRY_DENIED`, `REGISTRY_LOGIN`, `REGISTRY_RATE_LIMIT`, `REGISTRY_UNAVAILABLE`, `REGISTRY_ANSWER`,
 * `REGISTRY_REALM`, `REGISTRY_TOKEN`, `REGISTRY_REDIRECT`, and those of `Http`
 */
export async function inspectImage(
  reference: ImageReference,
  access: RegistryAccess,
  wanted: ImagePlatform = linuxAmd64,
): Promise<ImageFacts> {
  const reader = new ImageReader(reference, access);
  const root = await reader.root();
  const offered: ImagePlatform[] = [];
  const resolved =
    root.manifest.kind === 'image'
      ? { ...root, manifest: root.manifest, config: await reader.config(root.manifest) }
      : await reader.resolve(root.manifest, normalPlatform(wanted), offered);
  const sizes = new Map(resolved.manifest.layers.map((layer) => [layer.digest, layer.size]));
  return {
    ...resolved.config,
    reference,
    digest: root.digest,
    manifestDigest: resolved.digest,
    mediaType: root.manifest.mediaType,
    offered: offered.length === 0 ? [resolved.config.platform] : offered,
    compressedBytes: [...sizes.values()].reduce((sum, size) => sum + size, 0),
    layers: resolved.manifest.layers,
    configBytes: resolved.manifest.config.size,
    annotations: new Map(),
    openedBy: reader.session.usedCredentials ? 'inputs' : 'nobody',
  };
}

class ImageReader {
  readonly session: RegistrySession;
  readonly #reference: ImageReference;
  readonly #access: RegistryAccess;
  readonly #name: string;
  #manifestsRead = 0;

  constructor(reference: ImageReference, access: RegistryAccess) {
    this.#reference = reference;
    this.#access = access;
    this.#name = familiarName(reference);
    this.session = new RegistrySession(reference, access);
  }

  /** What the reference names now. */
  async root(): Promise<Found<Manifest>> {
    const asked = this.#reference.digest ?? (await this.#digestOfTag());
    if (asked !== undefined) return this.manifest(asked);
    // A registry whose HEAD is of no use; the body of its GET says the digest, or the reason.
    const response = await this.#get(`manifests/${tagOrDigest(this.#reference)}`, acceptManifests, maxManifestBytes);
    if (response.status !== 200) throw await this.#refusal(response);
    const { digest, manifest } = this.#read(response, undefined);
    const claimed = response.headers['docker-content-digest'];
    if (claimed?.startsWith('sha256:') === true && claimed !== digest) {
      throw corrupt(this.#name, `the registry says its digest is ${claimed}, but it is ${digest}`);
    }
    return { digest, manifest };
  }

  /** `Docker-Content-Digest` of the tag: a claim, proven when the manifest is read by it. */
  async #digestOfTag(): Promise<string | undefined> {
    const path = `manifests/${tagOrDigest(this.#reference)}`;
    const response = await this.session.ask({
      method: 'HEAD',
      path,
      accept: acceptManifests,
      maxBytes: maxManifestBytes,
    });
    if (response.status === 429 || response.status >= 500) throw await this.#refusal(response);
    if (response.status !== 200) return undefined;
    const digest = response.headers['docker-content-digest'];
    return isDigest(digest) ? digest : undefined;
  }

  async manifest(digest: string, expected?: Descriptor): Promise<Found<Manifest>> {
    if (++this.#manifestsRead > mostManifests)
      throw corrupt(this.#name, `it leads to more than ${mostManifests} manifests`);
    const response = await this.#get(`manifests/${digest}`, acceptManifests, maxManifestBytes);
    if (response.status !== 200) throw await this.#refusal(response);
    const found = this.#read(response, expected ?? { digest });
    if (expected !== undefined && found.manifest.mediaType !== expected.mediaType) {
      throw corrupt(this.#name, `its index calls ${digest} ${expected.mediaType}, it is ${found.manifest.mediaType}`);
    }
    return found;
  }

  async config(manifest: ImageManifest): Promise<ConfigFacts> {
    const { config } = manifest;
    if (config.size > maxConfigBytes) throw corrupt(this.#name, `its config has ${config.size} bytes`);
    const response = await this.#get(`blobs/${config.digest}`, '*/*', maxConfigBytes);
    if (response.status !== 200) throw refusedBy(response, this.session.asked('config'), this.#access.clock.now());
    const what = `the config of ${this.#name}`;
    verify(response.body, config, what);
    return readConfig(readDocument(response.body, what));
  }

  /**
   * The image for `wanted` out of an index; failing that, the first image that could run anywhere. What the index
   * offers is added to `offered`. Only what is needed is read: a match by the index alone costs no request.
   */
  async resolve(index: ImageIndex, wanted: ImagePlatform, offered: ImagePlatform[]): Promise<Resolved> {
    const search = await this.#search(index, wanted, offered, 1);
    const found = search.match ?? search.other;
    if (found === undefined) throw notAnImage(this.#name, 'its index lists no image');
    return found;
  }

  async #search(
    index: ImageIndex,
    wanted: ImagePlatform,
    offered: ImagePlatform[],
    depth: number,
  ): Promise<{ match?: Resolved; other?: Resolved }> {
    const add = (platform: ImagePlatform) => {
      if (!offered.some((known) => samePlatform(known, platform))) offered.push(platform);
    };
    const choice = choose(index, wanted);
    for (const platform of choice.offered) add(platform);
    const [best] = choice.matching;
    if (best !== undefined) return { match: await this.#image(best) };
    let other: Resolved | undefined;
    for (const entry of choice.unsure) {
      const found = await this.manifest(entry.digest, entry);
      if (found.manifest.kind === 'index') {
        if (depth === deepestIndex) throw corrupt(this.#name, `its indexes are nested more than ${deepestIndex} deep`);
        const inner = await this.#search(found.manifest, wanted, offered, depth + 1);
        if (inner.match !== undefined) return { match: inner.match };
        other ??= inner.other;
        continue;
      }
      const resolved = { ...found, manifest: found.manifest, config: await this.config(found.manifest) };
      add(resolved.config.platform);
      if (isFor(resolved.config.platform, wanted)) return { match: resolved };
      other ??= resolved;
    }
    const [first] = choice.others;
    if (other === undefined && first !== undefined) other = await this.#image(first);
    return other === undefined ? {} : { other };
  }

  async #image(entry: Descriptor): Promise<Resolved> {
    const found = await this.manifest(entry.digest, entry);
    if (found.manifest.kind !== 'image') throw corrupt(this.#name, `${entry.digest} is not the manifest it is called`);
    return { ...found, manifest: found.manifest, config: await this.config(found.manifest) };
  }

  #read(response: HttpResponse, expected: { digest: string; size?: number } | undefined): Found<Manifest> {
    const contentType = response.headers['content-type'];
    // The digest that goes with schema 1 leaves the signatures out: it would only look like damage.
    if (isSchema1(mediaTypeOf(contentType))) throw schema1Error(this.#name);
    if (expected !== undefined) verify(response.body, expected, this.#name);
    return {
      digest: expected?.digest ?? digestOf(response.body),
      manifest: readManifest(response.body, contentType, this.#name),
    };
  }

  #get(path: string, accept: string, maxBytes: number): Promise<HttpResponse> {
    return this.session.ask({ method: 'GET', path, accept, maxBytes });
  }

  async #refusal(response: HttpResponse): Promise<ActionError> {
    const missing = response.status === 404 && this.#reference.digest === undefined;
    const asked = this.session.asked('image');
    const tags = missing ? await this.#tags() : undefined;
    return refusedBy(response, { ...asked, tags }, this.#access.clock.now());
  }

  /** The tags there are, to help who mistyped one. Not every registry tells, and a failure that is explained already is not made worse by that. */
  async #tags(): Promise<readonly string[] | undefined> {
    try {
      const response = await this.#get('tags/list?n=1000', 'application/json', maxManifestBytes);
      if (response.status !== 200) return undefined;
      const tags = asArray(at(parseJson(response.body.toString('utf8')), 'tags'));
      return tags.filter((tag) => typeof tag === 'string');
    } catch (error) {
      if (error instanceof Cancelled || !(error instanceof ActionError)) throw error;
      return undefined;
    }
  }
}
