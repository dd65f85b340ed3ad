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
