import { numberAt, textAt } from '../../http/json.ts';
import type { Instance, InstanceState, Problem, ProcessState } from '../platform.ts';
import { type ControllerApi, entriesOf } from './api.ts';
import { versionOf } from './releases.ts';

/** A pod as the family's controllers list it. */
export interface Pod {
  readonly name: string;
  readonly type: string;
  /** Version of the release that it is labelled with. */
  readonly release: number | undefined;
  /** The controller's word, or a raw Kubernetes reason while the pod is pending. */
  readonly state: string;
  /** Drycc only. */
  readonly restarts: number;
}

/** The app's pods: on v2 only those of the newest release that is not marked failed, on Drycc all. One-off pods left out. */
export async function listPods(api: ControllerApi, app: string): Promise<readonly Pod[]> {
  return readPods(await api.get(`apps/${app}/pods/`, `reading the pods of ${app}`, 'results'));
}

/** @throws ActionError of `entriesOf` */
export function readPods(json: unknown): readonly Pod[] {
  const pods = entriesOf(json, readPod, 'reading the pods');
  return pods.filter(({ type, state }) => type !== 'run' && state !== 'down' && state !== 'destroyed');
}

function readPod(value: unknown): Pod | undefined {
  const name = textAt(value, 'name');
  const state = textAt(value, 'state');
  if (name === undefined || state === undefined) return undefined;
  const release = versionOf(textAt(value, 'release'));
  return { name, type: textAt(value, 'type') ?? '', state, release, restarts: numberAt(value, 'restarts') ?? 0 };
}

/** Kubernetes alternates between the first two while it tries again: one and the same trouble. */
const pullReasons = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ImageInspectError',
  'ErrImageNeverPull',
  'RegistryUnavailable',
]);
const crashReasons = new Set([
  'error',
  'CrashLoopBackOff',
  'OOMKilled',
  'Error',
  'ContainerCannotRun',
  'RunContainerError',
]);
/** May be the end of a pod that is being replaced as well as the begin of a crash: what comes next tells. */
const ends = new Set(['terminating', 'crashed', 'Terminating']);
const waiting = new Set([
  'FailedScheduling',
  'Unschedulable',
  'FailedMount',
  'FailedAttachVolume',
  'FailedCreatePodSandBox',
]);
const ordinary = new Set(['initializing', 'creating', 'starting', 'up']);

export function cannotPull(pod: Pod): boolean {
  return pullReasons.has(pod.state);
}

export function runningOf(pods: readonly Pod[], processes: readonly ProcessState[]): number {
  const types = new Set(processes.map((process) => process.type));
  return pods.filter((pod) => pod.state === 'up' && types.has(pod.type)).length;
}

/** Whether every wanted instance of every process type is up. */
export function allUp(pods: readonly Pod[], processes: readonly ProcessState[]): boolean {
  return processes.every(
    ({ type, wanted }) => pods.filter((pod) => pod.type === type && pod.state === 'up').length >= wanted,
  );
}

export function wantedOf(processes: readonly ProcessState[]): number {
  return processes.reduce((sum, process) => sum + process.wanted, 0);
}

interface Track {
  crashes: number;
  /** It is down, and that has been counted. */
  down: boolean;
  /** It was seen ending: a crash if it starts again, a farewell if it does not. */
  ending: boolean;
  state: string;
  present: boolean;
  /** Milliseconds since the epoch since when it shows trouble without a break; undefined: none now. */
  troubleSince: number | undefined;
}

/** A crash loop is certain from this many stops on. */
const certainCrashes = 3;
/** An image pull that fails for this long will not come right by waiting. The controllers give up at a check every 10 s. */
const certainPullMs = 30_000;

/**
 * What the pods of one release have been through, look by look. Controllers keep no count (v2) or only Kubernetes'
 * restarts (Drycc): a crash loop shows as `starting → terminating → error → starting`, never as `CrashLoopBackOff`.
 */
export class PodWatch {
  readonly #tracks = new Map<string, Track>();

