import type { Clock } from '../../../clock.ts';
import { ActionError } from '../../../errors.ts';
import { NetworkError, nameOf } from '../../../http/errors.ts';
import type { Http, HttpRequest, HttpResponse } from '../../../http/http.ts';
import { numberAt, parseJson, textAt } from '../../../http/json.ts';
import { pauseBeforeRetry } from '../../../http/retry.ts';
import type { Login } from '../../../inputs/request.ts';
import type { Bearer } from '../api/bearer.ts';
import { assertionGrant, type Grant, refreshGrant, storedGrant } from './grants.ts';
import { claimsOf, type Identity, identityOf } from './identity.ts';
import { loginError } from './login-error.ts';

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
  /** Where `/oauth/token` is: the API's login server; for OIDC logins UAA by its own name. */
  readonly server: URL;
  readonly login: UaaLogin;
  /** The folder of this action's documents, for links. */
  readonly docs: string;
  mask(secret: string): void;
  /** A new OIDC token of this job. */
  oidcToken(audience: string): Promise<string>;
}

/** A token that ends sooner than this is not used for a request any more (cf CLI: 60 s). Milliseconds. */
const renewBeforeMs = 60_000;
/** When neither `expires_in` nor the token says how long it lives. Milliseconds. */
const assumedLifetimeMs = 10 * 60_000;

/** Access tokens of UAA: one at a time, renewed before it ends, never asked for twice at once. */
export class TokenSource implements Bearer {
  readonly #parts: TokenSourceParts;
  /** UAA's token endpoint. */
  readonly #endpoint: URL;
  #token: Token | undefined;
  #underway: Promise<Token> | undefined;

  constructor(parts: TokenSourceParts) {
    this.#parts = parts;
    this.#endpoint = new URL(`${parts.server.href.replace(/\/+$/, '')}/oauth/token`);
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

  /** Whom the last token was given to. */
  identity(): Identity {
    return identityOf(this.#parts.login, this.#token?.access ?? '');
  }

  #renewed(): Promise<Token> {
    this.#underway ??= this.#grant().finally(() => {
      this.#underway = undefined;
    });
    return this.#underway;
  }

  async #grant(): Promise<Token> {
    const { login, docs, clock } = this.#parts;
    const refresh = this.#token?.refresh;
    if (refresh !== undefined) {
      const response = await this.#ask(() => refreshGrant(login, refresh));
      // Revoked, used up or ended: the original login still works.
      if (response.status === 200) return this.#keep(response);
    }
    let proof: string | undefined;
    const response = await this.#ask(async () => {
      if (login.kind === 'password' || login.kind === 'client') return storedGrant(login);
      // UAA's endpoint is where the token goes, so it is a name that nobody else has reason to take it for (RFC 7523, 3).
      proof = await this.#parts.oidcToken(login.audience ?? this.#endpoint.href);
      return assertionGrant(login, proof);
    });
    if (response.status !== 200) {
      throw loginError(response, login, { claims: claimsOf(proof ?? ''), docs, now: clock.now() });
    }
    return this.#keep(response);
  }

  /**
   * `POST {server}/oauth/token`, tried as often as any request that does no harm: a second token is none. The grant is
   * made anew for each try, since a job's OIDC token lives for minutes, and a server may take it only once.
   *
   * No signal: the token may be wanted by a caller that has to clean up.
   */
  async #ask(grant: () => Grant | Promise<Grant>): Promise<HttpResponse> {
    const { http, clock } = this.#parts;
    for (let attempt = 1; ; attempt++) {
      const request = requestFor(await grant(), this.#endpoint);
      let outcome: HttpResponse | NetworkError;
      try {
        outcome = await http.send({ ...request, retry: 'never' });
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error;
        outcome = error;
      }
      const pause = pauseBeforeRetry({ ...request, retry: 'safe' }, outcome, attempt, clock.now(), Math.random());
      if (pause === undefined) {
        if (outcome instanceof NetworkError) throw outcome;
        return outcome;
      }
      await clock.sleep(pause);
    }
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

function requestFor({ form, authorization, origin }: Grant, endpoint: URL): HttpRequest {
  const url = new URL(endpoint);
  if (origin !== undefined) url.searchParams.set('login_hint', JSON.stringify({ origin }));
  return {
    method: 'POST',
    url,
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: new URLSearchParams(form).toString(),
  };
}

/** `expires_in` (seconds) is relative and so free of clock skew; the token's own `exp` is the second choice. */
function lifetimeMs(json: unknown, access: string, now: number): number {
  const seconds = numberAt(json, 'expires_in');
  if (seconds !== undefined) return seconds * 1000;
  const expires = numberAt(claimsOf(access), 'exp');
  return expires === undefined ? assumedLifetimeMs : Math.max(0, expires * 1000 - now);
}
