import { PullError } from '../../image.ts';

/** What the platform sends to the registry; undefined: it asks anonymously. */
export function credentialsOf(source: {
  readonly username: string | undefined;
  readonly password: string | undefined;
}): { username: string; password: string } | undefined {
  if (source.username === undefined) return undefined;
  return { username: source.username, password: source.password ?? '' };
}

/** The registry's words. Anything that is not a `PullError` is a bug of the sandbox and goes up. */
export function pullFailure(error: unknown): string {
  if (error instanceof PullError) return error.message;
  throw error;
}

/** A duration as Go prints it: `1m0s`, `2.5s`. */
export function goDuration(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const seconds = (ms % 60_000) / 1000;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}
