import { duration } from '../../../duration.ts';
import { asArray, at, numberAt, textAt } from '../../../http/json.ts';
import type { OidcLogin } from '../../../inputs/request.ts';
import { jwtBearer } from './grants.ts';

/** What the job's OIDC token claims, without the token. */
export interface Proof {
  /** Undefined where it cannot be read. */
  readonly claims: unknown;
  /** Milliseconds since the epoch, by our own clock. */
  readonly now: number;
}

/** The four claims by which UAA decides, a line each; never the token. */
export function proofLines({ claims, now }: Proof): readonly string[] {
  const expires = numberAt(claims, 'exp');
  return [
    `iss: ${issuerOf(claims)}`,
    `sub: ${textAt(claims, 'sub') ?? 'none'}`,
    `aud: ${audienceOf(claims)}`,
    `exp: ${expires === undefined ? 'none' : momentOf(expires * 1000, now)}`,
  ];
}

function issuerOf(claims: unknown): string {
  return textAt(claims, 'iss') ?? 'none';
}

/** One, or a list of them (RFC 7519, 4.1.3). */
function audienceOf(claims: unknown): string {
  const several = asArray(at(claims, 'aud')).filter((one) => typeof one === 'string');
  return textAt(claims, 'aud') ?? (several.length === 0 ? 'none' : several.join(', '));
}

function momentOf(time: number, now: number): string {
  // A stranger's number: most are no date.
  if (Math.abs(time) > 8.64e15) return 'none';
  const moment = new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
  return time > now ? `${moment}, in ${duration(time - now)}` : `${moment}, ${duration(now - time)} ago`;
}

/**
 * What to change, by UAA's own words. For an operator as a rule: a user of the action cannot see UAA's configuration.
 *
 * @see cloudfoundry/uaa: ExternalOAuthAuthenticationManager, TokenValidation, JwtClientAuthentication
 */
export function oidcHint(words: string, login: OidcLogin, proof: Proof): string {
  const known = login.kind === 'oidc-user' ? userHints : clientHints;
  const found = known.find(({ fits }) => fits.test(words));
  return found === undefined ? fallback[login.kind] : found.hint(login, proof.claims, found.fits.exec(words)?.[1]);
}

interface Explanation {
  readonly fits: RegExp;
  /** @param part of UAA's words, the first that the pattern asks for */
  hint(login: OidcLogin, claims: unknown, part: string | undefined): string;
}

const fallback = {
  'oidc-user':
    'The operator must have registered the token’s issuer as an identity provider, and a client that may hand its tokens in.',
  'oidc-client':
    'The operator must have given the client a federated credential with these claims (UAA 77.25.0 or newer).',
} as const;

const keysHint = (claims: unknown) =>
  `UAA could not check the token’s signature: it must reach the keys of ${issuerOf(claims)} (/.well-known/openid-configuration, and the jwks_uri that it names).`;

const timeHint = 'The token had just been made: compare the clock of the UAA machine with the time below.';

const grantHint = (client: string, grant: string) =>
  `The client ${client} may not use this grant. The operator adds ${grant} to its authorized_grant_types, or names another client, for client-id.`;

/** A client that may not use a grant: UAA has three words for it, by version. */
export const grantRefusal = /grant[ _]type|unsupported_grant|unauthorized_client/i;

const userHints: readonly Explanation[] = [
  {
    fits: /Unable to map issuer/i,
    hint: (_, claims) =>
      `UAA must have exactly one active identity provider of type oidc1.0 whose issuer is ${issuerOf(claims)}. The operator adds it.`,
  },
  {
    fits: /not in the token audience: (.+)$/i,
    hint: (_, claims, wanted) =>
      `UAA’s identity provider takes tokens for ${wanted ?? 'its relyingPartyId'}: set the input oidc-audience to that, or the operator sets relyingPartyId to ${audienceOf(claims)}.`,
  },
  { fits: /verify token signature|verification keys/i, hint: (_, claims) => keysHint(claims) },
  { fits: /expired/i, hint: () => timeHint },
  {
    fits: /pre-created/i,
    hint: () =>
      'UAA has no user for this token, and its identity provider makes none (addShadowUserOnLogin: false). The operator creates the user, with the provider as its origin.',
  },
  {
    fits: /map claim|mapped|ambiguous/i,
    hint: () =>
      'The operator maps user_name to a claim that this token has (attributeMappings of the identity provider), such as repository_owner.',
  },
  {
    fits: /specified user's identity provider|any identity providers/i,
    hint: (login) =>
      `The client ${clientOf(login)} must take users of this identity provider: the operator adds its origin to allowedproviders, or empties that list.`,
  },
  {
    fits: grantRefusal,
    hint: (login) => grantHint(clientOf(login), jwtBearer),
  },
  {
    fits: /login_hint|given origin/i,
    hint: () =>
      'The input origin must be the key of the identity provider that the operator made for this, or be left out.',
  },
  {
    fits: /bad credentials|missing credentials|invalid_client/i,
    hint: (login) =>
      `UAA does not know the client ${clientOf(login)}, or it has ${hasSecret(login) ? 'another' : 'a'} secret: check client-id and client-secret, which name the client that hands the token in.`,
  },
];

const clientHints: readonly Explanation[] = [
  {
    fits: /Wrong client_assertion/i,
    hint: (login) =>
      `No federated credential of the client ${clientOf(login)} has this iss, sub and aud: all three must be equal, letter by letter. The operator adds one (UAA 77.25.0 or newer), or the input oidc-audience is another than the one it names.`,
  },
  {
    fits: /Unauthorized client_assertion/i,
    hint: (_, claims) =>
      `The claims are those of a federated credential, but the token does not hold: its signature, its time, or its audience, which must be UAA’s own token endpoint when the credential names none (${audienceOf(claims)} was sent).`,
  },
  {
    fits: /Bad client_assertion algorithm/i,
    hint: (_, claims) =>
      `UAA does not take the way in which the token is signed: the operator lets the keys of ${issuerOf(claims)} be used with RS256.`,
  },
  {
    fits: /Untrusted client_assertion|Bad empty jwk_set|Bad client_assertion$/i,
    hint: (_, claims) => keysHint(claims),
  },
  {
    fits: grantRefusal,
    hint: (login) => grantHint(clientOf(login), 'client_credentials'),
  },
  {
    fits: /bad credentials|missing credentials|invalid_client/i,
    hint: (login) =>
      `UAA does not know the client ${clientOf(login)}, or is older than 77.25.0 and knows no federated credentials. Check client-id.`,
  },
];

function clientOf(login: OidcLogin): string {
  return login.kind === 'oidc-client' ? login.id : login.client.id;
}

function hasSecret(login: OidcLogin): boolean {
  return login.kind === 'oidc-user' && login.client.secret !== '';
}
