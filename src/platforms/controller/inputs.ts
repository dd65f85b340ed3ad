import type { Draft, Mistake } from '../../inputs/request.ts';

/** Inputs that only Cloud Foundry knows. */
export function foreignInputs(draft: Draft, title: string): readonly Mistake[] {
  const belongs = (
    [
      ['org', draft.org],
      ['space', draft.space],
    ] as const
  ).flatMap(([input, value]) =>
    value === undefined ? [] : [{ input, message: `belongs to Cloud Foundry, leave it out for ${title}` }],
  );
  const { settings } = draft;
  const unknown = [
    ['disk', settings?.diskMb, `${title} has no limit for it`],
    ['max-in-flight', draft.maxInFlight, 'How many are replaced at the same time is the platform’s affair'],
    ['readiness-check', settings?.readinessCheck, `On ${title} it is one with health-check`],
    ['routes', settings?.routes, 'The app’s addresses stay as they are'],
    ['services', settings?.services, 'What the app is bound to stays as it is'],
    ['labels', settings?.labels, `${title} has none that an app could be found by`],
    ['manifest', draft.manifest?.kind === 'cloudfoundry' ? draft.manifest : undefined, 'It is one for Cloud Foundry'],
    ['strategy', draft.strategy === 'rolling' ? undefined : draft.strategy, 'Releases are rolled out there'],
  ] as const;
  return [
    ...belongs,
    ...unknown.flatMap(([input, value, why]) =>
      value === undefined ? [] : [{ input, message: `is not for ${title}, leave it out · ${why}` }],
    ),
  ];
}

/**
 * Settings that the controllers on Kubernetes, Deis Workflow and Drycc, cannot take. Names of variables are told, values
 * never.
 *
 * @param prefix of the variables by which the controller is told how to deploy: `DEIS`
 */
export function settingsMistakes({ settings }: Draft, title: string, prefix: 'DEIS' | 'DRYCC'): readonly Mistake[] {
  const found: Mistake[] = [];
  const mistake = (input: string, message: string) => found.push({ input, message });
  const { healthCheck, healthCheckTimes, env } = settings ?? {};
  if (healthCheck?.type === 'process') {
    const unchecked = `a process type that is not routed to, such as a worker of a Procfile, is not checked`;
    mistake('health-check', `process · ${title} asks at the port of what it routes to; ${unchecked}`);
  }
  if (healthCheckTimes !== undefined) {
    const instead = `write ${prefix}_DEPLOY_TIMEOUT=180 into env: the seconds for a batch of pods`;
    mistake('health-check-timeout', `is not for ${title}, leave it out · ${instead}`);
  }
  found.push(...countMistakes(settings?.instances));
  for (const name of env?.keys() ?? []) {
    if (name === 'PORT') mistake('env', 'sets PORT · write it as the `port` input');
  }
  for (const [name, value] of env ?? []) {
    if (value.includes('\0')) mistake('env', `has a zero byte in ${name} · no variable can hold one`);
  }
  return found;
}

/** Counts with which nothing would serve. */
export function countMistakes(instances: ReadonlyMap<string, number> | undefined): readonly Mistake[] {
  // An app of workers alone has another process type that does.
  if (instances === undefined || [...instances.values()].some((count) => count > 0)) return [];
  return ['', 'web', 'cmd']
    .filter((type) => instances.get(type) === 0)
    .map((type) => {
      const what = type === '' ? 'is 0' : `of ${type} is 0`;
      const message = `${what} · nothing of the new image would run, so nothing could prove it`;
      return { input: 'instances', message };
    });
}

/** As all controllers validate names of process types (api/serializers.py, `PROCTYPE_MATCH`). */
export const processType = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
export const processTypeRule = 'a-z, 0-9 and single hyphens within';

/** Process types of a Procfile. */
export function processTypesIn(manifest: Draft['manifest']): readonly string[] {
  return manifest?.kind === 'procfile' ? [...manifest.processes.keys()] : [];
}
