import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';

/** What servers of the sandbox that trust an OIDC issuer have in common: reading its tokens, and asking it for its keys. */

export interface Jwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signed: Buffer;
  readonly signature: Buffer;
}

/** Undefined: it is none. Nothing of it is checked. */
export function decodeJwt(text: string): Jwt | undefined {
  const [head, payload, signature, ...rest] = text.split('.');
  if (head === undefined || payload === undefined || signature === undefined || rest.length > 0) return undefined;
  try {
    const header: unknown = JSON.parse(Buffer.from(head, 'base64url').toString('utf8'));
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    if (!isObject(header) || !isObject(claims)) return undefined;
    return {
      header,
      claims,
      signed: Buffer.from(`${head}.${payload}`),
      signature: Buffer.from(signature, 'base64url'),
    };
  } catch {
    return undefined;
  }
}

/** RS256 only: GitHub signs with nothing else. */
export function isSignedBy({ header, signed, signature }: Jwt, key: JsonWebKey): boolean {
  return header['alg'] === 'RS256' && verify('sha256', signed, createPublicKey({ key, format: 'jwk' }), signature);
}

export function audiences(claims: Jwt['claims']): readonly string[] {
  const { aud } = claims;
  return (Array.isArray(aud) ? aud : [aud]).filter((one) => typeof one === 'string');
}

/** By the issuer's discovery document (OpenID Connect Discovery 1.0, 4). Undefined: it cannot be had. */
export async function keysOf(issuer: string): Promise<readonly JsonWebKey[] | undefined> {
  const document = await fetched(`${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`);
  const address = document?.['jwks_uri'];
  if (document?.['issuer'] !== issuer || typeof address !== 'string') return undefined;
  const keys = (await fetched(address))?.['keys'];
  return Array.isArray(keys) ? keys.filter(isObject) : undefined;
}

/** Nothing but this machine is asked: the sandbox never leaves it. */
async function fetched(address: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  if (URL.parse(address)?.hostname !== '127.0.0.1') return undefined;
  try {
    const response = await fetch(address);
    const body: unknown = response.ok ? await response.json() : undefined;
    return isObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
