import type { Draft, Mistake } from '../../../inputs/request.ts';
import { countMistakes } from '../../controller/inputs.ts';
import { variableName } from '../inputs.ts';
import { isHealthCheck } from './config.ts';

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
    ['disk', settings?.diskMb, 'Deis v1 has no limit for it, leave it out'],
    ['command', settings?.command, notYet('What starts the app stays as it is')],
    [
      'health-check',
      settings?.healthCheck,
      'Deis v1 goes by the check that was written last, even after a rollback, so a wrong one could not be taken back: leave it out, and set it once by hand: deis config:set HEALTHCHECK_URL=/',
    ],
    [
      'health-check-timeout',
      settings?.healthCheckTimes,
      'it stays as it is, leave it out: HEALTHCHECK_TIMEOUT of the app’s config',
    ],
    ['readiness-check', settings?.readinessCheck, 'Deis v1 has one check only, leave it out'],
    ['routes', settings?.routes, notYet('The app’s domains stay as they are')],
    ['services', settings?.services, 'Deis v1 has none, leave it out'],
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
  found.push(...countMistakes(settings?.instances));
  for (const [name, value] of settings?.env ?? []) {
    const message = variableMistake(name, value);
    if (message !== undefined) found.push({ input: 'env', message });
  }
  return found;
}

/**
 * What does not get through to the containers: the controller writes values into a Dockerfile as `NAME="value"`, by Python's
 * `unicode-escape`, of which Docker undoes nothing but a quote, and puts in what `$` stands for (`registry/dockerclient.py`,
 * `build`).
 */
const untold = /[^ -~]|[\\$]/;

/** Why Deis v1 cannot have a variable; values are never told. */
function variableMistake(name: string, value: string): string | undefined {
  if (!variableName.test(name)) {
    return `names ${name} · Deis takes letters, digits and "_" in names of variables, no digit first`;
  }
  if (isHealthCheck(name))
    return `sets ${name}, which is the app’s health check · set it once by hand: deis config:set`;
  if (/^(?:DEIS_APP|DEIS_RELEASE)$/.test(name)) return `sets ${name}, which Deis v1 sets by itself, leave it out`;
  if (!untold.test(value)) return undefined;
  return `has signs in ${name} that Deis v1 hands on as something else: $, \\, line breaks, or letters beyond ASCII · base64 gets through`;
}

function notYet(comfort: string): string {
  return `is not supported for Deis v1 yet, leave it out. ${comfort}`;
}
