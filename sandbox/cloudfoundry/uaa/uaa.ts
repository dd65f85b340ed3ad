import { randomBytes } from 'node:crypto';
import type { Exchange, Handler, Reply } from '../../server.ts';
import type { Account, OAuthClient } from '../model.ts';
import type { World } from '../world.ts';
import { checkClientAssertion, userOfAssertion } from './assertions.ts';
import type { TokenSigner } from './token.ts';

/** UAA's lockout policy: this many failures, and the account is locked. */
const MAX_FAILURES = 5;

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/**
 * The login server: `GET /login` and `POST /oauth/token` with the password, client_credentials, refresh and jwt-bearer
 * grants.
 */
export function uaaHandler(world: World, signer: TokenSigner, url: () => string): Handler {
  return (exchange) => {
    const { method, path } = exchange;
    if (method === 'GET' && path === '/login') return loginInfo(exchange, url());
    if (path === '/oauth/token') {
      if (method !== 'POST') return failure(405, 'method_not_allowed', `Request method '${method}' not supported`);
      return token(exchange, world, signer, `${url()}/oauth/token`);
    }
    return { status: 404, headers: { 'content-type': 'text/html' }, body: '<html><body>Not Found</body></html>' };
  };
}

function loginInfo(exchange: Exchange, url: string): Reply {
  if (!(exchange.headers['accept'] ?? '').includes('application/json')) {
    return {
      status: 200,
      headers: { 'content-type': 'text/html;charset=UTF-8' },
      body: '<html><body>Sign in</body></html>',
    };
  }
  return {
    status: 200,
    body: {
      app: { version: '77.25.0' },
      links: { uaa: url, login: url, passwd: `${url}/forgot_password`, register: `${url}/create_account` },
      zone_name: 'uaa',
      entityID: 'login.sandbox.test',
      commit_id: 'sandbox',
      idpDefinitions: {},
      prompts: { username: ['text', 'Email'], password: ['password', 'Password'] },
      timestamp: '2026-01-01T00:00:00+0000',
    },
  };
}

async function token(exchange: Exchange, world: World, signer: TokenSigner, endpoint: string): Promise<Reply> {
  const type = (exchange.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  const form = new URLSearchParams(type === 'application/x-www-form-urlencoded' ? exchange.body.toString('utf8') : '');
  const client = await authenticateClient(exchange, form, world, endpoint);
  if (client === 'missing') {
    return failure(401, 'unauthorized', 'An Authentication object was not found in the SecurityContext');
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
    if (known === undefined)
      return failure(401, 'invalid_token', 'The token expired, was revoked, or the token ID is incorrect.');
    if (known.client !== client.id) {
      return failure(400, 'invalid_grant', `Wrong client for this refresh token: ${known.client}`);
    }
    return granted(world, signer, known.account, client, value);
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
  if (account.failedLogins >= MAX_FAILURES) {
    return failure(401, 'unauthorized', 'Your account has been locked because of too many failed attempts to login.');
  }
  if (account.secret !== (form.get('password') ?? '')) {
    account.failedLogins += 1;
    return failure(401, 'unauthorized', 'Bad credentials');
  }
  account.failedLogins = 0;
  return granted(world, signer, account, client, true);
}

/** `refresh`: true makes a refresh token, a string keeps that one (UAA does not rotate by default). */
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
    world.refreshTokens.set(refreshToken, { account, client: client.id });
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

/** The client, `missing`, or why it is refused, in UAA's words. */
async function authenticateClient(
  exchange: Exchange,
  form: URLSearchParams,
  world: World,
  endpoint: string,
): Promise<OAuthClient | string> {
  const given = clientCredentials(exchange, form);
  if (given === undefined) return 'missing';
  const client = clientNamed(world, given.id);
  if (client === undefined) return 'Bad credentials';
  // Only where no other proof is given (ClientDetailsAuthenticationProvider).
  const assertion = form.get('client_assertion');
  const type = form.get('client_assertion_type');
  if (exchange.headers['authorization'] === undefined && given.secret === '' && assertion && type) {
    return (await checkClientAssertion(world, client, { assertion, type }, endpoint)) ?? client;
  }
  if (client.secret === undefined) return 'Missing credentials';
  return client.secret === given.secret ? client : 'Bad credentials';
}

function clientNamed(world: World, id: string): OAuthClient | undefined {
  const account = world.accounts.find((one) => one.kind === 'client' && one.id === id);
  return (
    world.oauthClients.find((client) => client.id === id) ??
    (account === undefined
      ? undefined
      : { id: account.id, secret: account.secret, grants: ['client_credentials'], account })
  );
}

/** HTTP Basic first (both parts form-encoded, RFC 6749 2.3.1), else `client_id` and `client_secret` of the form. */
function clientCredentials(exchange: Exchange, form: URLSearchParams): { id: string; secret: string } | undefined {
  const basic = /^basic +(\S+)$/i.exec(exchange.headers['authorization'] ?? '')?.[1];
  if (basic !== undefined) {
    const text = Buffer.from(basic, 'base64').toString('utf8');
    const colon = text.indexOf(':');
    return colon < 0 ? { id: text, secret: '' } : { id: text.slice(0, colon), secret: text.slice(colon + 1) };
  }
  const id = form.get('client_id');
  return id === null ? undefined : { id, secret: form.get('client_secret') ?? '' };
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

function failure(status: number, error: string, description: string): Reply {
  return {
    status,
    headers: { 'cache-control': 'no-store', 'content-type': 'application/json;charset=UTF-8' },
    body: { error, error_description: description },
  };
}
