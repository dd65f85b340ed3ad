import { ActionError, Cancelled } from '../errors.ts';
import type { HttpResponse } from '../http/http.ts';
import { asArray, at, parseJson } from '../http/json.ts';
import { digestOf, isDigest } from '../image/digest.ts';
import type { ConfigFacts } from '../image/facts.ts';
import { familiarName, type ImageReference, tagOrDigest } from '../image/reference.ts';
import type { RegistryAccess } from './access.ts';
import { readConfig } from './documents/config.ts';
import { corrupt, type Descriptor, embedded, readDocument, verify } from './documents/document.ts';
import {
  askingForManifest,
  type ImageManifest,
  isSchema1,
  type Manifest,
  mediaTypeOf,
  readManifest,
  schema1Error,
} from './documents/manifest.ts';
import { refusedBy } from './errors.ts';
import type { Question } from './exchange.ts';
import type { RegistrySession } from './session.ts';

/** Real ones have some kilobytes. Bytes. */
const maxConfigBytes = 8 * 1024 * 1024;
/** Some registries list all the tags that they have, however few are asked for. Bytes. */
const maxTagsBytes = 4 * 1024 * 1024;
/** Manifests read for one image, indexes included. */
const mostManifests = 50;

/** A manifest whose bytes are those of the digest. */
export interface Found<M extends Manifest> {
  readonly manifest: M;
  readonly digest: string;
}

/** The documents of one image as its registry has them, each held against the digest by which it was asked for. */
export class ImageSource {
  /** For messages. */
  readonly name: string;
  readonly #reference: ImageReference;
  readonly #session: RegistrySession;
  readonly #now: () => number;
  #manifestsRead = 0;

  constructor(reference: ImageReference, session: RegistrySession, { clock }: Pick<RegistryAccess, 'clock'>) {
    this.name = familiarName(reference);
    this.#reference = reference;
    this.#session = session;
    this.#now = () => clock.now();
  }

