import type { Clock } from './clock.ts';
import type { CountingHttp } from './http/http.ts';
import type { Runner } from './runner/runner.ts';

/** Everything outside the program. */
export interface World {
  readonly runner: Runner;
  /** @param certificates of authorities that are trusted beside those that everybody trusts. PEM. */
  openHttp(certificates: readonly string[]): CountingHttp;
  /** Of the process: where earlier steps left their logins. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Fires when the run is told to stop. */
  readonly signal: AbortSignal;
}

/** Where the job's files are: what the runner says, else where the process was started. */
export function workspaceOf(environment: World['environment']): string {
  return environment['GITHUB_WORKSPACE'] || '.';
}
