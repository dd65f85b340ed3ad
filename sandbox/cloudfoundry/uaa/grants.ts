import { randomBytes } from 'node:crypto';
import type { Exchange, Reply } from '../../server.ts';
import type { World } from '../world.ts';
import { failure, noAuthentication } from './answers.ts';
import { userOfAssertion } from './assertions.ts';
import { authenticateClient } from './clients.ts';
import { isLockedOut } from './lockout.ts';
import type { Account, OAuthClient } from './model.ts';
import type { TokenSigner } from './token.ts';

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** `POST /oauth/token`; `endpoint` is its own address. */
export async function token(exchange: Exchange, world: World, signer: TokenSigner, endpoint: string): Promise<Reply> {
  const type = (exchange.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  const form = new URLSearchParams(type === 'application/x-www-form-urlencoded' ? exchange.body.toString('utf8') : '');
  const client = await authenticateClient(exchange, form, world, endpoint);
  if (client === 'missing') {
    return failure(401, 'unauthorized', noAuthentication);
  }
  if (typeof client === 'string') return failure(401, 'unauthorized', client);
  const grant = form.get('grant_type');
  if (grant === null || grant === '') return failure(400, 'invalid_request', 'Missing grant type');
  if (!['password', 'client_credentials', 'refresh_token', jwtBearer].includes(grant)) {
    return failure(400, 'unsupported_grant_type', `Unsupported grant type: ${grant}`);
  }
  // A filter before the endpoint: the user is judged before the client's grants are.
  const user = grant === jwtBearer ? await userOfAssertion(world, client, form.get('assertion')) : undefined;
  if (typeof user === 'string') return failure(401, 'unauthorized', user);
  if (!client.grants.includes(grant)) return failure(401, 'invalid_client', `Unauthorized grant type: ${grant}`);
  if (user !== undefined) return granted(world, signer, user, client, client.grants.includes('refresh_token'));
  if (grant === 'client_credentials') {
    if (client.account === undefined) return failure(401, 'invalid_client', `Unauthorized grant type: ${grant}`);
    return granted(world, signer, client.account, client, false);
  }
  if (grant === 'refresh_token') {
    const value = form.get('refresh_token') ?? '';
    const known = world.refreshTokens.get(value);
    if (known === undefined || (known.until ?? Number.POSITIVE_INFINITY) <= world.clock.now()) {
      return failure(401, 'invalid_token', 'The token expired, was revoked, or the token ID is incorrect.');
    }
    if (known.client !== client.id) {
      return failure(400, 'invalid_grant', `Wrong client for this refresh token: ${known.client}`);
    }
    if (!world.rotateRefreshTokens) return granted(world, signer, known.account, client, value);
    world.refreshTokens.delete(value);
    return granted(world, signer, known.account, client, true);
  }
  return passwordGrant(exchange, form, world, signer, client);
}

function passwordGrant(
  exchange: Exchange,
  form: URLSearchParams,
  world: World,
  signer: TokenSigner,
  client: OAuthClient,
): Reply {
  const username = form.get('username') ?? '';
  const origin = originHint(exchange.query.get('login_hint') ?? form.get('login_hint'));
  if (origin === 'malformed' || (origin !== undefined && !world.origins.has(origin.name))) {
    return failure(
      401,
      'unauthorized',
      'The origin provided in the login_hint does not match an active Identity Provider, that supports password grant.',
    );
  }
  const account = world.accounts.find(
    (one) =>
      one.kind === 'user' &&
      one.name.toLowerCase() === username.toLowerCase() &&
      (origin === undefined || one.origin === origin.name),
  );
  if (account === undefined) return failure(401, 'unauthorized', 'Bad credentials');
  const now = world.clock.now();
  if (isLockedOut(world, account, now)) {
    return failure(401, 'unauthorized', 'Your account has been locked because of too many failed attempts to login.');
  }
  if (account.secret !== (form.get('password') ?? '')) {
    account.failedLogins.push(now);
    return failure(401, 'unauthorized', 'Bad credentials');
  }
  account.failedLogins = [];
  return granted(world, signer, account, client, true);
}

/** `refresh`: true makes a refresh token, a string keeps that one. */
function granted(
  world: World,
  signer: TokenSigner,
  account: Account,
  client: OAuthClient,
  refresh: boolean | string,
): Reply {
  const { token: accessToken, jti, expiresIn } = signer.issue(account, client.id);
  let refreshToken = typeof refresh === 'string' ? refresh : undefined;
  if (refresh === true) {
    refreshToken = `${randomBytes(24).toString('hex')}-r`;
    const until = world.clock.now() + world.refreshTokenLifetime * 1000;
    world.refreshTokens.set(refreshToken, { account, client: client.id, until });
  }
  return {
    status: 200,
    headers: { 'cache-control': 'no-store', 'content-type': 'application/json;charset=UTF-8' },
    body: {
      access_token: accessToken,
      token_type: 'bearer',
      ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
      expires_in: expiresIn,
      scope: account.scopes.join(' '),
      jti,
    },
  };
}

function originHint(hint: string | null): { name: string } | 'malformed' | undefined {
  if (hint === null || hint === '') return undefined;
  try {
    const value: unknown = JSON.parse(hint);
    if (typeof value === 'object' && value !== null && 'origin' in value && typeof value.origin === 'string') {
      return { name: value.origin };
    }
  } catch {
    return 'malformed';
  }
  return 'malformed';
}
