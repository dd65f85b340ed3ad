import type { Exchange, Handler, Reply } from '../../server.ts';
import type { World } from '../world.ts';
import { failure } from './answers.ts';
import { token } from './grants.ts';
import { revoke } from './revocation.ts';
import type { TokenSigner } from './token.ts';

/**
 * The login server: `GET /login`, `GET /token_keys`, `DELETE /oauth/token/revoke/:id`, and `POST /oauth/token` with the
 * password, client_credentials, refresh and jwt-bearer grants.
 */
export function uaaHandler(world: World, signer: TokenSigner, url: () => string): Handler {
  return (exchange) => {
    const { method, path } = exchange;
    if (method === 'GET' && path === '/login') return loginInfo(exchange, url());
    if (method === 'GET' && path === '/token_keys') return { status: 200, body: signer.publicKeys() };
    if (path === '/oauth/token') {
      if (method !== 'POST') return failure(405, 'method_not_allowed', `Request method '${method}' not supported`);
      return token(exchange, world, signer, `${url()}/oauth/token`);
    }
    const revoked = /^\/oauth\/token\/revoke\/([^/]+)$/.exec(path)?.[1];
    if (method === 'DELETE' && revoked !== undefined) return revoke(exchange, revoked, world, signer);
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
