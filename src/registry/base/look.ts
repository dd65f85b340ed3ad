import { ActionError, messageOf, throwIfCancelled } from '../../errors.ts';
import { publicReach } from '../../http/reach.ts';
import {
  type BaseImage,
  type BaseVerdict,
  canMove,
  describeBase,
  type Newest,
  type SoughtBase,
  soughtBase,
  stateByDigest,
  stateByLayers,
} from '../../image/base.ts';
import { isDigest } from '../../image/digest.ts';
import type { ImageFacts } from '../../image/facts.ts';
import { apiHost, familiarName, type ImageReference, tagOrDigest } from '../../image/reference.ts';
import type { RegistryAccess } from '../access.ts';
import { verify } from '../documents/document.ts';
import { askingForManifest, isIndexType, manifestTypes, mediaTypeOf, readManifest } from '../documents/manifest.ts';
import { inspectImage } from '../inspect.ts';
import { withinLimits } from '../limits.ts';
import { RegistrySession } from '../session.ts';
import { Ration } from './ration.ts';
import { readRunImage } from './run-image.ts';

/** What the look may cost when nobody asked for it. Requests, milliseconds. */
const aside = { requests: 2, limitMs: 5_000 } as const;
/** And when the user did: tag, index, manifest and config, each with what a login takes. Requests, milliseconds. */
const thorough = { requests: 8, limitMs: 15_000 } as const;

/**
 * Whether what the image is built on is still what its base's name points at. `asked`: the base that the user names; it
 * may cost more requests, and what stands against a verdict is noted in one line. Undefined: no base is known.
 *
 * By the digest that the image records: one HEAD, which Docker Hub does not count as a pull, and the index where the
 * ration allows. Without one, or where digests cannot tell, by the layers, but only of a base that was asked for.
 *
 * The image's base is named by a stranger. Unless it is in the image's own registry, only public addresses are asked
 * (SSRF), and no login is sent. A base that the user names is asked wherever it is; `docker login` may then help.
 *
 * @throws what `access.signal` was aborted with, and nothing else: whatever fails here must not fail a deploy
 */
export async function lookAtBase(
  facts: ImageFacts,
  access: RegistryAccess,
  asked?: ImageReference,
): Promise<BaseImage | undefined> {
  const sought = soughtBase(facts, readRunImage(facts.labels), asked);
  if (sought === undefined) return undefined;
  const base = describeBase(sought);
  if (asked === undefined && (sought.digest === undefined || !canMove(sought))) return { ...base, state: 'unknown' };
  const look = new BaseLook(facts, sought, asked !== undefined);
  let verdict: BaseVerdict;
  try {
    verdict = await inTime(access, look.cost.limitMs, (signal) => look.verdict(access, signal));
  } catch (error) {
    throwIfCancelled(access.signal);
    verdict = { state: 'unknown', why: messageOf(error) };
    // A fault of our own is told in any case, or nobody would ever hear of it.
    if (asked === undefined && !(error instanceof ActionError)) access.note(noteOf(base.name, verdict));
  }
  if (asked !== undefined && verdict.state === 'unknown') access.note(noteOf(base.name, verdict));
  const { newest } = look;
  return { ...base, state: verdict.state, ...(newest === undefined ? {} : { newest }) };
}

function noteOf(name: string, { why }: BaseVerdict): string {
  return `Whether there is a newer ${name} cannot be told: ${why ?? 'its registry does not say enough'}`;
}

class BaseLook {
  readonly cost: typeof aside | typeof thorough;
  /** What the name points at, as soon as that is known: a later failure does not take it back. */
  newest: string | undefined;
  readonly #facts: ImageFacts;
  readonly #sought: SoughtBase;
  readonly #asked: boolean;

  constructor(facts: ImageFacts, sought: SoughtBase, asked: boolean) {
    this.#facts = facts;
    this.#sought = sought;
    this.#asked = asked;
    this.cost = asked ? thorough : aside;
  }

