import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Account } from '../model.ts';
import type { World } from '../world.ts';

/** Signs and checks the JWTs of this sandbox's UAA. One key a sandbox: a token of another one is a bad token. */
export class TokenSigner {
  readonly #key = randomBytes(32);
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** A token for `account`, got through `client`. `expiresIn` is in seconds. */
  issue(account: Account, client: string): { token: string; jti: string; expiresIn: number } {
    const now = this.#world.clock.now();
    const jti = randomUUID().replaceAll('-', '');
    const claims = {
      jti,
      sub: account.id,
      scope: account.scopes,
      client_id: client,
      cid: client,
      azp: client,
      ...(account.kind === 'user'
        ? { user_id: account.id, user_name: account.name, email: account.name, origin: account.origin }
        : {}),
      // Whole seconds as in any JWT; the exact moment beside it, so that a key rotation can be told from it.
      iat: Math.floor(now / 1000),
      exp: Math.floor(now / 1000) + this.#world.accessTokenLifetime,
      iat_ms: now,
      aud: ['cloud_controller', client],
      zid: 'uaa',
    };
    const head = encode({ alg: 'HS256', kid: 'sandbox', typ: 'JWT' });
    const payload = encode(claims);
    return {
      token: `${head}.${payload}.${this.#sign(`${head}.${payload}`)}`,
      jti,
      expiresIn: Math.max(0, this.#world.accessTokenLifetime - 1),
    };
  }

  /** Whose token this is; undefined: malformed, foreign, expired, or signed with a key that was rotated away. */
  accountOf(token: string): Account | undefined {
    const [head, payload, signature, ...rest] = token.split('.');
    if (head === undefined || payload === undefined || rest.length > 0) return undefined;
    if (signature !== this.#sign(`${head}.${payload}`)) return undefined;
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as {
      sub: string;
      exp: number;
      iat_ms: number;
    };
    if (this.#world.clock.now() >= claims.exp * 1000 || claims.iat_ms < this.#world.tokensValidFrom) return undefined;
    return this.#world.accounts.find((account) => account.id === claims.sub);
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url');
  }
}

/** The token of `Authorization: bearer …`; undefined: another scheme, or nothing after it. */
export function bearerOf(header: string): string | undefined {
  return /^bearer +(\S+)$/i.exec(header.trim())?.[1];
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
