import { ActionError } from '../errors.ts';
import type { AppState } from '../platforms/app-state.ts';
import { connect } from '../platforms/index.ts';
import type { Platform } from '../platforms/platform.ts';
import type { Run } from './run.ts';

/** Finds out which platform answers, proves the login and reads what runs now. */
export function logIn(run: Run): Promise<{ platform: Platform; current: AppState | undefined }> {
  const { report, known, http, clock, runner, until } = run;
  const request = { settings: {}, envMode: 'merge', routesMode: 'add', ...run.request } as const;
  return report.phase('Login', async ({ end }) => {
    const platform = await connect({
      ...{ request, http, clock, runId: runner.run.id },
      ...{ docs: runner.run.docs, revision: runner.run.revision },
      mask: (secret) => runner.mask(secret),
      oidcToken: (audience) => runner.oidcToken(audience, http),
      note: (line) => report.note(line),
      get signal() {
        return until.signal;
      },
    });
    known.platform = platform;
    const who = await platform.login();
    const current = await platform.read();
    known.url = current?.url;
    return end({ platform, current }, `${who} · ${platform.title}, ${platform.target}`);
  });
}

/**
 * The app that was found.
 *
 * @param hint what the app is needed for
 * @throws ActionError `NO_APP`
 */
export function theApp({ title, target }: Platform, found: AppState | undefined, app: string, hint: string): AppState {
  if (found !== undefined) return found;
  throw new ActionError('NO_APP', `There is no app ${app} on ${title}, ${target}.`, {
    hint: `${hint} app is its name as the platform shows it.`,
  });
}
