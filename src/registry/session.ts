import type { HttpResponse } from '../http/http.ts';
import type { ImageFacts } from '../image/facts.ts';
import type { ImageReference } from '../image/reference.ts';
import type { RegistryAccess } from './access.ts';
import { Authorizer } from './authorization.ts';
import { type Asked, refusedBy } from './errors.ts';
import { exchange, type Question } from './exchange.ts';
import { registryUrl } from './location.ts';
import { ServerNotes } from './notes.ts';
import { type KnownReader, nobody, type Reader } from './reader.ts';

/** The last word on a question. */
interface Reply {
  readonly response: HttpResponse;
  readonly of: 'registry' | 'token server' | 'redirect target';
}

/**
 * Asks one repository of one registry, as whoever can read it. The login of the inputs is shown when the registry asks
 * for one. Without it everybody's way is tried first, since that is how a platform will pull; the login of an earlier
 * step is looked for only when that is refused, so that a stale one never breaks what anybody may read (eksdemo#68).
 */
export class RegistrySession {
  readonly #reference: ImageReference;
  readonly #access: RegistryAccess;
  readonly #registry: URL;
  readonly #authorizer: Authorizer;
  readonly #notes: ServerNotes;
  #reader: Reader;
  #hasLooked = false;
  /** A manifest was given to nobody: the image is one that anybody can pull. */
  #isOpen = false;
  /** Nobody's way was refused for another reason than a limit. */
  #needsLogin = false;
  /** Who asked last, and what another reader was told. */
  #last: Pick<Asked, 'reader' | 'other'> = { reader: nobody };

  /** @throws ActionError `IMAGE_REFERENCE` when the registry's host cannot be put into a URL */
  constructor(reference: ImageReference, access: RegistryAccess) {
    this.#reference = reference;
    this.#access = access;
    this.#registry = registryUrl(reference, access.loopbackTls);
    this.#authorizer = new Authorizer(access, this.#registry, reference);
    this.#notes = new ServerNotes(reference.domain, (line) => access.note(line));
    const { login } = access;
    this.#reader = login === undefined ? nobody : { kind: 'inputs', credential: { kind: 'password', ...login } };
  }

  /** Whose login it took so far. */
  get openedBy(): ImageFacts['openedBy'] {
    if (!this.#authorizer.wasShown(this.#reader)) return 'nobody';
    return this.#reader.kind === 'docker login' && !this.#needsLogin ? 'nobody' : this.#reader.kind;
  }

  /** What the user should know about logins once all has gone well. */
  get remarks(): readonly string[] {
    const remarks: string[] = [];
    const { withheldFrom } = this.#authorizer;
    if (this.#reader.kind === 'docker login' && this.#authorizer.wasShown(this.#reader)) {
      const { where } = this.#reader;
      remarks.push(`Read with the login of ${where}, made by an earlier step. The platform is not given that login.`);
    }
    if (withheldFrom !== undefined) {
      remarks.push(
        `${this.#reference.domain} asked to send your login to ${withheldFrom}; not done. Add ${hostOnly(withheldFrom)} to auth-realm-hosts if this is right.`,
      );
    }
    return remarks;
  }

  /** For `refusedBy`: who asked last. */
  asked(what: Asked['what']): Asked {
    const { withheldFrom } = this.#authorizer;
    return { reference: this.#reference, what, ...this.#last, withheldFrom };
  }

  /**
   * The registry's answer after any login and redirects, whatever its status.
   *
   * @throws ActionError of `refusedBy` when a token server gives no token; those of `TokenStore`, `exchange` and `Http`
   */
  async ask(question: Question): Promise<HttpResponse> {
    const reply = await this.#askAnybody(question);
    const { response } = reply;
    if (reply.of === 'token server') throw refusedBy(response, this.asked('token'), this.#access.clock.now());
    if (reply.of === 'registry') this.#notes.hear(response, this.#last.reader.kind !== 'nobody');
    return response;
  }

  async #askAnybody(question: Question): Promise<Reply> {
    const reader = this.#reader;
    const first = await this.#askAs(reader, question);
    this.#last = { reader: this.#shown(reader) };
    if (reader.kind === 'nobody' && first.response.status === 200 && question.path.startsWith('manifests/')) {
      this.#isOpen = true;
    }
    if (reader.kind !== 'nobody' || !mayNeedLogin(first, question)) return first;
    const found = await this.#findLogin();
    if (found === undefined) return first;
    if (!this.#authorizer.hasChallenge && !(await this.#authorizer.discover(first.response))) return first;
    const second = await this.#askAs(found, question);
    if (!this.#authorizer.wasShown(found)) return first;
    if (isDenied(second) && !isDenied(first)) {
      // A login that is refused is no news about an image that is not there, or about a limit.
      this.#last = { reader: nobody, other: { reader: found, response: second.response } };
      return first;
    }
    this.#last = { reader: found, other: { reader: nobody, response: first.response } };
    if (!isDenied(second)) {
      this.#reader = found;
      this.#needsLogin = first.response.status !== 429 || !this.#isOpen;
    }
    return second;
  }

  /** Asked once, and only when reading without a login was refused. */
  async #findLogin(): Promise<KnownReader | undefined> {
    const { findLogin, trust } = this.#access;
    if (this.#hasLooked || findLogin === undefined || !trust.dockerLogin) return undefined;
    this.#hasLooked = true;
    const found = await findLogin();
    return found === undefined ? undefined : { kind: 'docker login', ...found };
  }

  async #askAs(reader: Reader, question: Question): Promise<Reply> {
    const url = new URL(`${this.#reference.path}/${question.path}`, this.#registry);
    const first = await this.#authorizer.proofOf(reader);
    if (first !== undefined && 'refusal' in first) return { response: first.refusal, of: 'token server' };
    let response = await exchange(this.#access, this.#registry, question, url, first?.header);
    if (await this.#authorizer.learn(response, first, reader)) {
      const second = await this.#authorizer.proofOf(reader);
      if (second !== undefined && 'refusal' in second) return { response: second.refusal, of: 'token server' };
      if (second !== undefined) {
        response = await exchange(this.#access, this.#registry, question, url, second.header);
      }
    }
    const own = response.request.url.origin === this.#registry.origin;
    return { response, of: own ? 'registry' : 'redirect target' };
  }

  #shown(reader: Reader): Reader {
    return this.#authorizer.wasShown(reader) ? reader : nobody;
  }
}

function isDenied({ response, of }: Reply): boolean {
  const { status } = response;
  return of !== 'redirect target' && (status === 401 || status === 403 || (of === 'token server' && status === 400));
}

/**
 * Whether a login may change what nobody was told. Many registries say 404 of what only some may see. A HEAD that is
 * refused proves nothing, since the GET that follows may not be.
 */
function mayNeedLogin(reply: Reply, { method, path }: Question): boolean {
  if (reply.of === 'redirect target') return false;
  if (reply.response.status === 429) return true;
  if (reply.of === 'token server') return isDenied(reply);
  if (method === 'HEAD') return false;
  return isDenied(reply) || (reply.response.status === 404 && path.startsWith('manifests/'));
}

function hostOnly(host: string): string {
  return host.replace(/:\d+$/, '');
}