  /** @param pods pods of the watched release now; @param now milliseconds since the epoch */
  look(pods: readonly Pod[], now: number): void {
    for (const pod of pods) {
      const track = this.#tracks.get(pod.name) ?? {
        crashes: 0,
        down: false,
        ending: false,
        state: '',
        present: true,
        troubleSince: undefined,
      };
      this.#tracks.set(pod.name, track);
      if (crashReasons.has(pod.state)) {
        if (!track.down || track.ending) track.crashes += 1;
        track.down = true;
        track.ending = false;
      } else if (ends.has(pod.state)) {
        // After an `error` it means that the container ran again, unseen, and has ended again.
        if (!track.down || crashReasons.has(track.state)) track.ending = true;
      } else {
        if (track.ending && !track.down && ordinary.has(pod.state)) track.crashes += 1;
        track.ending = false;
        track.down = false;
      }
      track.crashes = Math.max(track.crashes, pod.restarts);
      const trouble = cannotPull(pod) || waiting.has(pod.state);
      track.troubleSince = trouble ? (track.troubleSince ?? now) : undefined;
      track.state = pod.state;
      track.present = true;
    }
    const seen = new Set(pods.map((pod) => pod.name));
    for (const [name, track] of this.#tracks) {
      if (!seen.has(name)) {
        track.troubleSince = undefined;
        track.present = false;
      }
    }
  }

  /** Crashes of the pod that crashed most, those that are gone included. */
  get crashes(): number {
    return Math.max(0, ...[...this.#tracks.values()].map((track) => track.crashes));
  }

  instanceOf(pod: Pod): Instance {
    const state = this.#stateOf(pod);
    const plain = pod.state === 'up' || pod.state === 'starting';
    return { process: pod.type, name: pod.name, state, ...(plain ? {} : { detail: pod.state }) };
  }

  #stateOf(pod: Pod): InstanceState {
    if (pod.state === 'up') return 'running';
    if (crashReasons.has(pod.state)) return 'crashed';
    if (ends.has(pod.state)) return (this.#tracks.get(pod.name)?.crashes ?? 0) > 0 ? 'crashed' : 'absent';
    if (waiting.has(pod.state)) return 'absent';
    return 'starting';
  }

  /** What is wrong with the pods that are there now, the worst first. */
  problem(now: number): Problem | undefined {
    const tracks = [...this.#tracks];
    const looping = tracks.find(([, track]) => track.crashes >= certainCrashes);
    if (looping !== undefined) {
      const [name, { crashes }] = looping;
      return { message: `${name} stopped ${crashes} times: crash loop`, certain: true };
    }
    const stuck = tracks.find(([, track]) => track.troubleSince !== undefined);
    if (stuck !== undefined) {
      const [name, { state, troubleSince }] = stuck;
      if (!pullReasons.has(state)) return { message: `${name}: ${state}`, certain: false };
      return {
        // The same words for as long as it lasts: Kubernetes alternates between its two.
        message: `${name}: the cluster cannot pull the image (${state === 'ImagePullBackOff' ? 'ErrImagePull' : state})`,
        certain: state === 'InvalidImageName' || now - (troubleSince ?? now) >= certainPullMs,
      };
    }
    // One that came up again has got over it.
    const crashed = tracks.find(([, track]) => track.crashes > 0 && track.present && track.state !== 'up');
    if (crashed === undefined) return undefined;
    const [name, { crashes }] = crashed;
    return { message: `${name} stopped ${crashes === 1 ? 'once' : `${crashes} times`}`, certain: false };
  }

  /** Names of the pods that are down after a crash now. */
  down(): readonly string[] {
    return [...this.#tracks].filter(([, track]) => track.down && track.present).map(([name]) => name);
  }

  /** Names of the pods that crashed or did not come up, the worst first. */
  troubled(): readonly string[] {
    return [...this.#tracks]
      .filter(([, track]) => track.crashes > 0 || track.state !== 'up')
      .sort(([, a], [, b]) => b.crashes - a.crashes)
      .map(([name]) => name);
  }

  /** One line a pod that had trouble, for the evidence. */
  facts(): readonly string[] {
    const facts: string[] = [];
    for (const [name, { crashes, state }] of this.#tracks) {
      const stopped = crashes === 0 ? '' : `, stopped ${crashes === 1 ? 'once' : `${crashes} times`}`;
      if (state !== 'up' || crashes > 0) facts.push(`${name}: last seen ${state}${stopped}`);
    }
    return facts;
  }
}

/** Pods of another release than the watched one, as they are: nothing is known of their past. */
export function bystander(pod: Pod): Instance {
  return new PodWatch().instanceOf(pod);
}
