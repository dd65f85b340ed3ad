import type { Instance, InstanceState, Observation } from '../../src/platforms/platform.ts';
import type { Look, Policy } from '../../src/rollout/judge.ts';

/** Short forms for looks at a rollout: `●` running, `◌` unroutable, `◐` starting, `○` absent, `✖` crashed. */
const states: Readonly<Record<string, InstanceState>> = {
  '●': 'running',
  '◌': 'unroutable',
  '◐': 'starting',
  '○': 'absent',
  '✖': 'crashed',
};

export const policy: Policy = { settleMs: 5_000, problemMs: 60_000, progressMs: 300_000, totalMs: 900_000 };

export function instancesOf(drawn: string): readonly Instance[] {
  return [...drawn].map((mark, index) => {
    const state = states[mark];
    if (state === undefined) throw new Error(`no such mark: ${mark}`);
    return { process: 'web', name: String(index), state };
  });
}

/** One look: as many instances are wanted as are drawn, unless `wanted` says otherwise. */
export function observationOf(drawn: string, more: Partial<Observation> = {}): Observation {
  return {
    phase: 'done',
    release: { id: 'r1', label: 'release r1' },
    instances: instancesOf(drawn),
    previous: [],
    wanted: [...drawn].length,
    crashes: 0,
    ...more,
  };
}

export function look(atSeconds: number, drawn: string, more: Partial<Observation> = {}): Look {
  return { atMs: atSeconds * 1_000, observation: observationOf(drawn, more) };
}
