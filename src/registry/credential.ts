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
export function accountOf(credential: Credential): string {
  return credential.kind === 'password' ? credential.username : `an ${credential.kind.replace('-', ' ')}`;
}

/** What must not be seen of a credential: to be masked before its first use. */
export function secretsOf(credential: Credential): readonly string[] {
  if (credential.kind !== 'password') return [credential.token];
  const { username, password } = credential;
  return [password, Buffer.from(`${username}:${password}`, 'utf8').toString('base64')];
}

/**
 * What keeps a credential that somebody else wrote down from being sent, as the rest of a sentence; undefined: nothing.
 * Basic cannot carry a colon in the user name (RFC 7617, 2), and a token goes into a header as it is (RFC 6750, 2.1).
 */
export function credentialProblem(credential: Credential): string | undefined {
  if (credential.kind !== 'password') {
    return /^[\x21-\x7e]+$/.test(credential.token) ? undefined : 'has a token with characters that no token has';
  }
  if (credential.username === '') return 'has no user name';
  return /[:\x00-\x1f\x7f]/.test(credential.username) ? 'has a user name that cannot be sent' : undefined;
}
