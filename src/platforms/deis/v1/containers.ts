import { numberAt, textAt } from '../../../http/json.ts';
import { type ControllerApi, entriesOf } from '../../controller/api.ts';
import { versionOf } from '../../controller/releases.ts';
import type { Instance, InstanceState, Problem, ProcessState } from '../../platform.ts';

/** A container as the v1 controller lists it: a row of its database, and what fleet says of it. */
export interface Container {
  /** `cmd.1`. The containers of the release before have the same names. */
  readonly name: string;
  readonly type: string;
  /** Version of its release. */
  readonly release: number | undefined;
  /** The controller's word (`scheduler/states.py`, `fleet.py`). */
  readonly state: string;
}

/** Those of every release that has any, but for one-off commands. */
export async function listContainers(api: ControllerApi, app: string): Promise<readonly Container[]> {
  const path = `apps/${app}/containers/?page_size=1000`;
  return readContainers(await api.get(path, `reading the containers of ${app}`, 'results'));
}

export function readContainers(json: unknown): readonly Container[] {
  const read = (value: unknown): Container | undefined => {
    const type = textAt(value, 'type');
    const state = textAt(value, 'state');
    if (type === undefined || state === undefined) return undefined;
    const name = `${type}.${numberAt(value, 'num') ?? 0}`;
    return { name, type, state, release: versionOf(textAt(value, 'release')) };
  };
  return entriesOf(json, read, 'reading the containers').filter(({ type }) => type !== 'run');
}

/** How many rows each process type has: as many a deploy makes again, whatever was asked for. */
export function countsOf(containers: readonly Container[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { type } of containers) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

export function countUp(containers: readonly Container[], processes: readonly ProcessState[]): number {
  const types = new Set(processes.map(({ type }) => type));
  return containers.filter(({ type, state }) => state === 'up' && types.has(type)).length;
}

/** Whether every wanted container of every process type is up: Docker has started it, which is all that v1 asks. */
export function allUp(containers: readonly Container[], processes: readonly ProcessState[]): boolean {
  return processes.every(
    ({ type, wanted }) =>
      containers.filter((container) => container.type === type && container.state === 'up').length >= wanted,
  );
}

interface Track {
  /** It was up at some look. */
  started: boolean;
  /** Ends that were seen, or cannot but have been, before the one that lasts now. */
  crashes: number;
  state: string;
  /** Since when it has been anything but up, after it had started. Milliseconds since the epoch. */
  endedSince: number | undefined;
}

/**
 * How often a container that ends at once is started again: after 5 s (`RestartSec`), and what Docker needs to look for
 * the image and to start. So one that stays down for longer has been up and has ended again, unseen. Milliseconds.
 */
const restartMs = 8_000;
const certainCrashes = 3;
/** One that ended with 0 is not started again. That long it may still be on its way. Milliseconds. */
const overMs = 5_000;

/**
 * What the containers of one release have been through, look by look. v1 counts nothing, and its words are few: `down` is
 * one that is about to start, for the first time or again after it ended.
 */
export class ContainerWatch {
  readonly #tracks = new Map<string, Track>();

  /**
   * @param containers those of the watched release now
   * @param now milliseconds since the epoch
   * @param started the controller has seen all of them up once: what is down now has ended
   */
  look(containers: readonly Container[], now: number, started: boolean): void {
    for (const { name, state } of containers) {
      const track = this.#tracks.get(name) ?? { started: false, crashes: 0, state, endedSince: undefined };
      this.#tracks.set(name, track);
      if (state === 'up') {
        track.crashes = this.#crashesOf(track, now);
        track.started = true;
        track.endedSince = undefined;
      } else if (track.started || started) {
        track.started = true;
        track.endedSince ??= now;
      }
      track.state = state;
    }
    const names = new Set(containers.map(({ name }) => name));
    for (const name of this.#tracks.keys()) if (!names.has(name)) this.#tracks.delete(name);
  }

  /** Ends of that container that ended most often. */
  crashes(now: number): number {
    return Math.max(0, ...[...this.#tracks.values()].map((track) => this.#crashesOf(track, now)));
  }

  #crashesOf({ crashes, endedSince, state }: Track, now: number): number {
    if (endedSince === undefined) return crashes;
    return crashes + 1 + (state === 'down' ? Math.floor((now - endedSince) / restartMs) : 0);
  }

  instanceOf({ type, name, state }: Container): Instance {
    const ended = this.#tracks.get(name)?.endedSince !== undefined;
    const plain = state === 'up' || (!ended && state === 'down');
    return { process: type, name, state: stateOf(state, ended), ...(plain ? {} : { detail: state }) };
  }

  /** What is wrong with the containers that are there now, the worst first. */
  problem(now: number): Problem | undefined {
    const ended = [...this.#tracks]
      .filter(([, track]) => track.endedSince !== undefined)
      .map(([name, track]) => ({ name, track, crashes: this.#crashesOf(track, now) }))
      .sort((a, b) => b.crashes - a.crashes);
    const over = ended.find(
      ({ track: { state, endedSince = now } }) => state === 'created' && now - endedSince >= overMs,
    );
    if (over !== undefined) {
      return { message: `${over.name} ended with exit status 0, and is not started again`, certain: true };
    }
    const [worst] = ended;
    if (worst === undefined) return undefined;
    const { name, crashes } = worst;
    if (crashes >= certainCrashes) return { message: `${name} ended ${crashes} times: crash loop`, certain: true };
    return { message: `${name} ended ${crashes === 1 ? 'once' : `${crashes} times`}`, certain: false };
  }

  /** One line a container that had trouble, for the evidence. */
  facts(now: number): readonly string[] {
    const facts: string[] = [];
    for (const [name, track] of this.#tracks) {
      const crashes = this.#crashesOf(track, now);
      if (crashes > 0)
        facts.push(`${name}: last seen ${track.state}, ended ${crashes === 1 ? 'once' : `${crashes} times`}`);
      else if (!track.started) facts.push(`${name}: last seen ${track.state}, never up`);
    }
    return facts;
  }
}

function stateOf(state: string, ended: boolean): InstanceState {
  if (state === 'up') return 'running';
  if (ended || state === 'crashed' || state === 'error') return 'crashed';
  return state === 'destroyed' ? 'absent' : 'starting';
}

/** Containers of another release than the watched one, as they are: nothing is known of their past. */
export function bystander(container: Container): Instance {
  return new ContainerWatch().instanceOf(container);
}
