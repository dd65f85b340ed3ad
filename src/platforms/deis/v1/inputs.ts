import type { Draft, Mistake } from '../../../inputs/request.ts';

/** As the controller validates app names: they become names of images. */
const appName = /^[a-z0-9-]{1,64}$/;

/** Inputs that Deis v1 cannot take, beside those that no Deis can. */
export function v1Mistakes({ app, registry, settings, ...draft }: Draft): readonly Mistake[] {
  const unsupported = [
    [
      'registry-username',
      registry,
      'Deis v1 stores no login for a registry, leave it out. Its machines need one from their operator; docker/login-action opens a private image to this action',
    ],
    ['port', settings?.port, 'Deis v1 routes to the port that the image exposes, leave it out'],
    ['instances', settings?.instances, notYet('Scaling by hand survives a deploy')],
    ['memory', settings?.memoryMb, notYet('The app’s own limits stay as they are')],
    ['disk', settings?.diskMb, 'Deis v1 has no limit for it, leave it out'],
    ['command', settings?.command, notYet('What starts the app stays as it is')],
    [
      'health-check',
      settings?.healthCheck,
      notYet('The app’s health check stays as it is: HEALTHCHECK_URL of its config'),
    ],
    [
      'health-check-timeout',
      settings?.healthCheckTimes,
      notYet('It stays as it is: HEALTHCHECK_TIMEOUT of its config'),
    ],
    ['readiness-check', settings?.readinessCheck, 'Deis v1 has one check only, leave it out'],
    ['routes', settings?.routes, notYet('The app’s domains stay as they are')],
    ['services', settings?.services, 'Deis v1 has none, leave it out'],
    ['env', settings?.env, notYet('The app’s variables stay as they are')],
    [
      'if-busy',
      draft.ifBusy === 'replace' ? draft.ifBusy : undefined,
      'replace · Deis v1 cannot end a deploy that is under way: write wait or fail',
    ],
    ['max-in-flight', draft.maxInFlight, 'Deis v1 replaces all containers at the same time, leave it out'],
    ['before-release', draft.beforeRelease, 'Deis v1 runs commands in the release that serves only, leave it out'],
    ['strategy', draft.strategy === 'rolling' ? undefined : draft.strategy, 'Deis v1 knows one way only, leave it out'],
  ] as const;
  const found: Mistake[] = [];
  for (const [input, value, message] of unsupported) if (value !== undefined) found.push({ input, message });
  if (app !== undefined && !appName.test(app)) {
    const message = `"${app}" is no name for an app of Deis v1 · a-z, 0-9 and hyphens, at most 64 characters`;
    found.push({ input: 'app', message });
  }
  return found;
}

function notYet(comfort: string): string {
  return `is not supported for Deis v1 yet, leave it out. ${comfort}`;
}
