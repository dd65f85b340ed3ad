import { nameSuffix } from '../../kubernetes/names.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import type { App, Release } from '../records.ts';
import type { DryccWorld } from '../world.ts';
import { templateOf, valuesOf } from './templates.ts';

export interface JobWish {
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  /** Whose variables it gets beside those of `run`. */
  readonly ptype?: string;
  /** After so many seconds it is ended, and its pod with it. */
  readonly timeout: number;
  /** For so many seconds its pod is there when it has ended. */
  readonly expires: number;
}

/** A one-off command as a Job of Kubernetes, whose pod is of type `run`: `RunMixin.run`. Throws `KubeError`. */
export function runJob(world: DryccWorld, app: App, release: Release, wish: JobWish): Pod {
  const { clock, cluster } = world;
  const name = `${app.id}-run-${nameSuffix()}`;
  const { image, command, args, ptype } = wish;
  const template = templateOf(world, app, release, 'run');
  const own = ptype === undefined ? {} : valuesOf(release.config, ptype);
  const pod = cluster.run(app.id, 'run', name, {
    ...template,
    ...{ image, command, args, environment: { ...template.environment, ...own }, restartPolicy: 'Never' },
  });
  const isOver = () => pod.phase === 'succeeded' || pod.phase === 'failed';
  clock.after(wish.timeout * 1_000, () => {
    if (!isOver()) pod.delete();
  });
  const expire = () => {
    if (pod.phase === 'gone') return;
    if (isOver()) clock.after(wish.expires * 1_000, () => pod.delete());
    else clock.after(1_000, expire);
  };
  expire();
  return pod;
}
