import { ActionError } from '../../errors.ts';
import { at } from '../../http/json.ts';
import type { Answer, ControllerApi } from '../controller/api.ts';
import { hintFor } from '../controller/causes.ts';
import { processesOf, readCounts } from '../controller/formation.ts';
import { lookUntil } from '../controller/looking.ts';
import { allUp, listPods } from '../controller/pods.ts';
import { deployFailure, saysBusy, saysUnchanged, withoutQuotes } from '../controller/words.ts';
import { Overtaken } from '../overtaken.ts';
import type { PlatformContext } from '../platform.ts';
import { blockingDeadlineMs } from './build.ts';
import { type DeisConfig, readConfig } from './config.ts';
import { type ConfigChange, partsOf } from './config-change.ts';

/** For the redeploy that a change brings about, where its answer was lost. Milliseconds. */
const redeployMs = 5 * 60_000;
const checkIt = 'Changing settings redeploys the current image with them: check that it runs with these.';

/**
 * Posts the change. On an app with a build this is a whole blocking redeploy with the old image and the new settings,
 * done and healthy when it returns. A lost answer is looked up by reading the config back.
 *
 * @throws ActionError `DEIS_CONFIG` when it cannot run with them, and the controller has gone back
 * @throws Overtaken when it is refused because another deploy of the app runs
 */
export async function postConfig(
  api: ControllerApi,
  context: PlatformContext,
  app: string,
  change: ConfigChange,
): Promise<void> {
  const { clock, signal } = context;
  const doing = `setting ${partsOf(change).join(' and ')} of ${app}`;
  let answer: Answer | undefined;
  let why: unknown;
  try {
    answer = await api.call('POST', `apps/${app}/config/`, change, { deadlineMs: blockingDeadlineMs });
  } catch (error) {
    if (signal.aborted) throw error;
    why = error;
  }
  if (answer?.status === 201 && at(answer.json, 'values') !== undefined) return;
  if (answer !== undefined && saysUnchanged(answer.words)) return;
  if (answer !== undefined && saysBusy(answer.words)) throw new Overtaken(answer.words);
  if (answer !== undefined && answer.status >= 300 && answer.status < 499) throw configError(api, answer, doing);
  // Nobody knows whether the controller took it: it goes on without us, and stores the config first.
  const taken = await lookUntil(clock, signal, { everyMs: 5_000, forMs: 30_000 }, async () =>
    holds(await configOf(api, app), change) ? true : undefined,
  );
  if (taken === undefined) throw answer === undefined ? why : configError(api, answer, doing);
  await deployed(api, context, app, change, doing);
}

/** Waits for the redeploy that a change has begun: until all pods are up, or the controller has taken the change back. */
async function deployed(
  api: ControllerApi,
  { clock, signal }: PlatformContext,
  app: string,
  change: ConfigChange,
  doing: string,
): Promise<void> {
  const counts = readCounts(await api.get(`apps/${app}/`, `reading app ${app}`, 'structure'));
  const isGone = await lookUntil(clock, signal, { everyMs: 5_000, forMs: redeployMs }, async () => {
    const [config, pods] = await Promise.all([configOf(api, app), listPods(api, app)]);
    if (!holds(config, change)) return true;
    return allUp(pods, processesOf(counts)) ? false : undefined;
  });
  if (isGone === false) return;
  const what = isGone === undefined ? 'the current image has not come up with them' : 'the controller has gone back';
  throw new ActionError('DEIS_CONFIG', `${doing}: ${what}; its reason was lost with the connection`, { hint: checkIt });
}

async function configOf(api: ControllerApi, app: string): Promise<DeisConfig> {
  return readConfig(await api.get(`apps/${app}/config/`, `reading the config of ${app}`, 'values'));
}

/** Whether a config is what the change makes of it. */
function holds(config: DeisConfig, { values = {}, registry, memory = {}, healthcheck = {} }: ConfigChange): boolean {
  const { PORT, ...variables } = values;
  return (
    (PORT === undefined || String(config.port) === PORT) &&
    Object.entries(variables).every(([name, value]) => (config.values.get(name) ?? null) === value) &&
    (registry === undefined || (config.username === registry.username && config.password === registry.password)) &&
    Object.entries(memory).every(([type, limit]) => `${config.memoryMb.get(type)}M` === limit) &&
    Object.entries(healthcheck).every(([type, probes]) =>
      Object.entries(probes).every(([kind, probe]) => isSame(config.probes.get(type)?.[kind], probe)),
    )
  );
}

/** The same JSON, whatever the order of its keys. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  const [a, b] = [Object.entries(one), Object.entries(other)];
  return a.length === b.length && a.every(([key, value]) => isSame(value, (other as Record<string, unknown>)[key]));
}

function configError(api: ControllerApi, answer: Answer, doing: string): ActionError {
  const words = withoutQuotes(answer.words);
  if (answer.status !== 400) return api.refusal({ ...answer, words }, doing);
  const { cause, backTo } = deployFailure(words);
  const back = backTo === undefined ? '' : ` The controller went back to release ${backTo}.`;
  // What could not be taken at all is no redeploy.
  const isRedeploy = /\(app::deploy\)/.test(words);
  return new ActionError('DEIS_CONFIG', `${doing}: ${cause}.${back}`, {
    hint: hintFor(words) ?? (isRedeploy ? checkIt : undefined),
  });
}
