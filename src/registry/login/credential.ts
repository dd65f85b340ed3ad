import { ActionError } from '../../errors.ts';

/** What Basic cannot carry in a user name: a colon, or controls (RFC 7617, 2). */
const unsendable = /[:\x00-\x1f\x7f]/;

/**
 * What opens a registry.
 *
 * - `password`: Basic, or given to the token server
 * - `identity-token`: an OAuth2 refresh token, exchanged at the token server (docker config `identitytoken`, a helper's `<token>`)
 * - `registry-token`: a bearer token, sent as it is (docker config `registrytoken`)
 */
export type Credential =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | { readonly kind: 'identity-token'; readonly token: string }
  | { readonly kind: 'registry-token'; readonly token: string };

/** A login that an earlier step of the job has left behind. */
export interface FoundLogin {
  readonly credential: Credential;
  /** For people: `~/.docker/config.json`, `docker-credential-gcloud`. */
  readonly where: string;
}

/** Who logs in, for messages: a user name, or what the token is. */
function accountOf(credential: Credential): string {
  if (credential.kind === 'password') return credential.username;
  return credential.kind === 'identity-token' ? 'an identity token' : 'a registry token';
}

/** What must not be seen of a credential: to be masked before its first use. */
export function secretsOf(credential: Credential): readonly string[] {
  if (credential.kind !== 'password') return [credential.token];
  const { username, password } = credential;
  return [password, Buffer.from(`${username}:${password}`, 'utf8').toString('base64')];
}

/**
 * What keeps a credential that somebody else wrote down from being sent, as the rest of a sentence; undefined: nothing.
 * A token goes into a header as it is (RFC 6750, 2.1).
 */
export function credentialProblem(credential: Credential): string | undefined {
  if (credential.kind !== 'password') {
    return /^[\x21-\x7e]+$/.test(credential.token) ? undefined : 'has a token with characters that no token has';
  }
  if (credential.username === '') return 'has no user name';
  return unsendable.test(credential.username) ? 'has a user name that cannot be sent' : undefined;
}

/**
 * The value of a Basic `Authorization` header (RFC 7617), masked. A password may hold anything, line breaks included
 * (Google's `_json_key` is a file): it travels as base64.
 *
 * @throws ActionError `REGISTRY_LOGIN` for a user name that Basic cannot carry
 */
export function basicAuthorization(
  { username, password }: { readonly username: string; readonly password: string },
  mask: (secret: string) => void,
): string {
  if (unsendable.test(username)) {
    throw new ActionError('REGISTRY_LOGIN', 'The registry user name holds a colon or a control character.', {
      hint: 'Give the user name alone in registry-username, the password in registry-password.',
    });
  }
  const payload = Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
  mask(payload);
  return `Basic ${payload}`;
}

/** As whom a repository is read. The inputs' login and an earlier step's are shown only to those who ask for a login. */
export type Reader =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'inputs'; readonly credential: Credential }
  | ({ readonly kind: 'docker login' } & FoundLogin);

/** A reader who has something to show. */
export type KnownReader = Exclude<Reader, { readonly kind: 'nobody' }>;

export const nobody: Reader = { kind: 'nobody' };

/** Who reads, for messages: `robot`, `robot (from ~/.docker/config.json)`. */
export function readerName(reader: KnownReader): string {
  const account = accountOf(reader.credential);
  return reader.kind === 'inputs' ? account : `${account} (from ${reader.where})`;
}
