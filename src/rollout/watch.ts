import type { Clock } from '../clock.ts';
import { ActionError, Cancelled } from '../errors.ts';
import { Overtaken } from '../platforms/overtaken.ts';
import type { Evidence, Observation, Platform, Rollout } from '../platforms/platform.ts';
import { judge, type Look, type Policy } from './judge.ts';
import type { Pace } from './pace.ts';

/** A platform that cannot be asked for this long cannot be judged. Milliseconds. */
const blindMs = 60_000;

/** How a release ended, as far as it was seen; `paused`: a step of a canary stands. */
export type Watched =
  | { readonly ended: 'live'; readonly last: Observation }
  | { readonly ended: 'paused'; readonly last: Observation }
  | Broken;

/** A release that came to nothing, or that cannot be judged. */
export interface Broken {
  /**
   * `unknown`: the platform could not be asked any more. `overtaken`: somebody else released meanwhile, so nothing was
   * ordered.
   */
  readonly ended: 'failed' | 'superseded' | 'unknown' | 'overtaken';
  readonly reason: string;
  readonly hint?: string | undefined;
  readonly last: Observation | undefined;
  /** Already known; absent: the platform has to be asked. */
  readonly evidence?: Evidence;
  /** What proves the reason to be the cause, whatever the platform knows besides. Foreign text. */
  readonly proof?: readonly string[];
}

interface Tools {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Of all looks of a run, whatever was ordered between them. */
  readonly pace: Pace;
  /** Called with every look, for the log. */
  readonly seen: (observation: Observation) => void;
}

/**
 * Orders the release and looks at it until it, or the first step of it, is judged.
 *
 * @param save called before the release is ordered, and again when the platform has given it a name
 * @throws Cancelled when the signal fires
 */
export async function releaseAndWatch<R extends Rollout>(
  platform: Pick<Platform<R>, 'release' | 'observe'>,
  rollout: R,
  policy: Policy,
  { save, ...tools }: Tools & { readonly save: (rollout: R) => void },
): Promise<Watched> {
  // From here on a release may have begun, even if we should never hear of it.
  save(rollout);
  const order = async () => {
    const begun = await platform.release(rollout);
    save(begun);
    return begun;
  };
  return orderAndWatch(platform, order, policy, tools);
}

/** Lets a canary go on, and looks at it until its next step, or the whole release, is judged. */
export async function advanceAndWatch<R extends Rollout>(
  platform: Pick<Platform<R>, 'advance' | 'observe'>,
  rollout: R,
  policy: Policy,
  tools: Tools,
): Promise<Watched> {
  const order = async () => {
    await platform.advance?.(rollout);
    return rollout;
  };
  return orderAndWatch(platform, order, policy, tools);
}

async function orderAndWatch<R extends Rollout>(
  platform: Pick<Platform<R>, 'observe'>,
  order: () => Promise<R>,
  policy: Policy,
  tools: Tools,
): Promise<Watched> {
  let begun: R;
  try {
    begun = await order();
  } catch (error) {
    if (error instanceof Cancelled || !(error instanceof ActionError)) throw error;
    const ended = error instanceof Overtaken ? 'overtaken' : 'failed';
    return { ended, reason: error.message, hint: error.hint, last: undefined };
  }
  return watch(platform, begun, policy, tools);
}

async function watch<R extends Rollout>(
  platform: Pick<Platform<R>, 'observe'>,
  rollout: R,
  policy: Policy,
  { clock, signal, pace, seen }: Tools,
): Promise<Watched> {
  const startedAt = clock.now();
  pace.begin();
  const looks: Look[] = [];
  let sawAt = startedAt;
  for (;;) {
    const askedAt = clock.now();
    try {
      const observation = await platform.observe(rollout);
      sawAt = clock.now();
      looks.push({ atMs: askedAt - startedAt, observation });
      seen(observation);
      const judgement = judge(looks, policy);
      if (judgement.kind === 'live' || judgement.kind === 'paused') {
        return { ended: judgement.kind, last: observation };
      }
      if (judgement.kind !== 'continue') return { ended: judgement.kind, reason: judgement.reason, last: observation };
    } catch (error) {
      if (error instanceof Cancelled || !(error instanceof ActionError)) throw error;
      // Where an order is answered late, a look is what tells that it was refused.
      if (error instanceof Overtaken) {
        return { ended: 'overtaken', reason: error.message, hint: error.hint, last: undefined };
      }
      if (clock.now() - sawAt >= blindMs) {
        const reason = `The platform could not be asked for ${blindMs / 1000} s: ${error.message}`;
        return { ended: 'unknown', reason, hint: error.hint, last: looks.at(-1)?.observation };
      }
    }
    await clock.sleep(pace.pauseAfter(askedAt), signal);
  }
}
