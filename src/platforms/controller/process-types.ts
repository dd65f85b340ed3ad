import { ActionError } from '../../errors.ts';
import type { Manifest, PlatformRequest } from '../../inputs/request.ts';
import type { Change } from '../../plan/plan.ts';
import { type Counts, type Formation, processesOf } from './formation.ts';

/** Process types, and how each is started. */
export type Procfile = Readonly<Record<string, string>>;

/** What of a request says which process types there are to be. */
export type Asked = Pick<PlatformRequest, 'settings' | 'manifest'>;

/** The Procfile that `manifest` names; undefined: it names none. */
export function procfileIn(manifest: Manifest | undefined): Procfile | undefined {
  return manifest?.kind === 'procfile' ? Object.fromEntries(manifest.processes) : undefined;
}

/**
 * What a Procfile changes of the process types that there are. Commands may hold passwords: they are not told. What the
 * input `command` starts is told as such.
 *
 * @param before of the build that serves
 * @param next of the build that is to come
 */
export function processChanges(
  before: Procfile = {},
  next: Procfile,
  { settings, manifest }: Asked,
): readonly Change[] {
  if (manifest?.kind !== 'procfile') return [];
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(next))];
  return [...new Set([...now.keys(), ...old.keys()])]
    .filter((type) => now.get(type) !== old.get(type) && !(type === 'web' && settings.command !== undefined))
    .map((type) => {
      const sign = !now.has(type) ? '-' : old.has(type) ? '~' : '+';
      return { what: 'process type', to: `${sign}${type}` };
    });
}

/** Process types of the Procfile that nobody starts, in sentences: the controllers start a first `web` alone. */
export function notStarted(types: readonly string[], wanted: Counts, { settings, manifest }: Asked): readonly string[] {
  if (manifest?.kind !== 'procfile') return [];
  return types
    .filter((type) => manifest.processes.has(type) && !wanted.get(type) && settings.instances?.has(type) !== true)
    .map((type) => `the process type ${type} has no instances: write instances: ${type}=1 to start it`);
}

/**
 * A Procfile that would leave nothing running, though something ran before, or nobody has ever said that nothing is to.
 *
 * @param counts as they are
 * @throws ActionError `CONTROLLER_NOTHING_RUNS`
 */
export function refuseNothing(formation: Formation, counts: Counts, { manifest }: Asked): Formation {
  const isAsleep = counts.size > 0 && processesOf(counts).length === 0;
  if (manifest?.kind !== 'procfile' || isAsleep || processesOf(formation.wanted).length > 0) return formation;
  const types = [...manifest.processes.keys()];
  throw new ActionError(
    'CONTROLLER_NOTHING_RUNS',
    `Nothing of the app would run: the process types of its Procfile (${types.join(', ')}) have no instances`,
    { hint: `Say how many: instances: ${types.map((type) => `${type}=1`).join(' ')}` },
  );
}
