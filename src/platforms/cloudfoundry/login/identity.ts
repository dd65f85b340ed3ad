import { parseJson, textAt } from '../../../http/json.ts';
import type { UaaLogin } from './token-source.ts';

/** Who we are to the Cloud Controller, as its roles name it. */
export type Identity =
  | { readonly kind: 'client'; readonly id: string }
  | { readonly kind: 'user'; readonly name: string | undefined; readonly origin: string | undefined };

/** The claims of a JWT; none of an opaque token. Its signature is for whom it is made out to. */
export function claimsOf(token: string): unknown {
  return parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
}

/**
 * Whom UAA has logged in. Only it knows which user it has made of an OIDC token: the access token tells.
 *
 * @param access the access token
 */
export function identityOf(login: UaaLogin, access: string): Identity {
  switch (login.kind) {
    case 'client':
    case 'oidc-client':
      return { kind: 'client', id: login.id };
    case 'password':
      return { kind: 'user', name: login.username, origin: login.origin };
    case 'oidc-user': {
      const claims = claimsOf(access);
      return { kind: 'user', name: textAt(claims, 'user_name'), origin: textAt(claims, 'origin') ?? login.origin };
    }
  }
}

/** `ci (client)`, `deployer (user of ldap)`, with the way in that left no other trace. For the log. */
export function signature(identity: Identity, login: UaaLogin): string {
  const how = login.kind === 'oidc-user' || login.kind === 'oidc-client' ? ', by the job’s OIDC token' : '';
  if (identity.kind === 'client') return `${identity.id} (client${how})`;
  const { name = 'somebody', origin } = identity;
  return `${name} (user${origin === undefined ? '' : ` of ${origin}`}${how})`;
}

/** What whoever manages the space has to type, so that `identity` may deploy there. */
export function roleCommand(identity: Identity, org: string, space: string): string {
  const name = identity.kind === 'client' ? identity.id : (identity.name ?? 'USER');
  const names = [name, org, space].map(quoted).join(' ');
  const origin = identity.kind === 'user' ? identity.origin : undefined;
  const kind =
    identity.kind === 'client'
      ? ' --client'
      : origin === undefined || origin === 'uaa'
        ? ''
        : ` --origin ${quoted(origin)}`;
  return `cf set-space-role ${names} SpaceDeveloper${kind}`;
}

/** As a shell takes it for one word: names are anybody's, and commands are there to be copied. */
function quoted(word: string): string {
  return /^[\w.@+:-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