  /**
   * What the reference names now.
   *
   * @throws ActionError as `inspectImage` does
   */
  async root(): Promise<Found<Manifest>> {
    if (this.#reference.digest !== undefined) return this.manifest(this.#reference.digest);
    const tag = tagOrDigest(this.#reference);
    const first = await this.#askForDigest(tag, { again: 'GET' });
    // The registry wanted a login first, and was then asked for the whole thing at once: one request less.
    if (first.request.method === 'GET') return this.#rootOf(first);
    const named = await this.#digestIn(first);
    if (named !== undefined) {
      const response = await this.#getManifest(named);
      if (response.status === 200) return this.#read(response, { digest: named });
      // What is not there by its digest may be there by its tag: a mirror can be behind its own HEAD, or ahead of it.
      if (response.status !== 404) throw await this.#refusal(response);
    }
    // A registry whose HEAD is of no use; the body of its GET says the digest, or the reason.
    return this.#rootOf(await this.#getManifest(tag));
  }

  /** What the answer to a GET by tag holds. */
  async #rootOf(response: HttpResponse): Promise<Found<Manifest>> {
    if (response.status !== 200) throw await this.#refusal(response);
    const { digest, manifest } = this.#read(response, undefined);
    const claimed = response.headers['docker-content-digest'];
    if (claimed?.startsWith('sha256:') === true && claimed !== digest) {
      throw corrupt(this.name, `the registry says its digest is ${claimed}, but it is ${digest}`);
    }
    return { digest, manifest };
  }

  /**
   * Where `tag` points now, for one that stands beside a digest. Undefined: it is gone, or the registry does not say. The
   * digest alone decides what is deployed, so nothing but a cancelled run ends with it.
   *
   * @throws Cancelled
   */
  async informedTag(tag: string): Promise<string | undefined> {
    return orNothing(async () => this.#digestIn(await this.#askForDigest(tag)));
  }

  /**
   * The manifest or index of this digest.
   *
   * @param expected the descriptor that leads to it
   * @throws ActionError as `inspectImage` does
   */
  async manifest(digest: string, expected?: Descriptor): Promise<Found<Manifest>> {
    const response = await this.#getManifest(digest);
    if (response.status !== 200) throw await this.#refusal(response);
    const found = this.#read(response, expected ?? { digest });
    if (expected !== undefined && found.manifest.mediaType !== expected.mediaType) {
      throw corrupt(this.name, `its index calls ${digest} ${expected.mediaType}, it is ${found.manifest.mediaType}`);
    }
    return found;
  }

  /**
   * What the config of an image says.
   *
   * @throws ActionError as `inspectImage` does
   */
  async config({ config }: ImageManifest): Promise<ConfigFacts> {
    if (config.size > maxConfigBytes) throw corrupt(this.name, `its config has ${config.size} bytes`);
    const what = `the config of ${this.name}`;
    return readConfig(readDocument(embedded(config) ?? (await this.#blob(config, what)), what));
  }

  async #blob(descriptor: Descriptor, what: string): Promise<Buffer> {
    const response = await this.#get(`blobs/${descriptor.digest}`, '*/*', maxConfigBytes);
    if (response.status !== 200) throw refusedBy(response, this.#session.asked('config'), this.#now());
    verify(response.body, descriptor, what);
    return response.body;
  }

  #askForDigest(tag: string, more: Pick<Question, 'again'> = {}): Promise<HttpResponse> {
    return this.#session.ask({ method: 'HEAD', path: `manifests/${tag}`, ...askingForManifest, ...more });
  }

  /** `Docker-Content-Digest` of a tag: a claim, proven when the manifest is read by it. Undefined: HEAD is of no use here. */
  async #digestIn(response: HttpResponse): Promise<string | undefined> {
    if (response.status === 429 || response.status >= 500) throw await this.#refusal(response);
    if (response.status !== 200) return undefined;
    const digest = response.headers['docker-content-digest'];
    return isDigest(digest) ? digest : undefined;
  }

  #read(response: HttpResponse, expected: { digest: string; size?: number } | undefined): Found<Manifest> {
    const contentType = response.headers['content-type'];
    // The digest that goes with schema 1 leaves the signatures out: it would only look like damage.
    if (isSchema1(mediaTypeOf(contentType))) throw schema1Error(this.name);
    if (expected !== undefined) verify(response.body, expected, this.name);
    return {
      digest: expected?.digest ?? digestOf(response.body),
      manifest: readManifest(response.body, contentType, this.name),
    };
  }

  async #getManifest(tagOrDigest: string): Promise<HttpResponse> {
    if (++this.#manifestsRead > mostManifests) {
      throw corrupt(this.name, `it leads to more than ${mostManifests} manifests`);
    }
    return this.#session.ask({ method: 'GET', path: `manifests/${tagOrDigest}`, ...askingForManifest });
  }

  #get(path: string, accept: string, maxBytes: number): Promise<HttpResponse> {
    return this.#session.ask({ method: 'GET', path, accept, maxBytes });
  }

  async #refusal(response: HttpResponse): Promise<ActionError> {
    const asked = this.#session.asked('image');
    const missing = response.status === 404 && this.#reference.digest === undefined;
    const tags = missing ? await orNothing(() => this.#tags()) : undefined;
    return refusedBy(response, { ...asked, tags }, this.#now());
  }

  /** The tags there are, to help who mistyped one. Not every registry tells. */
  async #tags(): Promise<readonly string[] | undefined> {
    const response = await this.#get('tags/list?n=1000', 'application/json', maxTagsBytes);
    if (response.status !== 200) return undefined;
    const tags = asArray(at(parseJson(response.body.toString('utf8')), 'tags'));
    return tags.filter((tag) => typeof tag === 'string');
  }
}

/** What `question` finds out; undefined where it fails: it only helps, and must not make anything worse. */
async function orNothing<T>(question: () => Promise<T>): Promise<T | undefined> {
  try {
    return await question();
  } catch (error) {
    if (error instanceof Cancelled || !(error instanceof ActionError)) throw error;
    return undefined;
  }
}
