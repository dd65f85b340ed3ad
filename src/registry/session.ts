import type { HttpRequest, HttpResponse } from '../http/http.ts';
import { pauseBeforeRetry } from '../http/retry.ts';
import type { ImageFacts } from '../image/facts.ts';
import type { ImageReference } from '../image/reference.ts';
import type { RegistryAccess } from './access.ts';
import { type Asked, refusedBy } from './errors.ts';
import { type Exchanged, exchange, type Question } from './exchange.ts';
import { registryUrl } from './location.ts';
import { Authorizer } from './login/authorization.ts';
import { type KnownReader, nobody, type Reader } from './login/credential.ts';
import { ServerNotes } from './notes.ts';

/** The last word on a question. */
type Reply = Exchanged | { readonly response: HttpResponse; readonly of: 'token server' };

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
  /** Looks for the login of an earlier step; undefined: it may not be used, or the inputs have one. */
  readonly #findLogin: RegistryAccess['findLogin'];
  /** What was found; undefined: nobody has looked. */
  #found: Promise<KnownReader | undefined> | undefined;
  /** Limits are waited out. False: they are told at once, since a login that lifts them may yet be found. */
  #waits: boolean;
  /** Nobody's way was refused for another reason than a limit, which says nothing about who may read. */
  #needsLogin = false;
  /** Who asked last, and what another reader was told. */
  #last: Pick<Asked, 'reader' | 'other'> = { reader: nobody };

  /** @throws ActionError `IMAGE_REFERENCE` when the registry's host cannot be put into a URL */
  constructor(reference: ImageReference, access: RegistryAccess) {
    const { http, login, findLogin, trust } = access;
    const send = (request: HttpRequest) => http.send(this.#waits ? request : { retry: 'lost', ...request });
    this.#reference = reference;
    this.#access = { ...access, http: { send } };
    this.#registry = registryUrl(reference, access.loopbackTls);
    this.#authorizer = new Authorizer(this.#access, this.#registry, reference);
    this.#notes = new ServerNotes(reference.domain, (line) => access.note(line));
    this.#findLogin = login === undefined && trust.dockerLogin ? findLogin : undefined;
    this.#waits = this.#findLogin === undefined;
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
    if (reader.kind !== 'nobody') return first;
    return (await this.#askAsFound(question, first)) ?? this.#afterLimit(question, first);
  }

  /** What an earlier step's login is told, where that may be more than what nobody was told; undefined: it is not. */
  async #askAsFound(question: Question, first: Reply): Promise<Reply | undefined> {
    if (!mayNeedLogin(first, question)) return undefined;
    const found = await this.#foundLogin();
    if (found === undefined) return undefined;
    if (!this.#authorizer.hasChallenge && !(await this.#authorizer.discover(first.response))) return undefined;
    const second = await this.#askAs(found, { ...question, method: question.again ?? question.method });
    if (!this.#authorizer.wasShown(found)) return undefined;
    if (isDenied(second) && !isDenied(first)) {
      // A login that is refused is no news about an image that is not there, or about a limit.
      this.#last = { reader: nobody, other: { reader: found, response: second.response } };
      return undefined;
    }
    this.#last = { reader: found, other: { reader: nobody, response: first.response } };
    if (!isDenied(second)) {
      this.#reader = found;
      this.#needsLogin = first.response.status !== 429;
    }
    return second;
  }

  /** The last word on `first`, which no login can better: a limit that was told at once is waited out after all. */
  async #afterLimit(question: Question, first: Reply): Promise<Reply> {
    const { clock, signal } = this.#access;
    const { status, request } = first.response;
    if (status !== 429 || request.retry !== 'lost') return first;
    this.#waits = true;
    const pause = pauseBeforeRetry({ ...request, retry: 'safe' }, first.response, 1, clock.now(), Math.random());
    if (pause === undefined) return first;
    await clock.sleep(pause, signal);
    return this.#askAs(nobody, question);
  }

  /** The login of an earlier step: looked for once, and only when reading without a login was refused. */
  async #foundLogin(): Promise<KnownReader | undefined> {
    this.#waits = true;
    this.#found ??= this.#findLogin?.().then((found) => found && { kind: 'docker login', ...found });
    return this.#found;
  }

  async #askAs(reader: Reader, question: Question): Promise<Reply> {
    const url = new URL(`${this.#reference.path}/${question.path}`, this.#registry);
    const first = await this.#authorizer.proofOf(reader);
    if (first !== undefined && 'refusal' in first) return { response: first.refusal, of: 'token server' };
    const reply = await exchange(this.#access, this.#registry, question, url, first?.header);
    // Nobody but the registry says how to log in to it.
    if (reply.of === 'redirect target') return reply;
    if (!(await this.#authorizer.learn(reply.response, first, reader))) return reply;
    const second = await this.#authorizer.proofOf(reader);
    if (second === undefined) return reply;
    if ('refusal' in second) return { response: second.refusal, of: 'token server' };
    const { again = question.method } = question;
    return exchange(this.#access, this.#registry, { ...question, method: again }, url, second.header);
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
function mayNeedLogin(reply: Reply, { path }: Question): boolean {
  if (reply.of === 'redirect target') return false;
  if (reply.response.status === 429) return true;
  if (reply.of === 'token server') return isDenied(reply);
  if (reply.response.request.method === 'HEAD') return false;
  return isDenied(reply) || (reply.response.status === 404 && path.startsWith('manifests/'));
}

function hostOnly(host: string): string {
  return host.replace(/:\d+$/, '');
}
