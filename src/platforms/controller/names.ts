import type { ImageFacts } from '../../image/facts.ts';
import type { Draft, Mistake } from '../../inputs/request.ts';

/** Kubernetes takes the reference as it is written: fully spelled out, by digest, so that a tag that moves cannot hurt. */
export function imageByDigest(facts: ImageFacts): string {
  return `${facts.reference.domain}/${facts.reference.path}@${facts.digest}`;
}

/** Inputs that only Cloud Foundry knows, or that this family cannot take yet. */
export function foreignInputs(draft: Draft, title: string): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  for (const input of ['org', 'space'] as const) {
    if (draft[input] !== undefined)
      mistakes.push({ input, message: `belongs to Cloud Foundry, leave it out for ${title}` });
  }
  const { settings } = draft;
  const unsupported = [
    ['instances', settings?.instances, 'Scaling by hand on the platform survives a deploy.'],
    ['memory', settings?.memoryMb, 'The app’s own limits stay as they are.'],
    ['disk', settings?.diskMb, 'The app’s own limits stay as they are.'],
    ['max-in-flight', draft.maxInFlight, 'How many are replaced at the same time is the platform’s affair.'],
    ['command', settings?.command, 'What starts the app stays as it is.'],
    ['health-check', settings?.healthCheck, 'The app’s health checks stay as they are.'],
    ['health-check-timeout', settings?.healthCheckTimes, 'The app’s health checks stay as they are.'],
    ['readiness-check', settings?.readinessCheck, 'The app’s health checks stay as they are.'],
    ['routes', settings?.routes, 'The app’s addresses stay as they are.'],
    ['services', settings?.services, 'The app’s services stay as they are.'],
    ['labels', settings?.labels, 'The app’s labels stay as they are.'],
    ['env', settings?.env, 'The app’s variables stay as they are.'],
    ['before-release', draft.beforeRelease, 'Run migrations when the app starts, or after the deploy.'],
    ['strategy', draft.strategy === 'rolling' ? undefined : draft.strategy, 'Releases are rolled out there.'],
  ] as const;
  for (const [input, value, comfort] of unsupported) {
    if (value !== undefined) {
      mistakes.push({ input, message: `is not supported for ${title} yet, leave it out. ${comfort}` });
    }
  }
  return mistakes;
}
