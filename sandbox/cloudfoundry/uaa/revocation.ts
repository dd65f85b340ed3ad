import type { Exchange, Reply } from '../../server.ts';
import type { World } from '../world.ts';
import { failure } from './answers.ts';
import { bearerOf, type TokenSigner } from './token.ts';

/**
 * `DELETE /oauth/token/revoke/:id`: of an access token that may be revoked its `jti`, of a refresh token the token itself.
 * Whoever is the same user, or came through the same client, may do it.
 *
 * @see cloudfoundry/uaa: TokenRevocationEndpoint, SelfCheck
 */
export function revoke(exchange: Exchange, id: string, world: World, signer: TokenSigner): Reply {
  const token = bearerOf(exchange.headers['authorization'] ?? '');
  if (token === undefined) {
    return failure(401, 'unauthorized', 'Full authentication is required to access this resource');
  }
  const caller = signer.holderOf(token);
  if (caller === undefined || signer.isRevoked(token)) {
    return failure(401, 'invalid_token', 'The token expired, was revoked, or the token ID is incorrect.');
  }
  const owner = signer.issued.get(id) ?? world.refreshTokens.get(id);
  if (owner === undefined || (owner.client !== caller.client && owner.account !== caller.account)) {
    return failure(403, 'access_denied', 'Access is denied');
  }
  signer.issued.delete(id);
  world.refreshTokens.delete(id);
  return { status: 200, headers: { 'cache-control': 'no-store' } };
}
