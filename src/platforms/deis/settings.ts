import { ActionError } from '../../errors.ts';
import { at } from '../../http/json.ts';
import { lowestTcpPort } from '../../image/ports.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Answer, ControllerApi } from '../controller/api.ts';
import { hintFor } from '../controller/causes.ts';
import { lookUntil } from '../controller/looking.ts';
import { deployFailure, saysBusy, saysUnchanged } from '../controller/words.ts';
import type { PlatformContext } from '../platform.ts';
import { type DeisConfig, readConfig } from './app.ts';
import { blockingDeadlineMs } from './build.ts';

/** The one config POST that a deploy needs: PORT and registry credentials belong together, before the first build. */
export interface ConfigChange {
  readonly values?: { readonly PORT: string };
  readonly registry?: { readonly username: string; readonly password: string };
}

/**
 * What has to change; undefined: nothing. PORT is what the user gave, else what the app has, else what the image exposes.
 * A private image needs PORT in the config (`PORT needs to be set in the config when using a private registry`).
 */
export function configChange(plan: Plan, config: DeisConfig): ConfigChange | undefined {
  const port = plan.settings.port ?? config.port ?? lowestTcpPort(plan.facts);
  const { registry } = plan;
  const change: ConfigChange = {
    ...(port === undefined || port === config.port ? {} : { values: { PORT: String(port) } }),
    ...(registry === undefined || (registry.username === config.username && registry.password === config.password)
      ? {}
      : { registry: { username: registry.username, password: registry.password } }),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

const busyBudgetMs = 15 * 60_000;
const busyPauseMs = 10_000;

/**
 * Posts the change. On an app with a build this is a whole blocking redeploy with the old image and the new settings,
 * done and healthy when it returns. A lost answer is looked up by reading the config back.
 */
export async function postConfig(
  api: ControllerApi,
  context: PlatformContext,
  app: string,
  change: ConfigChange,
  freed: (pauseMs: number, signal: AbortSignal) => Promise<number>,
): Promise<void> {
  const { clock, signal } = context;
  const doing = `setting ${[change.values && 'PORT', change.registry && 'the registry credentials'].filter(Boolean).join(' and ')} of ${app}`;
  const until = clock.now() + busyBudgetMs;
  for (;;) {
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
    if (answer !== undefined && saysBusy(answer.words) && clock.now() < until) {
      context.note(`${answer.words}: waiting for it`);
      await freed(busyPauseMs, signal);
      continue;
    }
    if (answer !== undefined && answer.status >= 300 && answer.status < 499) throw configError(api, answer, doing);
    // Nobody knows whether the controller took it: it goes on without us, and stores the config first.
    const taken = await lookUntil(clock, signal, { everyMs: 5_000, forMs: 30_000 }, async () => {
      const config = readConfig(await api.get(`apps/${app}/config/`, doing, 'values'));
      return holds(config, change) ? true : undefined;
    });
    if (taken === undefined) {
      throw answer === undefined ? why : configError(api, answer, doing);
    }
    await freed(busyPauseMs, signal);
    return;
  }
}

function holds(config: DeisConfig, change: ConfigChange): boolean {
  return (
    (change.values === undefined || String(config.port) === change.values.PORT) &&
    (change.registry === undefined ||
      (config.username === change.registry.username && config.password === change.registry.password))
  );
}

function configError(api: ControllerApi, answer: Answer, doing: string): ActionError {
  if (answer.status !== 400) return api.refusal(answer, doing);
  const { cause, backTo } = deployFailure(answer.words);
  const back = backTo === undefined ? '' : ` The controller went back to release ${backTo}.`;
  return new ActionError('DEIS_CONFIG', `${doing}: ${cause}.${back}`, {
    hint:
      hintFor(answer.words) ??
      'Changing settings redeploys the current image with them: check that it runs with these.',
  });
}
