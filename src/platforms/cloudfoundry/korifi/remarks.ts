import type { Plan } from '../../../plan/plan.ts';

/** What replacing one instance after the other means on Korifi for those who use the app. Pure. */
export function oneByOne({
  current,
  strategy,
  settings,
}: Pick<Plan, 'current' | 'strategy' | 'settings'>): readonly string[] {
  if (current?.running !== true || strategy === 'recreate') return [];
  const now = current.processes.find(({ type }) => type === 'web')?.wanted ?? 0;
  // The app has its new size before anything of it is replaced.
  if ((settings.instances?.get('web') ?? settings.instances?.get('') ?? now) !== 1) return [];
  return [
    'Korifi stops an instance before it starts the next one in its place: with one instance the app does not answer in between.',
  ];
}

/** Of a release that would roll, and cannot be followed while it does. */
export const stoppedInstead =
  'This Korifi does not tell since when an instance runs, so it cannot be seen which of them are new while they are replaced one by one: the app is stopped, and started with the new image.';
