import type { ImageFacts } from '../../src/image/facts.ts';
import { parseReference } from '../../src/image/reference.ts';
import type { Request } from '../../src/inputs/request.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { AppState, Observation, ReleaseRef, Restored } from '../../src/platforms/platform.ts';
import type { Outcome, Verdict } from '../../src/rollout/outcome.ts';
import { imageFacts, silentInputs } from './image.ts';

/** The values of one story for tests: a deploy of ghcr.io/acme/web:1.4.2, every part of which can be told otherwise. */
export const newDigest = `sha256:4f0c5e1d9a1e${'0'.repeat(52)}`;
export const oldDigest = `sha256:77ab12cd34ef${'1'.repeat(52)}`;
const repository = 'ghcr.io/acme/web';
export const now = Date.UTC(2026, 10, 22, 8, 14, 0);

export const oldRelease: ReleaseRef = {
  id: '1c9d-guid',
  label: 'deployment 1c9d',
  image: `${repository}@${oldDigest}`,
};
export const newRelease: ReleaseRef = {
  id: '5a1b-guid',
  label: 'deployment 5a1b',
  image: `${repository}@${newDigest}`,
};

export function request(more: Partial<Request> = {}): Request {
  return {
    image: parseReference(`${repository}:1.4.2`),
    app: 'web',
    platform: 'auto',
    api: new URL('https://api.fr.cloud.gov'),
    login: { kind: 'token', token: 't0ken' },
    org: 'acme',
    space: 'prod',
    ...silentInputs,
    ...more,
  };
}

export function facts(more: Partial<ImageFacts> = {}): ImageFacts {
  return imageFacts({
    digest: newDigest,
    manifestDigest: newDigest,
    compressedBytes: 84_200_000,
    created: new Date(now - 12 * 60_000),
    entrypoint: [],
    cmd: ['/app'],
    user: 'app',
    ...more,
  });
}

export function appState(more: Partial<AppState> = {}): AppState {
  return {
    id: 'app-guid',
    running: true,
    release: oldRelease,
    processes: [{ type: 'web', wanted: 2 }],
    settings: {},
    url: 'https://web.acme.gov',
    ...more,
  };
}

export function plan(more: Partial<Plan> = {}): Plan {
  return {
    app: 'web',
    current: appState(),
    facts: facts(),
    image: `${repository}@${newDigest}`,
    settings: {},
    strategy: 'rolling',
    changes: [{ what: 'image', from: `${repository}@${oldDigest}`, to: `${repository}@${newDigest}` }],
    findings: [],
    remarks: [],
    ...more,
  };
}

export function observation(more: Partial<Observation> = {}): Observation {
  return {
    phase: 'done',
    release: newRelease,
    instances: ['0', '1'].map((name) => ({ process: 'web', name, state: 'running' })),
    previous: [],
    wanted: [{ type: 'web', wanted: 2 }],
    crashes: 0,
    ...more,
  };
}

export function restored(more: Partial<Restored> = {}): Restored {
  return { serves: oldRelease, verified: true, running: 2, wanted: 2, how: 'deployment cancelled', ...more };
}

export const verdicts = [
  'live',
  'unchanged',
  'planned',
  'failed',
  'restored',
  'cancelled',
  'superseded',
  'unknown',
] as const;

/** An outcome of which no more is known than its kind has to tell. */
export function outcomeOf(verdict: Verdict): Outcome {
  if (verdict === 'live' || verdict === 'unchanged') return { verdict, last: observation() };
  return verdict === 'planned' ? { verdict } : { verdict, reason: 'because' };
}
