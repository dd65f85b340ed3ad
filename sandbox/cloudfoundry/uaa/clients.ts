import type { Exchange } from '../../server.ts';
import type { World } from '../world.ts';
import { checkClientAssertion } from './assertions.ts';
import type { OAuthClient } from './model.ts';

/** The client, `missing`, or why it is refused, in UAA's words. */
export async function authenticateClient(
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
