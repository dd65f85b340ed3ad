import type { ChangedSettings } from '../../../plan/plan.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { type App, appFrom } from '../api/shapes.ts';

/** Labels and annotations of the app. They change nothing that runs. */
export interface Marks {
  readonly labels: Readonly<Record<string, string | null>>;
  readonly annotations: Readonly<Record<string, string | null>>;
}

/**
 * As they were: to be saved. Everybody who sees the app sees them; annotations may be long, though, so that the values of
 * those which were there are remembered by the run alone.
 */
export interface MarksBefore {
  /** Null: it was not there. */
  readonly labels: Readonly<Record<string, string | null>>;
  /** Those that were not there. */
  readonly added: readonly string[];
  readonly forgotten: readonly string[];
}

/** Undefined: nothing is asked for that differs. */
export function marksOf({ labels, annotations }: Pick<ChangedSettings, 'labels' | 'annotations'>): Marks | undefined {
  if (labels === undefined && annotations === undefined) return undefined;
  return { labels: Object.fromEntries(labels ?? []), annotations: Object.fromEntries(annotations ?? []) };
}

/** What stands where `wanted` is about to be written. */
export function marksNow(wanted: Marks, app: Pick<App, 'labels' | 'annotations'>): Marks {
  const now = (keys: object, values: ReadonlyMap<string, string>) =>
    Object.fromEntries(Object.keys(keys).map((key) => [key, values.get(key) ?? null]));
  return { labels: now(wanted.labels, app.labels), annotations: now(wanted.annotations, app.annotations) };
}

export function marksBefore({ labels, annotations }: Marks): MarksBefore {
  const names = Object.keys(annotations);
  return {
    labels,
    added: names.filter((name) => annotations[name] === null),
    forgotten: names.filter((name) => annotations[name] !== null),
  };
}

/** Merges; null takes one away (API docs, "Update an app"). */
export async function writeMarks(api: CloudController, appGuid: string, metadata: Marks): Promise<void> {
  await api.write('PATCH', `/v3/apps/${appGuid}`, 'label the app', { metadata }, 'safe');
}

/**
 * Writes back those that are not as before.
 *
 * @param remembered in the process that changed them
 * @returns whether there was anything to do, and annotations that nothing remembers
 */
export async function putMarksBack(
  api: CloudController,
  appGuid: string,
  { labels, added, forgotten }: MarksBefore,
  remembered: Marks | undefined,
): Promise<{ readonly did: boolean; readonly left: readonly string[] }> {
  const known = { labels, annotations: Object.fromEntries(added.map((name) => [name, null])) };
  const before = remembered ?? known;
  const now = marksNow(before, appFrom(await api.get(`/v3/apps/${appGuid}`, 'read the app')));
  const differs = JSON.stringify(now) !== JSON.stringify(before);
  if (differs) await writeMarks(api, appGuid, before);
  return { did: differs, left: remembered === undefined ? forgotten : [] };
}
