import { ActionError, messageOf } from '../../../errors.ts';
import { at } from '../../../http/json.ts';
import type { Answer, ControllerApi } from '../../controller/api.ts';
import { hintFor } from '../../controller/causes.ts';
import { lookUntil } from '../../controller/looking.ts';
import { Overtaken } from '../../overtaken.ts';
import type { PlatformContext } from '../../platform.ts';
import { blockingDeadlineMs } from '../build.ts';
import { stateAfter, type V1BuildState } from './build.ts';
import { readConfig, type V1ConfigBody, type V1ConfigChange, withoutStrays } from './config.ts';
import { listContainers } from './containers.ts';
import { isOver } from './phase.ts';
import { newestReleases, type V1Release } from './releases.ts';
import { ownSettings, type V1Rollout } from './rollout.ts';

/** A release appears as soon as the controller has read the POST. Milliseconds. */
const appearMs = 30_000;
const lookEveryMs = 5_000;

interface Tools {
  readonly api: ControllerApi;
  readonly context: PlatformContext;
  readonly rollout: V1Rollout;
  readonly change: V1ConfigChange;
  /** The app has a build, which is deployed again with what changes. */
  readonly redeploys: boolean;
  /** How long that may take: the controller itself would wait 20 min for an image that does not start. Milliseconds. */
  readonly limitMs: number;
}

/**
 * Changes the config. On an app with a build that is a whole blocking redeploy of the current image, which is over when this
 * returns: whether its containers stay up nobody waits for, since those before are gone. What a config that was written
 * before, and does not serve, has brought along is taken away by a second one.
 *
 * @returns how many releases that has made
 * @throws ActionError `DEIS_CONFIG` when the controller has said no; `DEIS_CONFIG_LOST` when it may still be at it
 * @throws Overtaken when somebody else changes the config at the same moment
 */
export async function postConfig(tools: Tools): Promise<number> {
  const { api, context, rollout, change } = tools;
  await post(tools, change.body);
  const found = readConfig(await api.get(`apps/${rollout.app}/config/`, 'reading the config', 'values'));
  const rest = withoutStrays(found, change.wanted);
  if (rest === undefined) return 1;
  context.note('what an earlier change that came to nothing has left in the config is taken away');
  await post(tools, rest);
  return 2;
}

async function post(tools: Tools, body: V1ConfigBody): Promise<void> {
  const { api, context, rollout, change, limitMs } = tools;
  const { app } = rollout;
  const until = context.clock.now() + limitMs;
  const doing = `setting ${change.parts.join(' and ')} of ${app}`;
  const [before] = await newestReleases(api, app, 1);
  let answer: Answer | undefined;
  let state: V1BuildState;
  try {
    const told = await withinLimit(
      tools,
      api.call('POST', `apps/${app}/config/`, body, { deadlineMs: blockingDeadlineMs }),
    );
    answer = told;
    const isConfig = (json: unknown) => (at(json, 'values') === undefined ? undefined : 'config');
    const now = context.clock.now();
    state =
      told === undefined
        ? { kind: 'lost', since: now, why: `no answer within ${Math.round(limitMs / 60_000)} min` }
        : stateAfter(told, isConfig, now, () => api.refusal(told, doing));
  } catch (error) {
    if (context.signal.aborted) throw error;
    state = { kind: 'lost', since: context.clock.now(), why: messageOf(error) };
  }
  if (state.kind === 'deployed' || state.kind === 'open') return;
  if (answer?.status === 409) throw new Overtaken(answer.words);
  if (state.kind === 'lost') {
    await redeployed(tools, before?.version ?? 0, until, `${doing}: ${state.why}`);
    return;
  }
  // The scheduler's own no has its words in JSON; whatever else is refused was refused before anything was written.
  if (answer !== undefined && state.kind === 'refused' && answer.status !== 503) throw api.refusal(answer, doing);
  const cause = state.kind === 'fell' ? state.why : state.words;
  throw new ActionError('DEIS_CONFIG', `${doing}: ${cause}`, { hint: hintFor(cause) ?? checkIt });
}

/** Undefined: it has not come within the limit, and nobody waits for it any more. */
async function withinLimit<T>({ context, limitMs }: Tools, answer: Promise<T>): Promise<T | undefined> {
  const come = new AbortController();
  const late = context.clock.sleep(limitMs, AbortSignal.any([context.signal, come.signal])).then(() => undefined);
  // The one that comes second is nobody's.
  answer.catch(() => undefined);
  late.catch(() => undefined);
  try {
    return await Promise.race([answer, late]);
  } finally {
    come.abort();
  }
}

const checkIt = 'Changing settings restarts the current image with them: check that it runs with these.';

/** Waits for the release that a change has made, whose answer was lost, and for its containers. */
async function redeployed(
  { api, context: { clock, signal }, rollout, redeploys }: Tools,
  before: number,
  until: number,
  lost: string,
): Promise<void> {
  const { app } = rollout;
  const made = async (): Promise<V1Release | undefined> => {
    const releases = await newestReleases(api, app, 20);
    const own = redeploys ? ownSettings(releases, { ...rollout, before }) : releases[0];
    return own !== undefined && own.version > before ? own : undefined;
  };
  const error = (what: string) => new ActionError('DEIS_CONFIG_LOST', `${lost} · ${what}`, { hint: checkIt });
  if ((await lookUntil(clock, signal, { everyMs: lookEveryMs, forMs: appearMs }, made)) === undefined) {
    throw error('no release of it has appeared since');
  }
  if (!redeploys) return;
  const patience = { everyMs: lookEveryMs, forMs: Math.max(lookEveryMs, until - clock.now()) };
  const isDone = await lookUntil(clock, signal, patience, async () => {
    const [own, containers] = await Promise.all([made(), listContainers(api, app)]);
    if (own === undefined) return false;
    return containers.length === 0 || isOver(containers, own) ? true : undefined;
  });
  if (isDone === false) throw error('the controller has taken its release back');
  if (isDone === undefined) throw error('its containers have not taken the place of those before');
}
