import { asObject, parseJson, textAt } from '../http/json.ts';
import type { Platform, PlatformKind, Rollout, Task } from '../platforms/platform.ts';
import type { Runner } from '../runner/runner.ts';

/**
 * What a killed run leaves for its post step. Written before the write that it describes, so that there is no moment at
 * which the platform has begun something that nobody remembers.
 */
export interface SavedRun {
  readonly platform: PlatformKind;
  /** Absent: the run releases nothing. */
  readonly rollout?: Rollout;
  /** A command that may be running. */
  readonly task?: Task;
  /**
   * The input that says what becomes of it when the run ends early. A release that has failed by then is no longer one
   * that somebody may want to go on. Absent: nothing has been ordered that could go on.
   */
  readonly wish?: 'onCancel' | 'onFailure';
}

const key = 'rollout';
const finished = 'finished';

/** To be called before a command or a release is ordered, again when the platform has named it, and when it has failed. */
export function saveRun(
  runner: Pick<Runner, 'saveState'>,
  platform: Pick<Platform, 'kind'>,
  { rollout, task, wish }: Omit<SavedRun, 'platform'>,
): void {
  const saved: SavedRun = {
    platform: platform.kind,
    ...(rollout === undefined ? {} : { rollout }),
    ...(task === undefined ? {} : { task }),
    ...(wish === undefined ? {} : { wish }),
  };
  runner.saveState(key, JSON.stringify(saved));
}

/** Nothing is left to do for the post step. */
export function saveFinished(runner: Pick<Runner, 'saveState'>): void {
  runner.saveState(key, finished);
}

/** Undefined: nothing was begun, or it was seen through to its end. */
export function loadRun(runner: Pick<Runner, 'savedState'>): SavedRun | undefined {
  const text = runner.savedState(key);
  if (text === '' || text === finished) return undefined;
  const saved = asObject(parseJson(text));
  const begun = asObject(saved?.['rollout']) ?? asObject(saved?.['task']);
  const platform = textAt(saved, 'platform');
  const wish = textAt(saved, 'wish');
  if (textAt(begun, 'app') === undefined || platform === undefined) return undefined;
  if (wish !== undefined && wish !== 'onCancel' && wish !== 'onFailure') return undefined;
  return saved as unknown as SavedRun;
}
