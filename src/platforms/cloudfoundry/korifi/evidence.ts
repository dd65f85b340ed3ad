import { errorLine } from '../../app-log.ts';
import type { Evidence } from '../../platform.ts';
import type { InstanceStats } from '../api/shapes.ts';
import { hintFor } from '../evidence/causes.ts';
import type { AppLogLine } from '../evidence/logs.ts';

const mostLogLines = 40;

/** What is known of a release that failed: Korifi keeps no events, so it is what the looks have seen. */
interface Seen {
  /** Of the new release. */
  readonly instances: readonly InstanceStats[];
  /** By index. */
  readonly crashes: ReadonlyMap<number, number>;
  /** Oldest first. */
  readonly lines: readonly AppLogLine[];
}

const states: Readonly<Record<string, string>> = {
  CRASHED: 'crashes, and Kubernetes waits longer each time before it starts it again (CrashLoopBackOff)',
  STARTING: 'was started, and did not become healthy',
  DOWN: 'has no place: no node of the cluster has room for it',
};

/** Pure. The app's own last error line has the word, where there is one. */
export function explainKorifi({ instances, crashes, lines }: Seen): Evidence {
  const app = lines.filter(({ sourceType }) => sourceType === 'APP');
  const troubled = instances.filter(({ state }) => state !== 'RUNNING');
  const crashed = troubled.some(({ state }) => state === 'CRASHED') || crashes.size > 0;
  // One that never got healthy may have logged harmless errors.
  const cause = crashed ? errorLine(app) : undefined;
  const unhealthy = troubled.some(({ state }) => state === 'STARTING') ? 'health check' : undefined;
  const unplaced = troubled.some(({ state }) => state === 'DOWN');
  const hint = unplaced
    ? 'Ask for less memory or disk, or ask the operator of the cluster for room.'
    : (hintFor(cause, crashed ? undefined : unhealthy) ?? (crashed && app.length === 0 ? noLines : undefined));
  return {
    ...(cause === undefined ? {} : { cause }),
    ...(hint === undefined ? {} : { hint }),
    facts: troubled.map(({ index, state }) => {
      const count = crashes.get(index) ?? 0;
      const times = count === 0 ? '' : `, ${count === 1 ? 'one crash' : `${count} crashes`} seen`;
      return `instance ${index} ${states[state] ?? `is ${state}`}${times}`;
    }),
    log: app
      .slice(-mostLogLines)
      .map(({ at, source, text }) => ({ source, text, ...(at === undefined ? {} : { at }) })),
  };
}

/** `log_repository.go`: containers that wait are left out. */
const noLines =
  'Korifi does not hand out what a container printed once Kubernetes holds it back. Run the image locally, or look with kubectl logs --previous.';
