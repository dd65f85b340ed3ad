import type { Plan } from '../../../plan/plan.ts';

/** What replacing one instance after the other means on Korifi for those who use the app. Pure. */
export function oneByOne({
  current,
  strategy,
  settings,
}: Pick<Plan, 'current' | 'strategy' | 'settings'>): readonly string[] {
  if (current?.running !== true || strategy === 'recreate') return [];
  const now = current.processes.find(({ type }) => type === 'web')?.wanted ?? 0;
  const wanted = settings.instances?.get('web') ?? settings.instances?.get('') ?? now;
  if (Math.min(now, wanted) !== 1) return [];
  return [
    'Korifi stops an instance before it starts the next one in its place: with one instance the app does not answer in between.',
  ];
}