  async verdict(access: RegistryAccess, signal: AbortSignal): Promise<BaseVerdict> {
    const isOwn = hostOf(this.#sought.reference) === hostOf(this.#facts.reference);
    const guarded = !isOwn && !this.#asked && !access.trust.privateNetwork;
    const ration = new Ration(access.http, this.cost.requests, guarded ? publicReach : undefined);
    const baseAccess: RegistryAccess = {
      ...access,
      http: ration,
      signal,
      login: isOwn ? access.login : undefined,
      findLogin: this.#dockerLogin({ ...access, signal }),
      trust: { ...access.trust, dockerLogin: this.#asked && access.trust.dockerLogin },
      // What it says is about the registry; the user wants to hear about the image.
      note: () => {},
    };
    const { digest, reference } = this.#sought;
    const byDigest = (limited: RegistryAccess) => this.#byDigest(limited, ration);
    const state = digest === undefined ? undefined : await withinLimits(reference, baseAccess, byDigest);
    if (state !== undefined) return { state };
    return this.#asked ? this.#byLayers(baseAccess) : { state: 'unknown' };
  }

  /** Of the base's registry, found once for all who ask. What the caller brings along may be the login for the image. */
  #dockerLogin(access: RegistryAccess): NonNullable<RegistryAccess['findLogin']> {
    const find = async () => {
      const { findDockerLogin } = await import('../login/docker-config.ts');
      return findDockerLogin(this.#sought.reference, { ...access, note: () => {} });
    };
    let found: ReturnType<typeof find> | undefined;
    return () => {
      found ??= find();
      return found;
    };
  }

  async #byDigest(access: RegistryAccess, ration: Ration): Promise<'current' | 'stale' | undefined> {
    const { reference, topLayer } = this.#sought;
    const session = new RegistrySession(reference, access);
    const question = { path: `manifests/${tagOrDigest(reference)}`, ...askingForManifest };
    const head = await session.ask({ method: 'HEAD', ...question });
    const digest = head.headers['docker-content-digest'];
    // HEAD has no words for what is wrong; whoever goes on from here is told by GET.
    if (head.status !== 200 || !isDigest(digest)) return undefined;
    this.newest = digest;
    const type = mediaTypeOf(head.headers['content-type']);
    const isImage = type !== undefined && manifestTypes.includes(type) && !isIndexType(type);
    const newest: Newest = { digest, images: [], whole: isImage };
    const state = stateByDigest(this.#sought, newest);
    // The layers of an image of buildpacks are the better witness, and the next to be heard.
    const enough = state !== undefined || isImage || (this.#asked && topLayer !== undefined);
    if (enough || ration.left === 0) return state;
    const index = await this.#index(session, digest);
    return index === undefined ? undefined : stateByDigest(this.#sought, index);
  }

  async #index(session: RegistrySession, digest: string): Promise<Newest | undefined> {
    const question = { path: `manifests/${digest}`, ...askingForManifest };
    const { status, headers, body } = await session.ask({ method: 'GET', ...question });
    if (status !== 200) return undefined;
    const name = familiarName(this.#sought.reference);
    verify(body, { digest }, name);
    const manifest = readManifest(body, headers['content-type'], name);
    if (manifest.kind === 'image') return { digest, images: [], whole: true };
    const images = manifest.entries.map((entry) => entry.digest);
    return { digest, images, whole: !manifest.entries.some(({ mediaType }) => isIndexType(mediaType)) };
  }

  async #byLayers(access: RegistryAccess): Promise<BaseVerdict> {
    const { domain, path } = this.#sought.reference;
    const known = this.newest === undefined ? this.#sought.reference : { domain, path, digest: this.newest };
    const base = await inspectImage(known, access, this.#facts.platform);
    this.newest = base.digest;
    return stateByLayers(this.#facts, base, this.#sought);
  }
}

/** In one form for one registry, whatever way it is written. */
function hostOf(reference: ImageReference): string {
  const host = apiHost(reference);
  return URL.parse(`https://${host}/`)?.host ?? host;
}

/** Ends what `task` does after `ms` by the signal that it is given; it is not waited for longer, either. */
async function inTime<T>(
  { clock, signal }: Pick<RegistryAccess, 'clock' | 'signal'>,
  ms: number,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const done = new AbortController();
  const over = clock.sleep(ms, AbortSignal.any([signal, done.signal])).then(() => {
    const reason = new ActionError('BASE_TIMEOUT', `no answer within ${ms / 1000} s`);
    limit.abort(reason);
    throw reason;
  });
  try {
    return await Promise.race([task(AbortSignal.any([signal, limit.signal])), over]);
  } finally {
    done.abort();
  }
}
