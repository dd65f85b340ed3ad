import type { Plan } from '../../../plan/plan.ts';
import type { ProcessState } from '../../platform.ts';

const scaledToNone =
  'web is scaled to 0 instances: the new version is released, but nothing of it is started, so nothing shows that it can. instances starts some.';

/** What a plan means for those who use the app meanwhile. Pure. */
export function remarksOn({
  current,
  strategy,
  settings,
}: Pick<Plan, 'current' | 'strategy' | 'settings'>): readonly string[] {
  if (current?.running !== true) {
    if (strategy !== 'canary') return [];
    return ['strategy canary: the app does not run yet, so all of its instances start at once, without a pause.'];
  }
  const running = current.processes.filter(({ wanted }) => wanted > 0);
  const others = running
    .filter(({ type }) => type !== 'web')
    // Those that are scaled to none are not started again.
    .filter(({ type }) => settings.instances?.get(type) !== 0);
  const asked = settings.instances?.get('web') ?? settings.instances?.get('');
  const isScaledToNone = asked === undefined && !running.some(({ type }) => type === 'web');
  const none = isScaledToNone ? [scaledToNone] : [];
  if (strategy === 'recreate') {
    if (running.length === 0) return none;
    const all = listed(running);
    return [
      ...none,
      `strategy recreate: ${all} ${verb(running)} stopped before the new version starts. The app does not answer in between.`,
    ];
  }
  if (others.length === 0) return none;
  return [
    ...none,
    `${listed(others)} ${verb(others)} stopped and started again at the end of the roll-out, as Cloud Foundry does with all types but web: a short gap.`,
  ];
}

/** `2 instances of web, 1 of worker` */
function listed(processes: readonly ProcessState[]): string {
  return processes
    .map(({ type, wanted }, at) => `${wanted}${at > 0 ? '' : wanted === 1 ? ' instance' : ' instances'} of ${type}`)
    .join(' and ');
}

function verb(processes: readonly ProcessState[]): string {
  return processes.reduce((sum, { wanted }) => sum + wanted, 0) === 1 ? 'is' : 'are';
}
