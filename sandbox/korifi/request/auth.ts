import { invalidToken, NotModelled, notAuthenticated } from '../errors.ts';
import type { User } from '../records.ts';
import type { KorifiWorld } from '../world.ts';

/**
 * Whom Kubernetes takes the sender of a request for. Throws 401.
 *
 * @see cloudfoundry/korifi: api/authorization/info_parser.go, api/middleware/authentication.go
 */
export async function authenticated(world: KorifiWorld, header: string | undefined): Promise<User> {
  if (header === undefined || header === '') throw notAuthenticated();
  const [scheme = '', token = '', ...rest] = header.split(' ');
  const kind = scheme.toLowerCase();
  if (kind === 'clientcert' && token !== '' && rest.length === 0) throw new NotModelled('client certificates');
  if (kind !== 'bearer' || rest.length > 0) throw invalidToken();
  const user = world.userOf(token) ?? (await world.userVouchedFor(token));
  if (user === undefined) throw invalidToken();
  return user;
}

/** What those get to read with every answer who have no role anywhere. */
export function roleWarning({ kind, name, roles }: User): Readonly<Record<string, string>> {
  if (roles.size > 0) return {};
  const text = `Warning: subject '${kind}/${name}' has no CF roles assigned. This is not supported and may cause unexpected behaviour.`;
  return { 'x-cf-warnings': text };
}
