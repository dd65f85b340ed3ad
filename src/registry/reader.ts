import { accountOf, type Credential } from './credential.ts';

/** As whom a repository is read. The inputs' login and an earlier step's are shown only to those who ask for a login. */
export type Reader =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'inputs'; readonly credential: Credential }
  | {
      readonly kind: 'docker login';
      readonly credential: Credential;
      /** For people: `~/.docker/config.json`. */
      readonly where: string;
    };

/** A reader who has something to show. */
export type KnownReader = Exclude<Reader, { readonly kind: 'nobody' }>;

export const nobody: Reader = { kind: 'nobody' };

/** Who reads, for messages: `robot`, `robot (from ~/.docker/config.json)`. */
export function readerName(reader: KnownReader): string {
  const account = accountOf(reader.credential);
  return reader.kind === 'inputs' ? account : `${account} (from ${reader.where})`;
}
