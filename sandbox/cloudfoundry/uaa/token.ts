import { generateKeyPairSync, type KeyPairKeyObjectResult, randomUUID, sign, verify } from 'node:crypto';
import type { World } from '../world.ts';
import type { Account } from './model.ts';

/** Who holds a token, and the client that it was got through. */
export interface Holder {
  readonly account: Account;
  readonly client: string;
}

interface Claims {
  readonly jti: string;
  readonly sub: string;
  readonly cid: string;
  readonly exp: number;
  readonly iat_ms: number;
  readonly revocable?: true;
}

/** It takes a while to make one, so all sandboxes of a program have the same; they tell theirs by its id. */
let pair: KeyPairKeyObjectResult | undefined;

/** Signs and checks the JWTs of this sandbox's UAA. One key id a sandbox: a token of another one is a bad token. */
export class TokenSigner {
  /** Tokens that may be revoked and were not, by `jti`. */
  readonly issued = new Map<string, Holder>();
  readonly #keyId = `sandbox-${randomUUID()}`;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** A token for `account`, got through `client`. `expiresIn` is in seconds. */
  issue(account: Account, client: string): { token: string; jti: string; expiresIn: number } {
    const now = this.#world.clock.now();
    const { revocableTokens, accessTokenLifetime } = this.#world;
    const jti = randomUUID().replaceAll('-', '');
    const claims = {
      jti,
      sub: account.id,
      scope: account.scopes,
      client_id: client,
      cid: client,
      azp: client,
      ...(revocableTokens ? { revocable: true } : {}),
      ...(account.kind === 'user'
        ? { user_id: account.id, user_name: account.name, email: account.name, origin: account.origin }
        : {}),
      // Whole seconds as in any JWT; the exact moment beside it, so that a key rotation can be told from it.
      iat: Math.floor(now / 1000),
      exp: Math.floor(now / 1000) + accessTokenLifetime,
      iat_ms: now,
      aud: ['cloud_controller', client],
      zid: 'uaa',
    };
    if (revocableTokens) this.issued.set(jti, { account, client });
    const head = encode({ alg: 'RS256', kid: this.#keyId, typ: 'JWT' });
    const signed = `${head}.${encode(claims)}`;
    const signature = sign('sha256', Buffer.from(signed), keys().privateKey).toString('base64url');
    return { token: `${signed}.${signature}`, jti, expiresIn: Math.max(0, accessTokenLifetime - 1) };
  }

  /** Whose token this is; undefined: malformed, foreign, expired, or signed with a key that was rotated away. */
  accountOf(token: string): Account | undefined {
    return this.holderOf(token)?.account;
  }

  holderOf(token: string): Holder | undefined {
    const claims = this.#claims(token);
    if (claims === undefined) return undefined;
    const { clock, tokensValidFrom, accounts } = this.#world;
    if (clock.now() >= claims.exp * 1000 || claims.iat_ms < tokensValidFrom) return undefined;
    const account = accounts.find((one) => one.id === claims.sub);
    return account === undefined ? undefined : { account, client: claims.cid };
  }

  /** Somebody had UAA take it back: only UAA knows. */
  isRevoked(token: string): boolean {
    const claims = this.#claims(token);
    return claims?.revocable === true && !this.issued.has(claims.jti);
  }

  /** `GET /token_keys`. */
  publicKeys(): object {
    const { publicKey } = keys();
    const { kty, e, n } = publicKey.export({ format: 'jwk' });
    const value = publicKey.export({ format: 'pem', type: 'spki' });
    return { keys: [{ kty, e, use: 'sig', kid: this.#keyId, alg: 'RS256', value, n }] };
  }

  #claims(token: string): Claims | undefined {
    const [head, payload, signature, ...rest] = token.split('.');
    if (head === undefined || payload === undefined || signature === undefined || rest.length > 0) return undefined;
    const [signed, proof] = [Buffer.from(`${head}.${payload}`), Buffer.from(signature, 'base64url')];
    if (!verify('sha256', signed, keys().publicKey, proof)) return undefined;
    const { kid } = decode<{ kid: string }>(head);
    return kid === this.#keyId ? decode<Claims>(payload) : undefined;
  }
}

/** The token of `Authorization: bearer …`; undefined: another scheme, or nothing after it. */
export function bearerOf(header: string): string | undefined {
  return /^bearer +(\S+)$/i.exec(header.trim())?.[1];
}

function keys(): KeyPairKeyObjectResult {
  pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
  return pair;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode<T>(part: string): T {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as T;
}
