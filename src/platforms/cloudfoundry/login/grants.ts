import type { OidcLogin } from '../../../inputs/request.ts';
import type { UaaLogin } from './token-source.ts';

/** One request for a token: `POST {server}/oauth/token`. */
export interface Grant {
  readonly form: Readonly<Record<string, string>>;
  /** Of the client that asks; undefined: the form says who it is. */
  readonly authorization?: string;
  /** Which identity provider is meant. */
  readonly origin?: string | undefined;
}

/** Client `cf` with an empty secret: UAA's public client for command lines. */
const cfClient = { id: 'cf', secret: '' };

/** The logins that hold their own proof. */
export function storedGrant(login: Exclude<UaaLogin, OidcLogin>): Grant {
  if (login.kind === 'client') {
    return { form: { grant_type: 'client_credentials', client_id: login.id, client_secret: login.secret } };
  }
  return {
    form: { grant_type: 'password', username: login.username, password: login.password },
    authorization: basic(cfClient),
    origin: login.origin,
  };
}

/**
 * The logins by the job's OIDC token: as a user (RFC 7523, 2.1), or as a client that it stands for in place of a secret
 * (RFC 7523, 2.2). In the forms that `cf auth --assertion` sends.
 */
export function assertionGrant(login: OidcLogin, assertion: string): Grant {
  if (login.kind === 'oidc-client') {
    return {
      form: {
        grant_type: 'client_credentials',
        client_id: login.id,
        client_assertion: assertion,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      },
    };
  }
  return {
    form: { grant_type: jwtBearer, assertion },
    authorization: basic(login.client),
    origin: login.origin,
  };
}

export const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** By the client that the refresh token was given to. */
export function refreshGrant(login: UaaLogin, refresh: string): Grant {
  const client = login.kind === 'oidc-user' ? login.client : cfClient;
  return { form: { grant_type: 'refresh_token', refresh_token: refresh }, authorization: basic(client) };
}

/** Not form-encoded first, as RFC 6749 has it: UAA decodes nothing unless asked to (uaa#778), and the cf CLI does not ask. */
function basic({ id, secret }: { readonly id: string; readonly secret: string }): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}
