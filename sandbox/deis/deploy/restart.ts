import { podState } from '../../controller/pod-state.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import { type App, latestGood } from '../records.ts';
import type { DeisWorld } from '../world.ts';

/** How long a restart waits for its pods: 5 min, in looks of 5 s. */
const [longestMs, lookMs] = [300_000, 5_000];

export interface Chosen {
  readonly type?: string;
  readonly name?: string;
}

/**
 * The pods that clients are shown: of the newest release that did not fail, and not those that have ended or were run
 * once. Newest first.
 */
export function shownPods(world: DeisWorld, app: App, { type, name }: Chosen = {}): readonly Pod[] {
  const label = `v${latestGood(app).version}`;
  return world.cluster
    .pods(app.id)
    .filter((pod) => pod.type !== 'run' && pod.phase !== 'gone')
    .filter((pod) => (name === undefined ? pod.template.release === label : pod.name === name))
    .filter((pod) => type === undefined || name !== undefined || pod.type === type);
}

/** `App.restart`: deletes the pods and waits for as many new ones; when they do not come it ends all the same. */
export async function restart(world: DeisWorld, app: App, chosen: Chosen): Promise<readonly Pod[]> {
  const { cluster, clock } = world;
  const short = chosen.name?.split('-').length === 3;
  const name = short ? `${app.id}-${chosen.name}` : chosen.name;
  const of = { ...chosen, ...(name === undefined ? {} : { name }) };
  const label = `v${latestGood(app).version}`;
  const desired =
    name === undefined
      ? cluster
          .deployments(app.id)
          .filter((one) => one.template.release === label && (chosen.type ?? one.type) === one.type)
          .reduce((sum, one) => sum + one.replicas, 0)
      : 1;
  const going = shownPods(world, app, of);
  for (const pod of going) pod.delete();
  while (going.some((pod) => pod.phase !== 'gone')) await clock.sleep(world.timings.look);
  const type = chosen.type === undefined ? {} : { type: chosen.type };
  const found = () => (name === undefined ? shownPods(world, app, type) : shownPods(world, app, type).slice(0, 1));
  const end = clock.now() + longestMs;
  while (clock.now() < end && found().filter((pod) => podState(pod) === 'up').length !== desired)
    await clock.sleep(lookMs);
  if (clock.now() >= end) {
    cluster.log(
      app.id,
      'WARNING warning, some pods failed to start:\ntimeout - 5 minutes have passed and pods are not up',
    );
  }
  return found();
}
