import type { Mistake, PlatformRequest } from '../../../inputs/request.ts';

/** `payloads/app.go`. */
const appName = /^[-\w]+$/;

/** Inputs that Korifi cannot honour (cloudfoundry/korifi, `api/payloads`). Found when it is known what answers; before any login. */
export function korifiMistakes(request: PlatformRequest): readonly Mistake[] {
  const { app, beforeRelease, task, settings } = request;
  const found: Mistake[] = [...loginMistakes(request)];
  if (!appName.test(app)) {
    found.push({ input: 'app', message: 'may hold letters, digits, "_" and "-" only: this is a Korifi' });
  }
  if (beforeRelease !== undefined) {
    found.push({
      input: 'before-release',
      message: 'cannot be run: Korifi runs commands in the image that is released, and in no other',
    });
  }
  for (const [input, value] of [
    ['memory', task?.memoryMb],
    ['disk', task?.diskMb],
  ] as const) {
    if (value !== undefined)
      found.push({ input, message: 'cannot be set of a command on Korifi: its operator does that, for all of them' });
  }
  found.push(...orderMistakes(request));
  // Where a setting comes from is not known any more.
  const also = request.manifest === undefined ? '' : ' · look in the manifest, too';
  if (settings.readinessCheck !== undefined || settings.readinessCheckTimes !== undefined) {
    const message = `is not known to Korifi: an instance gets traffic once its health check has passed${also}`;
    found.push({ input: 'readiness-check', message });
  }
  if (settings.services !== undefined) {
    const message = `cannot be bound on Korifi by this action: cf bind-service does it${also}`;
    found.push({ input: 'services', message });
  }
  const others = [...(settings.instances?.keys() ?? [])].filter((type) => type !== '' && type !== 'web');
  if (others.length > 0) {
    const message = `of ${others.join(', ')}: an image has no process but web on Korifi${also}`;
    found.push({ input: 'instances', message });
  }
  found.push(...manifestMistakes(request));
  return found;
}

/** What it says beside what there are inputs for. */
function manifestMistakes({ manifest, settings }: PlatformRequest): readonly Mistake[] {
  const keys = [
    ...Object.keys(manifest?.rest ?? {}),
    ...(settings.healthCheckTimes?.intervalS === undefined ? [] : ['health-check-interval']),
    ...(settings.logRate === undefined ? [] : ['log-rate-limit-per-second']),
  ];
  if (keys.length === 0) return [];
  const message = `has ${keys.join(', ')}, which this action does not hand on to Korifi: take it out, or use cf push there`;
  return [{ input: 'manifest', message }];
}

function loginMistakes({ login }: PlatformRequest): readonly Mistake[] {
  switch (login.kind) {
    case 'token':
      return [];
    case 'oidc-user':
      // Kubernetes takes tokens that are made out to it, and has no name that could be guessed.
      return login.audience === undefined
        ? [
            {
              input: 'oidc-audience',
              message: 'is needed for Korifi: the audience that its Kubernetes takes tokens of GitHub for',
            },
          ]
        : [];
    case 'oidc-client':
      return [
        {
          input: 'oidc',
          message: 'is client, which is of UAA · Korifi has users of Kubernetes: write user, or use token',
        },
      ];
    case 'password':
      return [
        { input: 'username', message: 'is no login of Korifi: it takes a token of Kubernetes, in the input token' },
      ];
    case 'client':
      return [
        { input: 'client-id', message: 'is no login of Korifi: it takes a token of Kubernetes, in the input token' },
      ];
  }
}

/** How the instances are replaced is the StatefulSet's: one after the other. */
function orderMistakes({ strategy, canarySteps, maxInFlight }: PlatformRequest): readonly Mistake[] {
  return [
    ...(strategy === 'canary'
      ? [{ input: 'strategy', message: 'is canary, which Korifi does not know · write rolling or recreate' }]
      : []),
    ...(canarySteps === undefined
      ? []
      : [{ input: 'canary-steps', message: 'need a canary, which Korifi does not know' }]),
    ...(maxInFlight === undefined
      ? []
      : [{ input: 'max-in-flight', message: 'cannot be set: Korifi replaces one instance at a time' }]),
  ];
}
