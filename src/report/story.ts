import type { ImageFacts } from '../image/facts.ts';
import type { Request } from '../inputs/request.ts';
import type { Plan } from '../plan/plan.ts';
import type { Platform } from '../platforms/platform.ts';
import type { Outcome } from '../rollout/outcome.ts';

/** One phase of the run, for the summary. */
export interface PhaseRecord {
  readonly name: PhaseName;
  readonly result: string;
  readonly tookMs: number;
  readonly ok: boolean;
}

export type PhaseName = 'Image' | 'Login' | 'Plan' | 'Build' | 'Release' | 'Why' | 'Restore';

/** Everything that is known about a run when it ends; what was never reached is undefined. */
export interface Story {
  readonly request?: Request | undefined;
  readonly facts?: ImageFacts | undefined;
  readonly platform?: Pick<Platform, 'title' | 'target'> | undefined;
  readonly plan?: Plan | undefined;
  readonly url?: string | undefined;
  readonly outcome: Outcome;
  readonly phases: readonly PhaseRecord[];
  readonly tookMs: number;
}
