import { ActionError } from '../../errors.ts';
import { asObject, at } from '../../http/json.ts';
import type { ProcessState } from '../platform.ts';

/** Wanted pods of each process type, those that are scaled to nothing included. */
export type Counts = ReadonlyMap<string, number>;

/** What runs once a build has been deployed. */
export interface Formation {
  /** The process type that serves. */
  readonly main: string;
  /** Process types that the build has: others cannot be scaled. */
  readonly types: readonly string[];
  /** What the controller makes of it by itself. */
  readonly given: Counts;
  /** What it is to be. */
  readonly wanted: Counts;
}

/** The structure of an app: `{"web": 2, "worker": 0}`. */
export function readCounts(app: unknown): Counts {
  const counts = new Map<string, number>();
  for (const [type, count] of Object.entries(asObject(at(app, 'structure')) ?? {})) {
    if (typeof count === 'number' && Number.isInteger(count) && count >= 0) counts.set(type, count);
  }
  return counts;
}

/** Process types that are wanted at all. */
export function processesOf(counts: Counts): readonly ProcessState[] {
  return [...counts].filter(([, wanted]) => wanted > 0).map(([type, wanted]) => ({ type, wanted }));
}

/** Those of `wanted` that `given` has not as they ought to be. */
export function differing(given: Counts, wanted: Counts): Counts {
  return new Map([...wanted].filter(([type, count]) => (given.get(type) ?? 0) !== count));
}

/** Those that run and that `given` has stop, with the count 0. */
export function stoppedBy(given: Counts, counts: Counts): Counts {
  return new Map([...given].filter(([type, count]) => count === 0 && (counts.get(type) ?? 0) > 0));
}

/**
 * The formation with the counts that were asked for.
 *
 * @param asked the key `''` is the process type that serves
 * @throws ActionError `CONTROLLER_NO_SUCH_PROCESS`
 */
export function scaled(formation: Formation, asked: Counts | undefined): Formation {
  if (asked === undefined) return formation;
  const { main, types } = formation;
  const wanted = new Map(formation.wanted);
  for (const [name, count] of asked) {
    const type = name === '' ? main : name;
    if (!types.includes(type)) throw noSuchProcess(type, types);
    wanted.set(type, count);
  }
  return { ...formation, wanted };
}

function noSuchProcess(type: string, types: readonly string[]): ActionError {
  return new ActionError(
    'CONTROLLER_NO_SUCH_PROCESS',
    `instances names the process type ${type}, and the app has only ${types.join(', ')}`,
    { hint: 'An image alone makes one process type. Others come from a Procfile.' },
  );
}
