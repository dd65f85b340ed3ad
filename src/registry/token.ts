import { ActionError } from '../errors.ts';
import type { HttpResponse } from '../http/http.ts';
import { numberAt, parseJson, textAt } from '../http/json.ts';
import type { ImageReference } from '../image/reference.ts';
import type { RegistryLogin } from '../inputs/request.ts';
import type { RegistryAccess } from './access.ts';
import type { Challenge } from './challenge.ts';
import { refusedBy } from './errors.ts';
import { readRealm } from './realm.ts';

const maxTokenBytes = 64 * 1024;
/** The token spec's default for `expires_in`; shorter promises are read as this one. Seconds. */
const shortestLife = 60;
/** A token is not used any more when it has less than this left. Milliseconds. */
const margin = 10_000;

export interface Token {
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/**
 * The payload of a Basic `Authorization` header (RFC 7617), masked. A password may hold anything, line breaks included
 * (Google's `_json_key` is a file): it travels as base64.
 *
 * @throws ActionError `REGISTRY_LOGIN` for a user name that Basic cannot carry
 */
export function basicAuthorization(login: RegistryLogin, mask: (secret: string) => void): string {
  if (login.username.includes(':') || /[\x00-\x1f\x7f]/.test(login.username)) {
    throw new ActionError('REGISTRY_LOGIN', 'The registry user name holds a colon or a control character.', {
      hint: 'Give the user name alone in registry-username, the password in registry-password.',
    });
  }
  const payload = Buffer.from(`${login.username}:${login.password}`, 'utf8').toString('base64');
  mask(payload);
  return `Basic ${payload}`;
}

/**
 * Bearer tokens of one registry for one login, kept by realm, service and scope (distribution's token specification,
 * GET form). A realm that is not trusted is asked without the login; `withheldFrom` then names it.
 */
export class TokenStore {
  readonly #access: RegistryAccess;
  readonly #registry: URL;
  readonly #reference: ImageReference;
  readonly #tokens = new Map<string, Promise<Token>>();
  #sentLogin = false;
  #withheldFrom: string | undefined;

  /** `registry`: where the API of the registry of `reference` is. */
  constructor(access: RegistryAccess, registry: URL, reference: ImageReference) {
    this.#access = access;
    this.#registry = registry;
    this.#reference = reference;
  }

  /** Whether a token server was given the login. */
  get sentLogin(): boolean {
    return this.#sentLogin;
  }

  /** The token server that asked for the login and was not given it. */
  get withheldFrom(): string | undefined {
    return this.#withheldFrom;
  }

  /**
   * A token for `scope`, from the store if it lives long enough.
   *
   * @throws ActionError `REGISTRY_REALM`, `REGISTRY_TOKEN`, `REGISTRY_LOGIN` and those of `refusedBy`
   */
  async get(challenge: Challenge, scope: string): Promise<{ token: Token; stored: boolean }> {
    const key = keyOf(challenge, scope);
    const known = await this.#tokens.get(key);
    if (known !== undefined && known.expiresAt - margin > this.#access.clock.now())
      return { token: known, stored: true };
    const fetched = this.#request(challenge, scope);
    this.#tokens.set(key, fetched);
    try {
      return { token: await fetched, stored: false };
    } catch (error) {
      this.#tokens.delete(key);
      throw error;
    }
  }

  forget(challenge: Challenge, scope: string): void {
    this.#tokens.delete(keyOf(challenge, scope));
  }

  async #request(challenge: Challenge, scope: string): Promise<Token> {
    const { http, login, clock, signal } = this.#access;
    const realm = readRealm(challenge.parameters.get('realm'), this.#registry);
    const url = new URL(realm.url);
    const service = challenge.parameters.get('service');
    if (service !== undefined) url.searchParams.set('service', service);
    url.searchParams.append('scope', scope);
    const headers: Record<string, string> = { accept: 'application/json', 'accept-encoding': 'identity' };
    const sendsLogin = login !== undefined && realm.trusted;
    if (login !== undefined && !realm.trusted) this.#withheldFrom = url.host;
    if (sendsLogin) {
      headers['authorization'] = basicAuthorization(login, (secret) => this.#access.mask(secret));
      this.#sentLogin = true;
    }
    const response = await http.send({ method: 'GET', url, headers, maxBytes: maxTokenBytes, signal });
    if (response.status !== 200) {
      const account = sendsLogin ? login.username : undefined;
      const asked = { reference: this.#reference, what: 'token', account, withheldFrom: this.#withheldFrom } as const;
      throw refusedBy(response, asked, clock.now());
    }
    const token = readToken(response, clock.now());
    this.#access.mask(token.value);
    return token;
  }
}

function keyOf(challenge: Challenge, scope: string): string {
  return JSON.stringify([challenge.parameters.get('realm'), challenge.parameters.get('service'), scope]);
}

/** `token` and `access_token` mean the same. Anything but visible ASCII could break out of the header that holds it. */
function readToken(response: HttpResponse, now: number): Token {
  const answer = parseJson(response.body.toString('utf8'));
  const value = textAt(answer, 'token') || textAt(answer, 'access_token');
  const problem =
    value === undefined || value === ''
      ? 'answered 200 without a token'
      : /^[\x21-\x7e]+$/.test(value)
        ? undefined
        : 'gave a token with characters that no token has';
  if (value === undefined || problem !== undefined) {
    throw new ActionError('REGISTRY_TOKEN', `The token server ${response.request.url.host} ${problem}.`, {
      hint: 'Is the host of the image spelled right? If it is, tell whoever runs the registry.',
    });
  }
  const life = Math.max(numberAt(answer, 'expires_in') ?? shortestLife, shortestLife);
  return { value, expiresAt: now + life * 1000 };
}
