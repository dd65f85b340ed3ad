import { ActionError } from '../../errors.ts';
import type { HttpResponse } from '../../http/http.ts';
import { numberAt, parseJson, textAt } from '../../http/json.ts';
import type { RegistryAccess } from '../access.ts';
import { isRedirect } from '../exchange.ts';
import type { Challenge } from './challenge.ts';
import { basicAuthorization, type Reader } from './credential.ts';
import { type Realm, readRealm } from './realm.ts';

const maxTokenBytes = 64 * 1024;
/** The token spec's default for `expires_in`; shorter promises are read as this one. Seconds. */
const shortestLife = 60;
/** A token is not used any more when it has less than this left. Milliseconds. */
const margin = 10_000;
const tokenForm = /^[\x21-\x7e]+$/;
/** For token servers that log who asks. */
const clientId = 'deploy-image';

export interface Token {
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** What a token server said: a token, or an answer without one. */
export type TokenAnswer =
  | {
      readonly token: Token;
      /** It was fetched for an earlier question. */
      readonly stored: boolean;
    }
  | { readonly refusal: HttpResponse };

type Obtained = { readonly token: Token } | { readonly refusal: HttpResponse };

/**
 * Bearer tokens of one registry, kept by realm, service, scope and reader (distribution's token specification). A realm
 * that is not trusted is asked without any login; `withheldFrom` then names it.
 */
export class TokenStore {
  readonly #access: RegistryAccess;
  readonly #registry: URL;
  readonly #obtained = new Map<string, Promise<Obtained>>();
  readonly #shown = new Set<Reader>();
  #withheldFrom: string | undefined;

  /** `registry`: where its API is. */
  constructor(access: RegistryAccess, registry: URL) {
    this.#access = access;
    this.#registry = registry;
  }

  /** Whether a token server was given this reader's login. */
  wasShown(reader: Reader): boolean {
    return this.#shown.has(reader);
  }

  /** The token server that asked for a login and was not given it. */
  get withheldFrom(): string | undefined {
    return this.#withheldFrom;
  }

