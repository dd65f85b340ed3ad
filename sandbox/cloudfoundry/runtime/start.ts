import { type Behaviour, expanded, type PulledImage } from '../../image.ts';
import { runShell, startsProgram } from '../../shell.ts';
import type { Instance } from '../model.ts';
import { launchFailure } from './cell.ts';
import { firstEnd } from './sidecars.ts';
import { environmentOf } from './system-environment.ts';

/** What is running in a container: the app, or a sidecar of this name. */
export type Program = 'APP' | `SIDECAR/${string}`;

/** What comes of a container that a cell has just made. */
export interface Start {
  /** Its behaviour is that of the container. */
  readonly image: PulledImage;
  /** Whose end will be the container's. */
  readonly program: Program;
  /** What is written at once. */
  readonly lines: readonly { readonly text: string; readonly type: 'OUT' | 'ERR' }[];
  /** The container has ended already, with this. */
  readonly exitCode?: number;
}

export function startOf(instance: Instance, image: PulledImage): Start {
  const { startCommand, process, services, sidecars } = instance.lrp;
  const environment = environmentOf(instance);
  const container = { environment, memoryMb: process.memoryMb };
  const own = (lines: Start['lines'], behaviour = image.behaviour): Start => {
    const twisted = behaviour === image.behaviour ? image : { ...image, crashLog: [], behaviour };
    return { image: twisted, program: 'APP', lines };
  };

  const cannot = launchFailure(image, startCommand);
  if (cannot !== undefined) return { ...own([{ text: cannot, type: 'ERR' }]), exitCode: 1 };
  const beside = firstEnd(sidecars, image, container);
  if (beside !== undefined) {
    const bootMs = 'bootMs' in image.behaviour ? image.behaviour.bootMs : Number.POSITIVE_INFINITY;
    const behaviour = { ...ends(beside.ms + 100, beside.exitCode), bootMs };
    return { ...own(beside.lines, behaviour), program: `SIDECAR/${beside.name}` };
  }
  if (startCommand !== undefined && !startsProgram(startCommand)) {
    const run = runShell(image, startCommand, container);
    return own(run.lines, ends(run.ms + 100, run.exitCode));
  }
  const lines = image.startLog.map((line) => ({ text: expanded(line, environment), type: 'OUT' as const }));
  const unset = image.needs?.find((name) => environment[name] === undefined);
  const unbound = image.needsServices?.find((name) => !services.includes(name));
  if (unset !== undefined || unbound !== undefined) {
    const text = unset !== undefined ? `Error: ${unset} is not set` : `Error: no service ${unbound} in VCAP_SERVICES`;
    return own([...lines, { text, type: 'ERR' }], ends(100, 1));
  }
  if ((image.memoryMb ?? 0) > process.memoryMb) return own(lines, { ...ends(500, 137), outOfMemory: true });
  return own(lines);
}

/** An app that ends after `afterMs`, before it was ever healthy. */
function ends(afterMs: number, exitCode: number): Extract<Behaviour, { kind: 'crash' }> {
  return { kind: 'crash', bootMs: Number.POSITIVE_INFINITY, afterMs, exitCode };
}
