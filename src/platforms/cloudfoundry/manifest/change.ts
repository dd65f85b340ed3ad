import { asArray, asObject, textAt } from '../../../http/json.ts';
import { type Difference, entryAt, nameOf, type Rest } from './difference.ts';

/** The way back from what a manifest has changed. */
export interface Undo {
  /** What is applied to have it as before: an entry of `applications` without its name. */
  readonly rest: Rest;
  /** Sidecars that were not there. */
  readonly sidecars: readonly string[];
  /** What cannot be put back, by name. */
  readonly lost: readonly string[];
}

/** A sidecar as it is. */
export interface Sidecar {
  readonly guid: string;
  readonly name: string;
  readonly command: string;
  readonly processTypes: readonly string[];
  readonly memoryMb: number | undefined;
}

/** The whole way back, for the process that has made the change: commands may be secrets. */
export function undoOf(rest: Rest, differences: readonly Difference[], sidecars: readonly Sidecar[]): Undo {
  const features: Record<string, unknown> = {};
  const processes = new Map<string, Record<string, unknown>>();
  const changed = new Set<Sidecar>();
  const added: string[] = [];
  const lost: string[] = [];
  for (const { op, path, was } of differences) {
    const [section = '', index, field, ...deeper] = path;
    const type = textAt(entryAt(rest, 'processes', index), 'type');
    const name = textAt(entryAt(rest, 'sidecars', index), 'name');
    const sidecar = sidecars.find((one) => one.name === name);
    if (section === 'features' && index !== undefined && typeof was === 'boolean') features[index] = was;
    else if (section === 'processes' && type !== undefined && field !== undefined && deeper.length === 0) {
      processes.set(type, { ...processes.get(type), [field]: op === 'add' ? null : was });
    } else if (section === 'routes' && field === undefined && !isTcp(entryAt(rest, section, index))) continue;
    else if (section === 'sidecars' && sidecar !== undefined) changed.add(sidecar);
    else if (section === 'sidecars' && name !== undefined) added.push(name);
    else lost.push(nameOf(path, rest));
  }
  return {
    rest: {
      ...(Object.keys(features).length === 0 ? {} : { features }),
      ...(processes.size === 0 ? {} : { processes: [...processes].map(([type, fields]) => ({ type, ...fields })) }),
      ...(changed.size === 0 ? {} : { sidecars: [...changed].map(entryOf) }),
    },
    sidecars: added,
    lost,
  };
}

/** Other routes are found by their address, and led away from the app. */
function isTcp(route: unknown): boolean {
  return /:\d+$/.test(textAt(route, 'route') ?? '');
}

function entryOf({ name, command, processTypes, memoryMb }: Sidecar): object {
  return {
    ...{ name, command, process_types: processTypes },
    ...(memoryMb === undefined ? {} : { memory: `${memoryMb}M` }),
  };
}

/** What of the way back may be saved: no command. Those are lost to any other process. */
export function savedUndo({ rest, sidecars, lost }: Undo): Undo {
  const { sidecars: changed, processes, ...others } = rest;
  const commands = asArray(processes).filter((process) => typeof asObject(process)?.['command'] === 'string');
  const kept = asArray(processes).map((process) => {
    const { command, ...fields } = asObject(process) ?? {};
    return typeof command === 'string' ? fields : { ...fields, ...(command === undefined ? {} : { command }) };
  });
  return {
    rest: { ...others, ...(kept.length === 0 ? {} : { processes: kept }) },
    sidecars,
    lost: [
      ...lost,
      ...commands.map((process) => `${textAt(process, 'type')} command`),
      ...asArray(changed).map((sidecar) => `sidecar ${textAt(sidecar, 'name')}`),
    ],
  };
}
