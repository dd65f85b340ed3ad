import { asArray, at, textAt } from '../../http/json.ts';
import type { ControllerApi } from '../controller/api.ts';
import { busyWith } from '../controller/busy.ts';
import { type Release, versionOf } from '../controller/releases.ts';
import type { Busy } from '../platform.ts';

/** Celery ends a task, and the pipeline in it, after 30 minutes. Milliseconds. */
const longestPipelineMs = 30 * 60_000;
/** A worker takes a pipeline up within 5 s; then there are pods soon. Milliseconds. */
const pickedUpMs = 10_000;

/**
 * Somebody else's pipeline that runs. A release says `created` while it is deployed; and for ever, when it was refused
 * because of another one, when autodeploy is off, or when its worker was killed. Those have no pods. Asked is only when
 * there is one.
 *
 * @param strays builds that were never deployed
 * @param now milliseconds since the epoch
 */
export async function pipelineUnderWay(
  api: ControllerApi,
  app: string,
  releases: readonly Release[],
  strays: ReadonlySet<string>,
  now: number,
): Promise<Busy | undefined> {
  const firstEnded = releases.findIndex(({ state }) => state !== 'created');
  const open = releases
    .slice(0, firstEnded < 0 ? undefined : firstEnded)
    .filter(
      ({ build, at: since }) =>
        build !== undefined && !strays.has(build) && since !== undefined && now - since < longestPipelineMs,
    );
  if (open.length === 0) return undefined;
  const json = await api.get(`apps/${app}/pods/`, `reading the pods of ${app}`, 'results');
  // Those of a `run` step as well. Without any the first one is it: those that came later were refused because of it.
  const labels = new Set(asArray(at(json, 'results')).map((pod) => versionOf(textAt(pod, 'release'))));
  const running =
    open.find(({ version }) => labels.has(version)) ?? open.findLast((release) => now - (release.at ?? 0) < pickedUpMs);
  return running === undefined ? undefined : busyWith(running);
}
