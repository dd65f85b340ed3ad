import { ActionError } from '../errors.ts';
import type { SmokeTest } from '../inputs/request.ts';
import type { Observation } from '../platforms/platform.ts';
import type { Told } from '../report/report.ts';
import type { Broken } from '../rollout/watch.ts';
import type { Run } from './run.ts';

// A chunk of its own: few runs ask.
const load = () => import('../rollout/smoke.ts');

/**
 * To be called before the release: afterwards it would be too late to say so.
 *
 * @throws ActionError `SMOKE_ADDRESS` when the smoke test is a path and the app's address is not known
 */
export async function refuseWithoutAddress({ request, known }: Pick<Run, 'request' | 'known'>): Promise<void> {
  if (request.smokeTest !== undefined) await urlOf(request.smokeTest, known.url);
}

/** Asks the app itself. Undefined: the answer was right, or nobody wants to know. */
export async function smokeTest(run: Run, last: Observation): Promise<Broken | undefined> {
  const { request, report, known, http, clock, signal } = run;
  const test = request.smokeTest;
  if (test === undefined) return undefined;
  return report.phase('Smoke', async ({ note, end, fail }): Promise<Told<Broken | undefined>> => {
    const { smoke } = await load();
    const { right, line, words } = await smoke(test, await urlOf(test, known.url), { http, clock, signal, note });
    if (right) return end(undefined, line);
    const broken: Broken = {
      ended: 'failed',
      reason: `The smoke test failed: ${line}`,
      hint: 'All instances were healthy for the platform: see what the app answers there, and what its log says.',
      last,
      proof: words === undefined ? [] : [`it answered: ${words}`],
    };
    return fail(broken, line);
  });
}

/** Asks once whether what serves already answers right. What is wrong, one clause; undefined: nothing. Foreign text. */
export async function smokeOnce({ request, known, http, clock, signal }: Run): Promise<string | undefined> {
  const test = request.smokeTest;
  if (test === undefined) return undefined;
  const { ask } = await load();
  const { right, line } = await ask(test, await urlOf(test, known.url), { http, clock, signal });
  return right ? undefined : `the smoke test says ${line}`;
}

async function urlOf(test: SmokeTest, app: string | undefined): Promise<URL> {
  const { smokeUrl } = await load();
  const url = smokeUrl(test, app);
  if (url !== undefined) return url;
  throw new ActionError('SMOKE_ADDRESS', 'The smoke test is a path, and the platform tells no address of the app', {
    hint: 'Write the whole URL into smoke-test, or give the app a route.',
  });
}
