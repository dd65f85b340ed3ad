import type { Clock } from './clock.ts';
import type { Http } from './http/http.ts';
import type { Runner } from './runner/runner.ts';

/** Everything outside the program. */
export interface World {
  readonly runner: Runner;
  readonly http: Http;
  readonly clock: Clock;
  /** Fires when the run is told to stop. */
  readonly signal: AbortSignal;
}
