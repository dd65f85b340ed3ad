import { errorLine } from '../../app-log.ts';
import type { Evidence } from '../../platform.ts';
import type { InstanceStats } from '../api/shapes.ts';
import { hintFor } from '../evidence/causes.ts';
import type { AppLogLine } from '../evidence/logs.ts';
import type { Start } from './starts.ts';
import { isYoung, type Trouble, troubleOf, troubleText } from './trouble.ts';

const mostLogLines = 40;

/** What is known of a release that failed: Korifi keeps no events, so it is what the looks have seen. */
export interface Seen {
  /** Of the new release. */
  readonly instances: readonly InstanceStats[];
  /** Ends of instances that had been healthy, by index. */
  readonly crashes: ReadonlyMap<number, number>;
  /** Those that are under way, by index. */
  readonly starts: ReadonlyMap<number, Start>;
  /** Of the new release, oldest first. They bear no number of an instance. */
  readonly lines: readonly AppLogLine[];
}

/**
 * Pure. The app's own last error line has the word, where it is that of an end; else what the looks tell of the end.
 *
 * @param healthMs after which Kubernetes ends what is not healthy; undefined: it does not
 * @param namespace where the operator of the cluster finds the pods
 */
export function explainKorifi(
  { instances, crashes, starts, lines }: Seen,
  healthMs: number | undefined,
  namespace: string,
): Evidence {
  const app = lines.filter(({ sourceType }) => sourceType === 'APP');
  const prints = instances.length === 1 && app.length > 0;
  const troubled = instances
    .filter(({ state }) => state !== 'RUNNING')
    .map((entry) => {
      const { index, state } = entry;
      const [start, ends] = [starts.get(index), crashes.get(index) ?? 0];
      return { entry, start, trouble: troubleOf({ state, crashes: ends, start, prints }, healthMs) };
    });
  const facts = new Map<Trouble, string>();
  for (const { entry, trouble } of troubled) {
    if (facts.has(trouble)) continue;
    const others = troubled.filter((one) => one.trouble === trouble && one.entry !== entry);
    const same = others.length === 0 ? '' : `; the same of ${others.map((one) => one.entry.index).join(', ')}`;
    facts.set(trouble, `${troubleText(entry, trouble, healthMs)}${same}`);
  }
  // One that never got healthy may have logged harmless errors; its log is as old as its start.
  const isEnd =
    crashes.size > 0 ||
    facts.has('ended by itself') ||
    troubled.some(
      ({ start, trouble }) => trouble === 'ended or was ended' && isYoung(app[0]?.at, start, healthMs ?? 0),
    );
  const word = isEnd ? errorLine(app) : undefined;
  const cause =
    word ?? facts.get('ended by itself') ?? facts.get('did not stay healthy') ?? facts.get('ended or was ended');
  const hint = hintOf(facts, word, { isSilent: app.length === 0, namespace });
  return {
    ...(cause === undefined ? {} : { cause }),
    ...(hint === undefined ? {} : { hint }),
    facts: [...facts.values()].filter((fact) => fact !== cause),
    log: app
      .slice(-mostLogLines)
      .map(({ at, source, text }) => ({ source, text, ...(at === undefined ? {} : { at }) })),
  };
}

function hintOf(
  facts: ReadonlyMap<Trouble, string>,
  word: string | undefined,
  { isSilent, namespace }: { readonly isSilent: boolean; readonly namespace: string },
): string | undefined {
  const known = hintFor(word);
  if (known !== undefined) return known;
  if (facts.has('no place')) return 'Ask for less memory or disk, or ask the operator of the cluster for room.';
  if (facts.has('ended or was ended') || facts.has('not healthy')) return unhealthy;
  if (facts.has('ended by itself') || facts.has('did not stay healthy')) return isSilent ? noLines : undefined;
  return facts.has('not ready') ? notReady(namespace) : undefined;
}

/** Korifi asks the first port that a route of the app leads to (`controllers/workloads/processes`). */
const unhealthy =
  'The app must listen on $PORT, on all interfaces (0.0.0.0), and answer its health check before the time-out of that: see health-check and health-check-timeout.';

/** `log_repository.go`: containers that wait are left out. */
const noLines =
  'Korifi does not hand out what a container printed once Kubernetes holds it back. Run the image locally, or look with kubectl logs --previous.';

/** Kubernetes keeps events for an hour (kube-apiserver, `--event-ttl`). */
function notReady(namespace: string): string {
  return `Kubernetes knows why, for an hour: kubectl get events -n ${namespace}. Often its nodes have no login for the image (registry-username, registry-password), or do not reach its registry.`;
}
