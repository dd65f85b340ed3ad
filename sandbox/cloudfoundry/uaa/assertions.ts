import { audiences, decodeJwt, isSignedBy, type Jwt, keysOf } from '../../jwt.ts';
import type { World } from '../world.ts';
import type { Account, OAuthClient, OidcProvider } from './model.ts';

/** How UAA judges tokens of others. Refusals are in its words, and come in its order. */

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** Nimbus, which checks client assertions, allows for that much. Seconds. */
const clockSkew = 60;

/**
 * The user that an assertion stands for, made on the fly where the provider says so; or why there is none.
 *
 * @see cloudfoundry/uaa: ExternalOAuthAuthenticationManager, ExternalLoginAuthenticationManager, TokenValidation
 */
export async function userOfAssertion(
  world: World,
  client: OAuthClient,
  assertion: string | null,
): Promise<Account | string> {
  if (assertion === null) return 'Assertion is missing';
  const token = decodeJwt(assertion);
  if (token === undefined) return 'Unable to decode expected id_token';
  const { claims } = token;
  const issuer = claims['iss'];
  if (typeof issuer !== 'string' || issuer === '') return 'Issuer is missing in id_token';
  const [provider, ...others] = world.oidcProviders.filter((one) => one.active && one.issuer === issuer);
  if (provider === undefined || others.length > 0) {
    return `Unable to map issuer, ${issuer} , to a single registered provider`;
  }
  const keys = await keysOf(issuer);
  if (keys === undefined) return 'Unable to fetch verification keys';
  if (!keys.some((key) => isSignedBy(token, key))) return 'Could not verify token signature.';
  if (claims['aud'] === undefined) return 'The token does not bear an AUD claim.';
  if (!audiences(claims).includes(provider.relyingPartyId)) {
    return `Some parties were not in the token audience: ${provider.relyingPartyId}`;
  }
  const expires = claims['exp'];
  if (typeof expires !== 'number') return 'Token does not bear an EXP claim.';
  if (Math.floor(world.clock.now() / 1000) > expires) return `Token expired at ${expires}`;
  const user = userOf(world, provider, claims);
  if (typeof user === 'string') return user;
  if (client.allowedProviders?.includes(provider.originKey) === false) {
    return "Client is not authorized for specified user's identity provider.";
  }
  return user;
}

function userOf(world: World, provider: OidcProvider, claims: Jwt['claims']): Account | string {
  const name = claims[provider.userNameClaim];
  if (name === undefined || name === '') return 'Unable to map claim to a username';
  if (typeof name !== 'string') {
    return `External token attribute ${provider.userNameClaim} cannot be mapped to user attribute user_name`;
  }
  const known = world.accounts.find(
    (one) => one.kind === 'user' && one.origin === provider.originKey && one.name.toLowerCase() === name.toLowerCase(),
  );
  if (known !== undefined) return known;
  return provider.addShadowUserOnLogin
    ? world.addAccount('user', name, undefined, [], provider.originKey)
    : 'The user account must be pre-created. Please contact your system administrator.';
}

/**
 * Why an assertion does not stand for the client; undefined: it does.
 *
 * @param endpoint UAA's token endpoint: the audience of credentials that name none
 * @see cloudfoundry/uaa: JwtClientAuthentication, as of 77.25.0
 */
export async function checkClientAssertion(
  world: World,
  client: OAuthClient,
  { assertion, type }: { readonly assertion: string; readonly type: string },
  endpoint: string,
): Promise<string | undefined> {
  if (type !== assertionType) return 'Bad client_assertion type';
  const token = decodeJwt(assertion);
  if (token === undefined) return 'Bad client_assertion';
  const { claims, header } = token;
  const audience = audiences(claims);
  // `private_key_jwt`, with keys of the client's own: no client here has any.
  if (claims['iss'] === client.id && claims['sub'] === client.id) return 'Bad empty jwk_set';
  const credential = client.federated?.find(
    ({ iss, sub, aud }) =>
      iss === claims['iss'] &&
      sub === claims['sub'] &&
      (aud === undefined || audience.length === 0 || audience.includes(aud)),
  );
  if (credential === undefined) return 'Wrong client_assertion';
  const keys = await keysOf(credential.iss);
  if (keys === undefined) return 'Bad client_assertion';
  if (keys.length === 0) return 'Bad empty jwk_set';
  if (!/^(RS|PS|ES)(256|384|512)$/.test(String(header['alg']))) return 'Bad client_assertion algorithm';
  const fitting = keys.filter((key) => header['kid'] === undefined || key['kid'] === header['kid']);
  if (fitting.length === 0) return 'Untrusted client_assertion';
  const seconds = world.clock.now() / 1000;
  const { exp, nbf, jti } = claims;
  const holds =
    fitting.some((key) => isSignedBy(token, key)) &&
    audience.includes(credential.aud ?? endpoint) &&
    jti !== undefined &&
    typeof exp === 'number' &&
    exp + clockSkew > seconds &&
    (typeof nbf !== 'number' || nbf - clockSkew < seconds);
  return holds ? undefined : 'Unauthorized client_assertion';
}
