import { asArray, at, numberAt, textAt } from '../../http/json.ts';
import { errorLine } from '../app-log.ts';
import type { ControllerApi } from '../controller/api.ts';
import { hintFor } from '../controller/causes.ts';
import type { PodWatch } from '../controller/pods.ts';
import type { Refusal } from '../controller/scaling.ts';
import { deployFailure } from '../controller/words.ts';
import type { Evidence, LogLine } from '../platform.ts';
import { lastLines } from './pod-log.ts';

/** Pods that are asked about: each costs two requests, and Drycc allows 60 a minute. Websockets are not counted there. */
export const mostDescribed = 2;
const shownLines = 40;
const tellingReasons = new Set([
  'Failed',
  'BackOff',
  'Unhealthy',
  'FailedScheduling',
  'FailedMount',
  'Killing',
  'OOMKilling',
]);

/** Why a release failed on Drycc: its pipeline's exception, what Kubernetes says of its pods, their last log lines. Never throws. */
export async function gather(options: {
  readonly api: ControllerApi;
  readonly app: string;
  /** From the release's newest condition. */
  readonly exception: string | undefined;
  /** Of the counts, that came to nothing after the pipeline had succeeded. */
  readonly refusal: Refusal | undefined;
  readonly watch: PodWatch;
  /** Pods that were asked about while they were there. */
  readonly described: ReadonlyMap<string, PodFacts>;
}): Promise<Evidence> {
  const { api, app, exception, refusal, watch, described } = options;
  const failure = exception === undefined ? undefined : deployFailure(exception);
  const pods = await Promise.all(
    watch
      .troubled()
      .slice(0, mostDescribed)
      .map((name) => described.get(name) ?? podFacts(api, app, name)),
  );
  const ends = pods.flatMap((pod) => pod.ends);
  const events = [...new Set(pods.flatMap((pod) => pod.events))];
  const facts = [
    ...ends,
    ...watch.facts(),
    ...events,
    ...(failure?.backTo === undefined ? [] : [`the controller goes back to release ${failure.backTo}`]),
  ];
  // One that never got healthy may have logged harmless errors: only after a crash they are the cause.
  const crashed = watch.crashes > 0;
  const told = (crashed ? pods.find(({ log }) => errorLine(log) !== undefined) : undefined) ?? pods.find(hasLog);
  const log = told?.log ?? [];
  const vague = failure === undefined || /^Back-off restarting/.test(failure.cause);
  const cause =
    // The kernel asks no app before it ends it: its log does not know.
    ends.find((end) => end.includes('OOMKilled')) ??
    (crashed ? errorLine(log) : undefined) ??
    (vague ? ends[0] : undefined) ??
    failure?.cause ??
    refusal?.words ??
    watch.problem(Infinity)?.message ??
    events.at(-1);
  const hint = hintFor(cause, failure?.cause) ?? refusal?.hint ?? hintFor(...facts);
  return {
    ...(cause === undefined ? {} : { cause }),
    ...(hint === undefined ? {} : { hint }),
    facts,
    log: log.slice(-shownLines),
  };
}

export interface PodFacts {
  /** How its containers ended. */
  readonly ends: readonly string[];
  readonly events: readonly string[];
  /** Of the container that runs now or ran last, oldest first. */
  readonly log: readonly LogLine[];
}

function hasLog({ log }: PodFacts): boolean {
  return log.length > 0;
}

/** What Kubernetes and the pod itself say. One that is gone cannot be described (400), but its events stay for an hour. Never throws. */
export async function podFacts(api: ControllerApi, app: string, name: string): Promise<PodFacts> {
  const [containers, events, log] = await Promise.all([
    results(api, `apps/${app}/pods/${encodeURIComponent(name)}/describe/`),
    results(api, `apps/${app}/events/?pod_name=${encodeURIComponent(name)}`),
    lastLines(api, app, name),
  ]);
  return {
    ends: containers.flatMap((container) => endOf(name, container) ?? []),
    events: events
      .filter((event) => tellingReasons.has(textAt(event, 'reason') ?? ''))
      .map((event) => `${name}: ${textAt(event, 'message') ?? textAt(event, 'reason')}`),
    log,
  };
}

function endOf(pod: string, container: unknown): string | undefined {
  for (const state of ['state', 'lastState']) {
    const terminated = at(container, state, 'terminated');
    if (terminated === undefined) continue;
    const code = numberAt(terminated, 'exitCode');
    const restarts = numberAt(container, 'restartCount') ?? 0;
    const parts = [
      textAt(terminated, 'reason') ?? 'ended',
      code === undefined ? undefined : `exit code ${code}`,
      textAt(terminated, 'message'),
      restarts === 0 ? undefined : `restarted ${restarts} times`,
    ].filter((part) => part !== undefined && part !== '');
    return `${pod}: ${parts.join(', ')}`;
  }
  const reason = textAt(container, 'reason');
  const message = textAt(container, 'message');
  if (reason === undefined || reason === '') return undefined;
  return `${pod}: ${reason}${message === undefined || message === '' ? '' : `, ${message}`}`;
}

async function results(api: ControllerApi, path: string): Promise<readonly unknown[]> {
  try {
    const answer = await api.call('GET', path, undefined, { retry: 'never', deadlineMs: 10_000 });
    return answer.status === 200 ? asArray(at(answer.json, 'results')) : [];
  } catch {
    return [];
  }
}
