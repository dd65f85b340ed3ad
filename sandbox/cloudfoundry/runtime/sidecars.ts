import type { PulledImage } from '../../image.ts';
import { runShell, type ShellRun, startsProgram } from '../../shell.ts';
import { unprocessable } from '../errors.ts';
import type { App, Process, Sidecar } from '../model.ts';
import type { Json } from '../request/json.ts';
import { remove, type World } from '../world.ts';
import { launchFailure } from './cell.ts';

/** What a request or a manifest asks for. */
export type WantedSidecar = Pick<Sidecar, 'name' | 'command' | 'processTypes' | 'memoryMb'>;

/** What is wrong with its form (CCNG, sidecar_create_message.rb); with `partial`, of the keys that are there. */
export function sidecarProblems(value: Json, partial = false): string[] {
  const { name, command, process_types: types, memory_in_mb: memory } = value as Readonly<Record<string, unknown>>;
  const asked = (key: string) => !partial || key in value;
  return [
    ...(asked('name') ? textProblems('Name', name) : []),
    ...(asked('command') ? textProblems('Command', command) : []),
    ...(asked('process_types') && !Array.isArray(types) ? ['Process types must be an array'] : []),
    ...(asked('process_types') && !(Array.isArray(types) && types.length > 0)
      ? ['Process types must have at least 1 process_type']
      : []),
    ...(memory === undefined || memory === null ? [] : memoryProblems(memory)),
  ];
}

/** Call it only when there are no problems. */
export function readSidecar(value: Json): WantedSidecar {
  const { name, command, process_types: types, memory_in_mb: memory } = value as Readonly<Record<string, unknown>>;
  return {
    name: String(name),
    command: String(command),
    processTypes: Array.isArray(types) ? types.map(String) : [],
    memoryMb: typeof memory === 'number' ? memory : undefined,
  };
}

/** Stores one, or refuses it with 422 (CCNG, app/actions/sidecar_create.rb, models/runtime/sidecar_model.rb). */
export function createSidecar(world: World, app: App, wanted: WantedSidecar): Sidecar {
  refuse(world, app, wanted, undefined);
  const sidecar = { ...world.resource(), app, ...wanted, processTypes: [...wanted.processTypes].sort() };
  world.sidecars.push(sidecar);
  return sidecar;
}

/** A changed sidecar is a new object: revisions keep the one that they were made with. */
export function updateSidecar(world: World, sidecar: Sidecar, changes: Partial<WantedSidecar>): Sidecar {
  const wanted = { ...sidecar, ...changes };
  refuse(world, sidecar.app, wanted, sidecar);
  const changed = { ...wanted, processTypes: [...wanted.processTypes].sort(), updatedAt: world.clock.now() };
  world.sidecars[world.sidecars.indexOf(sidecar)] = changed;
  return changed;
}

export function deleteSidecar(world: World, sidecar: Sidecar): void {
  remove(world.sidecars, sidecar);
}

/** Those that run beside a process. */
export function sidecarsOf(world: World, { app, type }: Pick<Process, 'app' | 'type'>): Sidecar[] {
  return world.sidecars.filter((sidecar) => sidecar.app === app && sidecar.processTypes.includes(type));
}

type SidecarEnd = Pick<ShellRun, 'lines' | 'ms' | 'exitCode'> & { readonly name: string };

/** The first sidecar that ends, and how: the container ends with it. Undefined: all of them go on. */
export function firstEnd(
  sidecars: readonly Sidecar[],
  image: PulledImage,
  container: { readonly environment: Readonly<Record<string, string>>; readonly memoryMb: number },
): SidecarEnd | undefined {
  const ended = sidecars.flatMap(({ name, command }): readonly SidecarEnd[] => {
    const cannot = launchFailure(image, command);
    if (cannot !== undefined) {
      return [{ name, ms: 0, exitCode: 1, lines: [{ atMs: 0, type: 'ERR', text: cannot }] }];
    }
    return startsProgram(command) ? [] : [{ name, ...runShell(image, command, container) }];
  });
  return [...ended].sort((a, b) => a.ms - b.ms)[0];
}

function refuse(world: World, app: App, wanted: WantedSidecar, before: Sidecar | undefined): void {
  const { name, command, processTypes, memoryMb } = wanted;
  if (before !== undefined || memoryMb !== undefined) {
    for (const process of world.processesOf(app).filter(({ type }) => processTypes.includes(type))) {
      const others = sidecarsOf(world, process).filter((one) => one !== before);
      const sum = others.reduce((total, one) => total + (one.memoryMb ?? 0), memoryMb ?? 0);
      if (sum < process.memoryMb) continue;
      throw unprocessable(
        `The memory allocation defined is too large to run with the dependent "${process.type}" process`,
      );
    }
  }
  if (name.length > 255) throw unprocessable('Name is too long (maximum is 255 characters)');
  if (command.length > 4096) throw unprocessable('Command is too long (maximum is 4096 characters)');
  if (world.sidecars.some((one) => one.app === app && one.name === name && one !== before)) {
    throw unprocessable(`Sidecar with name '${name}' already exists for given app`);
  }
}

function textProblems(field: string, value: unknown): string[] {
  const isText = typeof value === 'string';
  const isBlank = value === undefined || value === null || (isText && value.trim() === '');
  return [...(isBlank ? [`${field} can't be blank`] : []), ...(isText ? [] : [`${field} must be a string`])];
}

function memoryProblems(value: unknown): string[] {
  if (typeof value !== 'number') return ['Memory in mb is not a number'];
  if (!Number.isInteger(value)) return ['Memory in mb must be an integer'];
  return value > 0 ? [] : ['Memory in mb must be greater than 0'];
}
