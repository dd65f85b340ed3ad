import type { Instance, InstanceState, Observation, ProcessState } from '../../src/platforms/platform.ts';
import type { Look, Policy } from '../../src/rollout/judge.ts';

/** Short forms for looks at a rollout: `●` running, `◌` unroutable, `◐` starting, `○` absent, `✖` crashed. */
const states: Readonly<Record<string, InstanceState>> = {
  '●': 'running',
  '◌': 'unroutable',
  '◐': 'starting',
  '○': 'absent',
  '✖': 'crashed',
};
const types = ['web', 'worker'];

export const policy: Policy = { settleMs: 5_000, problemMs: 60_000, progressMs: 300_000, totalMs: 900_000 };

/** `●●/◐`: two of web and one of worker. */
export function instancesOf(drawn: string): readonly Instance[] {
  return drawn.split('/').flatMap((part, type) =>
    [...part].map((mark, index) => {
      const state = states[mark];
      if (state === undefined) throw new Error(`no such mark: ${mark}`);
      return { process: typeAt(type), name: String(index), state };
    }),
  );
}

/** So many instances of web, and of worker. */
export function processesOf(counts: readonly number[]): readonly ProcessState[] {
  return counts.map((wanted, type) => ({ type: typeAt(type), wanted }));
}

export function ofWeb(wanted: number): readonly ProcessState[] {
  return processesOf([wanted]);
}

/** One look: as many instances are wanted as are drawn, unless `wanted` says otherwise. */
export function observationOf(drawn: string, more: Partial<Observation> = {}): Observation {
  return {
    phase: 'done',
    release: { id: 'r1', label: 'release r1' },
    instances: instancesOf(drawn),
    previous: [],
    wanted: processesOf(drawn.split('/').map((part) => [...part].length)),
    crashes: 0,
    ...more,
  };
}

export function look(atSeconds: number, drawn: string, more: Partial<Observation> = {}): Look {
  return { atMs: atSeconds * 1_000, observation: observationOf(drawn, more) };
}

function typeAt(index: number): string {
  const type = types[index];
  if (type === undefined) throw new Error('there are no more types of processes');
  return type;
}
