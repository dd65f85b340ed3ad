import type { Clock } from '../../clock.ts';
import { ActionError } from '../../errors.ts';
import { nameOf } from '../../http/errors.ts';
import type { Http, HttpResponse } from '../../http/http.ts';
import { numberAt, parseJson, textAt } from '../../http/json.ts';
import type { Login } from '../../inputs/request.ts';

/** The logins that UAA knows. */
export type UaaLogin = Exclude<Login, { readonly kind: 'token' }>;

interface Token {
  readonly access: string;
  readonly refresh: string | undefined;
  /** Milliseconds since the epoch, by our own clock: from here on it is renewed before it is used. */
  readonly renewAt: number;
}

interface TokenSourceParts {
  readonly http: Http;
  readonly clock: Clock;
  /** `links.login.href` of the API's root document. */
  readonly server: URL;
  readonly login: UaaLogin;
  mask(secret: string): void;
}

/** A token that ends sooner than this is not used for a request any more (cf CLI: 60 s). Milliseconds. */
const renewBeforeMs = 60_000;
/** When neither `expires_in` nor the token says how long it lives. Milliseconds. */
const assumedLifetimeMs = 10 * 60_000;

/** Access tokens of UAA: one at a time, renewed before it ends, never asked for twice at once. */
export class TokenSource {
  readonly #parts: TokenSourceParts;
  #token: Token | undefined;
  #underway: Promise<Token> | undefined;

  constructor(parts: TokenSourceParts) {
    this.#parts = parts;
  }

  /** A token that is good for at least the next request. @throws ActionError `CF_LOGIN` when the login is refused */
  async bearer(): Promise<string> {
    const token = this.#token;
    if (token !== undefined && this.#parts.clock.now() < token.renewAt) return token.access;
    return (await this.#renewed()).access;
  }

  /** Another token than `rejected`, which the API did not take. */
  async instead(rejected: string): Promise<string> {
    const token = this.#token;
    if (token !== undefined && token.access !== rejected) return token.access;
    return (await this.#renewed()).access;
  }

  #renewed(): Promise<Token> {
    this.#underway ??= this.#grant().finally(() => {
      this.#underway = undefined;
    });
    return this.#underway;
  }

  async #grant(): Promise<Token> {
    const refresh = this.#token?.refresh;
    const { login } = this.#parts;
    if (refresh !== undefined) {
      const response = await this.#ask({ grant_type: 'refresh_token', refresh_token: refresh }, cfClient);
      // Revoked, used up or ended: the original login still works.
      if (response.status === 200) return this.#keep(response);
    }
    const response =
      login.kind === 'client'
        ? await this.#ask({ grant_type: 'client_credentials', client_id: login.id, client_secret: login.secret })
        : await this.#ask(
            { grant_type: 'password', username: login.username, password: login.password },
            cfClient,
            login.origin,
          );
    if (response.status !== 200) throw loginError(response, login);
    return this.#keep(response);
  }

  /** `POST {login}/oauth/token`. No signal: the token may be wanted by a caller that has to clean up. */
  #ask(form: Record<string, string>, client?: string, origin?: string): Promise<HttpResponse> {
    const { http, server } = this.#parts;
    const url = new URL(`${server.href.replace(/\/+$/, '')}/oauth/token`);
    if (origin !== undefined) url.searchParams.set('login_hint', JSON.stringify({ origin }));
    return http.send({
      method: 'POST',
      url,
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        ...(client === undefined ? {} : { authorization: client }),
      },
      body: new URLSearchParams(form).toString(),
      // A second token is no harm.
      retry: 'safe',
    });
  }

  #keep(response: HttpResponse): Token {
    const json = parseJson(response.body.toString('utf8'));
    const access = textAt(json, 'access_token');
    // The token goes into a header: anything but visible ASCII would be refused there, with the token in the message.
    if (access === undefined || !/^[\x21-\x7e]+$/.test(access)) {
      throw new ActionError('CF_LOGIN', `${nameOf(response.request)} answered 200, but without an access token`, {
        hint: 'Is the api address right? The login server that it names does not behave like UAA.',
      });
    }
    this.#parts.mask(access);
    const refresh = textAt(json, 'refresh_token');
    if (refresh !== undefined) this.#parts.mask(refresh);
    const now = this.#parts.clock.now();
    const lifetime = lifetimeMs(json, access, now);
    // A short-lived token is used for four fifths of its life.
    const token = { access, refresh, renewAt: now + lifetime - Math.min(renewBeforeMs, lifetime / 5) };
    this.#token = token;
    return token;
  }
}

/** Client `cf` with an empty secret: UAA's public client for command lines. */
const cfClient = `Basic ${Buffer.from('cf:').toString('base64')}`;

/** `expires_in` (seconds) is relative and so free of clock skew; the token's own `exp` is the second choice. */
function lifetimeMs(json: unknown, access: string, now: number): number {
  const seconds = numberAt(json, 'expires_in');
  if (seconds !== undefined) return seconds * 1000;
  const claims = parseJson(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString('utf8'));
  const expires = numberAt(claims, 'exp');
  return expires === undefined ? assumedLifetimeMs : Math.max(0, expires * 1000 - now);
}

function loginError(response: HttpResponse, login: UaaLogin): ActionError {
  const json = parseJson(response.body.toString('utf8'));
  const error = textAt(json, 'error');
  const words = textAt(json, 'error_description') ?? error;
  const who = login.kind === 'client' ? `client ${login.id}` : `user ${login.username}`;
  const said = words ?? `the login server answered ${response.status}`;
  return new ActionError(
    response.status >= 500 || response.status === 429 ? 'CF_LOGIN_UNAVAILABLE' : 'CF_LOGIN',
    `Login of ${who} failed: ${said} (${nameOf(response.request)}: ${response.status}${error === undefined ? '' : ` ${error}`})`,
    { hint: loginHint(response.status, words ?? '', login) },
  );
}

function loginHint(status: number, words: string, login: UaaLogin): string {
  if (status === 429) return 'The login server limits requests. Try again later.';
  if (status >= 500)
    return 'The login server seems to be down or restarting. Try again; if it stays so, ask the operator.';
  if (/locked/i.test(words))
    return 'Wait some minutes until the lock ends, and put the right password into the secret first.';
  if (/origin|login_hint/i.test(words)) {
    return 'The input origin must be the key of an identity provider that takes passwords: uaa, or what the operator calls the LDAP.';
  }
  if (status === 404) return 'Is the api address right? The login server that it names has no /oauth/token.';
  if (login.kind === 'client') {
    return 'Check client-id and client-secret, and that the client may use the grant client_credentials.';
  }
  return login.origin === undefined
    ? 'Check username and password. A user of an identity provider other than uaa needs the input origin too. Users with single sign-on or a second factor have no password login: use a client.'
    : 'Check username, password and origin.';
}
