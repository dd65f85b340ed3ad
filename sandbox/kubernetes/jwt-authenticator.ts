import type { JsonWebKey } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import { audiences, decodeJwt, isSignedBy, type Jwt, keysOf } from '../jwt.ts';

/** An entry of `jwt` in the API server's AuthenticationConfiguration. The claim that names the user is `sub`. */
export interface TrustedIssuer {
  readonly url: string;
  /** One of them is enough. */
  readonly audiences: readonly string[];
  /** Stands before the names of these users. */
  readonly prefix: string;
}

/** A token may be from a clock that is so much ahead. Milliseconds. */
const notBeforeLeeway = 5 * 60_000;

/**
 * Whom the API server takes a token of somebody else's issuer for. Keys are asked for once, and again when a token fits
 * none of them.
 *
 * @see kubernetes/apiserver: plugin/pkg/authenticator/token/oidc; coreos/go-oidc: oidc/verify.go, oidc/jwks.go
 */
export class JwtAuthenticator {
  /** In force from the next token on. */
  readonly issuers: TrustedIssuer[] = [];
  readonly #clock: SandboxClock;
  readonly #keys = new Map<string, readonly JsonWebKey[]>();

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** Undefined: it is not taken, and nobody says why. */
  async userName(token: string): Promise<string | undefined> {
    const jwt = decodeJwt(token);
    const trusted = this.issuers.find(({ url }) => url === jwt?.claims['iss']);
    if (jwt === undefined || trusted === undefined) return undefined;
    const { sub, exp, nbf } = jwt.claims;
    const now = this.#clock.now();
    const holds =
      audiences(jwt.claims).some((audience) => trusted.audiences.includes(audience)) &&
      typeof exp === 'number' &&
      exp * 1_000 >= now &&
      (typeof nbf !== 'number' || nbf * 1_000 <= now + notBeforeLeeway);
    if (!holds || typeof sub !== 'string' || !(await this.#isGenuine(jwt, trusted.url))) return undefined;
    return `${trusted.prefix}${sub}`;
  }

  async #isGenuine(jwt: Jwt, issuer: string): Promise<boolean> {
    const { kid } = jwt.header;
    const fits = (key: JsonWebKey) => (kid === undefined || key['kid'] === kid) && isSignedBy(jwt, key);
    if (this.#keys.get(issuer)?.some(fits) === true) return true;
    const keys = await keysOf(issuer);
    if (keys === undefined) return false;
    this.#keys.set(issuer, keys);
    return keys.some(fits);
  }
}
