import type { HttpResponse } from '../http/http.ts';
import type { ImageReference } from '../image/reference.ts';
import type { RegistryAccess } from './access.ts';
import { type Challenge, parseChallenges, preferredChallenge } from './challenge.ts';
import type { Asked } from './errors.ts';
import { redirectTarget, registryUrl } from './location.ts';
import { basicAuthorization, TokenStore } from './token.ts';

const mostRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

/** What may be asked of a repository: a path below `/v2/<repository>/`. */
export interface Question {
  readonly method: 'GET' | 'HEAD';
  /** `manifests/1.2`, `blobs/sha256:…`: made of parts that the grammar has checked. */
  readonly path: string;
  readonly accept: string;
  /** Bytes. */
  readonly maxBytes: number;
}

interface Authorization {
  readonly header: string;
  /** The header was known before this question, so that a refusal may only mean that its token has died. */
  readonly stored: boolean;
}

/**
 * Asks one repository of one registry. Logs in when the registry asks for it and not before; follows redirects by hand,
 * so that no credential leaves the registry's origin (CVE-2020-15157; S3 and Azure refuse such requests, too).
 */
export class RegistrySession {
  readonly #reference: ImageReference;
  readonly #access: RegistryAccess;
  readonly #base: URL;
  readonly #tokens: TokenStore;
  #challenge: Challenge | undefined;
  #scope: string;
  #sentBasic = false;

  /** @throws ActionError `IMAGE_REFERENCE` when the registry's host cannot be put into a URL */
  constructor(reference: ImageReference, access: RegistryAccess) {
    this.#reference = reference;
    this.#access = access;
    this.#base = registryUrl(reference);
    this.#tokens = new TokenStore(access, this.#base, reference);
    this.#scope = this.#ownScope;
  }

  /** Whether the login has been sent to anybody. */
  get usedCredentials(): boolean {
    return this.#sentBasic || this.#tokens.sentLogin;
  }

  /** For `refusedBy`: who asked. */
  asked(what: Asked['what']): Asked {
    const account = this.usedCredentials ? this.#access.login?.username : undefined;
    return { reference: this.#reference, what, account, withheldFrom: this.#tokens.withheldFrom };
  }

  /** The registry's answer after any login and redirects, whatever its status. */
  async ask(question: Question): Promise<HttpResponse> {
    const url = new URL(`${this.#reference.path}/${question.path}`, this.#base);
    const first = await this.#authorization();
    let response = await this.#follow(question, url, first?.header);
    if (await this.#learnChallenge(response, first)) {
      const second = await this.#authorization();
      if (second !== undefined) response = await this.#follow(question, url, second.header);
    }
    return response;
  }

  get #ownScope(): string {
    return `repository:${this.#reference.path}:pull`;
  }

  /** True: another try with what has been learnt may do better. */
  async #learnChallenge(response: HttpResponse, sent: Authorization | undefined): Promise<boolean> {
    const { status, request } = response;
    if (request.url.origin !== this.#base.origin) return false; // a redirect's target is not given any login
    if (sent !== undefined) {
      if (status !== 401 || !sent.stored || this.#challenge?.scheme !== 'bearer') return false;
      const why = preferredChallenge(parseChallenges(response.headers['www-authenticate'] ?? ''));
      if (why?.parameters.get('error') === 'insufficient_scope') return false;
      this.#tokens.forget(this.#challenge, this.#scope);
      return true;
    }
    // Some registries answer 403 to the nameless without saying how to log in (Artifact Registry).
    if (status !== 401 && !(status === 403 && this.#access.login !== undefined)) return false;
    const own = preferredChallenge(parseChallenges(response.headers['www-authenticate'] ?? ''));
    this.#challenge = own ?? (await this.#pingChallenge());
    const scope = own?.parameters.get('scope');
    // The ping's scope is a placeholder at best, Gitea's is `*`: those are not what has to be asked for.
    this.#scope = scope !== undefined && /^repository:\S+:[a-z,*]+$/.test(scope) ? scope : this.#ownScope;
    return this.#challenge !== undefined;
  }

  /** Old gcr.io and some proxies put the challenge only on the ping. */
  async #pingChallenge(): Promise<Challenge | undefined> {
    const headers = { accept: 'application/json', 'accept-encoding': 'identity' };
    const { http, signal } = this.#access;
    const response = await http.send({ method: 'GET', url: this.#base, headers, maxBytes: 64 * 1024, signal });
    return preferredChallenge(parseChallenges(response.headers['www-authenticate'] ?? ''));
  }

  async #authorization(): Promise<Authorization | undefined> {
    const { login } = this.#access;
    if (this.#challenge?.scheme === 'bearer') {
      const { token, stored } = await this.#tokens.get(this.#challenge, this.#scope);
      return { header: `Bearer ${token.value}`, stored };
    }
    if (this.#challenge?.scheme !== 'basic' || login === undefined) return undefined;
    const header = basicAuthorization(login, (secret) => this.#access.mask(secret));
    const stored = this.#sentBasic;
    this.#sentBasic = true;
    return { header, stored };
  }

  async #follow(question: Question, start: URL, authorization: string | undefined): Promise<HttpResponse> {
    const { http, signal } = this.#access;
    let url = start;
    for (let hops = 0; ; hops++) {
      const headers: Record<string, string> = { accept: question.accept, 'accept-encoding': 'identity' };
      if (authorization !== undefined && url.origin === this.#base.origin) headers['authorization'] = authorization;
      const response = await http.send({ method: question.method, url, headers, maxBytes: question.maxBytes, signal });
      if (!redirects.has(response.status) || hops === mostRedirects) return response;
      url = redirectTarget(url, response.headers['location']);
    }
  }
}
