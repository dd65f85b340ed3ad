import type { ImageFacts } from '../image/facts.ts';
import type { Entry } from '../inputs/definitions.ts';
import type { Asked } from '../inputs/request.ts';
import type { Plan } from '../plan/plan.ts';
import type { LogLine, Platform } from '../platforms/platform.ts';
import type { Outcome } from '../rollout/outcome.ts';

/** One phase of the run, for the summary. */
export interface PhaseRecord {
  readonly name: PhaseName;
  readonly result: string;
  readonly tookMs: number;
  readonly ok: boolean;
}

export type PhaseName =
  | 'Image'
  | 'Login'
  | 'Wait'
  | 'Plan'
  | 'Build'
  | 'Task'
  | 'Release'
  | 'Smoke'
  | 'Why'
  | 'Restore';

/** What is known of a command that was run. */
export interface TaskRecord {
  /** Absent: it has not ended, or the platform does not say. */
  readonly exitCode?: number;
  /** The last lines that it printed. Foreign text. */
  readonly log: readonly LogLine[];
}

/** What is told of a plan. */
export type ToldPlan = Pick<Plan, 'current' | 'image' | 'changes' | 'findings' | 'remarks'>;

/** Everything that is known about a run when it ends; what was never reached is undefined. */
export interface Story {
  /** Of which entry this is the story. */
  readonly entry: Entry;
  readonly request?: Asked | undefined;
  readonly facts?: ImageFacts | undefined;
  /** What is told of the image beside its line. */
  readonly imageDetails?: readonly string[] | undefined;
  readonly platform?: Pick<Platform, 'title' | 'target'> | undefined;
  readonly plan?: ToldPlan | undefined;
  readonly url?: string | undefined;
  readonly task?: TaskRecord | undefined;
  readonly outcome: Outcome;
  readonly phases: readonly PhaseRecord[];
  readonly tookMs: number;
}

/**
 * The same story with every text in it cleaned, whoever wrote it. Before anything is told of it: a credential that was
 * cut in two, or escaped, would not be recognised any more.
 */
export function cleanStory({ platform, ...story }: Story, clean: (text: string) => string): Story {
  const cleaned = (value: unknown): unknown => {
    if (typeof value === 'string') return clean(value);
    if (Array.isArray(value)) return value.map(cleaned);
    // Numbers, dates, maps and URLs are told by none of the texts, or hold nothing that anybody else wrote.
    if (typeof value !== 'object' || value === null) return value;
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, cleaned(part)]));
  };
  // Of the platform, which is more than a value, only what is told.
  const told = platform === undefined ? undefined : { title: platform.title, target: platform.target };
  return cleaned({ ...story, platform: told }) as Story;
}