  /**
   * A token for `scope`, from the store if it lives long enough. Who asks while the same token is being fetched waits
   * for that one.
   *
   * @throws ActionError `REGISTRY_REALM`, `REGISTRY_TOKEN`, `REGISTRY_LOGIN`, and those of `Http`
   */
  async get(challenge: Challenge, scope: string, reader: Reader): Promise<TokenAnswer> {
    const key = keyOf(challenge, scope, reader);
    for (;;) {
      const pending = this.#obtained.get(key);
      if (pending === undefined) break;
      const known = await pending;
      const lives = 'token' in known && known.token.expiresAt - margin > this.#access.clock.now();
      if (lives) return { token: known.token, stored: true };
      // Unless somebody else has begun to replace it meanwhile.
      if (this.#obtained.get(key) === pending) this.#obtained.delete(key);
    }
    const obtaining = this.#obtain(challenge, scope, reader);
    this.#obtained.set(key, obtaining);
    try {
      const obtained = await obtaining;
      if ('refusal' in obtained) this.#obtained.delete(key);
      return 'token' in obtained ? { ...obtained, stored: false } : obtained;
    } catch (error) {
      this.#obtained.delete(key);
      throw error;
    }
  }

  /** Drops a token that the registry does not take any more. */
  forget(challenge: Challenge, scope: string, reader: Reader): void {
    this.#obtained.delete(keyOf(challenge, scope, reader));
  }

  async #obtain(challenge: Challenge, scope: string, reader: Reader): Promise<Obtained> {
    const realm = readRealm(challenge.parameters.get('realm'), this.#registry, this.#access.trust);
    const service = challenge.parameters.get('service');
    const response = await this.#ask(realm, { ...(service === undefined ? {} : { service }), scope }, reader);
    if (isRedirect(response.status)) throw redirected(response);
    if (response.status !== 200) return { refusal: response };
    return { token: this.#read(response) };
  }

  #ask(realm: Realm, wanted: Readonly<Record<string, string>>, reader: Reader): Promise<HttpResponse> {
    if (reader.kind === 'nobody') return this.#get(realm, wanted);
    if (!realm.trusted) {
      this.#withheldFrom = realm.url.host;
      return this.#get(realm, wanted);
    }
    this.#shown.add(reader);
    const { credential } = reader;
    if (credential.kind === 'password') return this.#get(realm, wanted, credential);
    return this.#exchange(realm, wanted, credential.token);
  }

  /** GET, the form that all token servers have. Without a login: a token as anybody gets it. */
  #get(
    realm: Realm,
    wanted: Readonly<Record<string, string>>,
    login?: { readonly username: string; readonly password: string },
  ): Promise<HttpResponse> {
    const { http, signal } = this.#access;
    const url = new URL(realm.url);
    for (const [key, value] of Object.entries(wanted)) url.searchParams.append(key, value);
    const headers: Record<string, string> = { accept: 'application/json', 'accept-encoding': 'identity' };
    if (login !== undefined) headers['authorization'] = basicAuthorization(login, (text) => this.#access.mask(text));
    return http.send({ method: 'GET', url, headers, maxBytes: maxTokenBytes, signal, ...realm.guard });
  }

  /**
   * POST (OAuth2): what an identity token is for. Servers that have no such form, and say so by 404 or 405, take it as
   * the password of `<token>`. The body, like a header, is in no log and in no message.
   */
  async #exchange(
    realm: Realm,
    wanted: Readonly<Record<string, string>>,
    identityToken: string,
  ): Promise<HttpResponse> {
    const { http, signal } = this.#access;
    this.#access.mask(identityToken);
    const form = { grant_type: 'refresh_token', ...wanted, client_id: clientId, refresh_token: identityToken };
    const response = await http.send({
      method: 'POST',
      url: realm.url,
      headers: {
        accept: 'application/json',
        'accept-encoding': 'identity',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(form).toString(),
      // Asking twice for a token makes no more than two tokens.
      retry: 'safe',
      maxBytes: maxTokenBytes,
      signal,
      ...realm.guard,
    });
    if (response.status !== 404 && response.status !== 405) return response;
    return this.#get(realm, wanted, { username: '<token>', password: identityToken });
  }

  /** `token` and `access_token` mean the same. Anything but visible ASCII could break out of the header that holds it. */
  #read(response: HttpResponse): Token {
    const answer = parseJson(response.body.toString('utf8'));
    const value = textAt(answer, 'token') || textAt(answer, 'access_token');
    const refresh = textAt(answer, 'refresh_token');
    // What is no token is shown nowhere; to mask its lines would let a server take words of its choice out of the log.
    for (const secret of [value, refresh])
      if (secret !== undefined && tokenForm.test(secret)) this.#access.mask(secret);
    if (value === undefined || value === '') throw badToken(response, 'answered 200 without a token');
    if (!tokenForm.test(value)) throw badToken(response, 'gave a token with characters that no token has');
    const life = Math.max(numberAt(answer, 'expires_in') ?? shortestLife, shortestLife) * 1000;
    const now = this.#access.clock.now();
    return { value, expiresAt: issuedAt(textAt(answer, 'issued_at'), now, life) + life };
  }
}

function keyOf(challenge: Challenge, scope: string, reader: Reader): string {
  const { parameters } = challenge;
  const who = reader.kind === 'docker login' ? [reader.kind, reader.where] : [reader.kind];
  return JSON.stringify([parameters.get('realm'), parameters.get('service'), scope, ...who]);
}

/**
 * When a token began to live (`issued_at`, RFC 3339). A server whose clock goes wrong would give tokens that have died
 * already, or that come from the future: then it is now.
 *
 * @param life in milliseconds, as the result and `now` are
 */
function issuedAt(text: string | undefined, now: number, life: number): number {
  const time = text !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return time <= now && time > now - life ? time : now;
}

function badToken(response: HttpResponse, problem: string): ActionError {
  return new ActionError('REGISTRY_TOKEN', `The token server ${response.request.url.host} ${problem}.`, {
    hint: 'Is the host of the image spelled right? If it is, tell whoever runs the registry.',
  });
}

/** A login or a token must not go where somebody else points. */
function redirected({ request, status }: HttpResponse): ActionError {
  return new ActionError(
    'REGISTRY_REALM',
    `The token server ${request.url.host} answered with a redirect (${status}), which is not followed.`,
    {
      hint: 'Is the host of the image spelled right? If it is, tell whoever runs the registry: a login must not travel.',
    },
  );
}
