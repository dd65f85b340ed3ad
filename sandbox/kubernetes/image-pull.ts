import type { SandboxClock } from '../clock.ts';
import { type Pull, PullError, type PulledImage } from '../image.ts';
import type { PodFault } from './faults.ts';
import type { Node } from './node.ts';
import type { PodTemplate } from './pod-template.ts';
import { messageOfPull } from './pull-words.ts';
import type { ClusterTimings } from './timings.ts';

export interface ImagePullOutside {
  readonly clock: SandboxClock;
  readonly timings: ClusterTimings;
  readonly pull: Pull;
  readonly node: Node;
  readonly fault: PodFault | undefined;
  event(reason: string, message: string): void;
  entered(phase: 'pulling' | 'pull-failed' | 'pull-back-off'): void;
  pulled(image: PulledImage): void;
}

/** How a node comes by the image of a pod: from what it has, or from the registry, again and again when that fails. */
export class ImagePull {
  /** Why the last attempt failed. */
  problem: string | undefined;
  readonly #outside: ImagePullOutside;
  readonly #template: PodTemplate;
  #stopped = false;
  #failures = 0;

  constructor(template: PodTemplate, outside: ImagePullOutside) {
    this.#template = template;
    this.#outside = outside;
  }

  start(): void {
    const { clock, timings, node } = this.#outside;
    const { image, pullPolicy } = this.#template;
    const kept = pullPolicy === 'Always' || !node.keepsImages ? undefined : node.images.get(image);
    if (kept !== undefined) {
      this.#outside.event('Pulled', `Container image "${image}" already present on machine`);
      this.#outside.pulled(kept);
      return;
    }
    const began = clock.now();
    this.#outside.event('Pulling', `pulling image "${image}"`);
    this.#outside.entered('pulling');
    const settle = (duration: number, then: () => void) =>
      this.#after(Math.max(0, duration - (clock.now() - began)), then);
    this.#fetch().then(
      (found) => settle(timings.pull, () => this.#pulled(found)),
      (error: unknown) => settle(timings.pullFailure, () => this.#failed(error)),
    );
  }

  stop(): void {
    this.#stopped = true;
  }

  async #fetch(): Promise<PulledImage> {
    const { fault, pull } = this.#outside;
    if (fault?.kind === 'pull-error') throw new PullError('unreachable', fault.message);
    return pull(this.#template.image, this.#template.credentials);
  }

  #pulled(found: PulledImage): void {
    const { image } = this.#template;
    this.problem = undefined;
    this.#outside.node.images.set(image, found);
    this.#outside.event('Pulled', `Successfully pulled image "${image}"`);
    this.#outside.pulled(found);
  }

  #failed(error: unknown): void {
    const { event, entered, timings } = this.#outside;
    const { image } = this.#template;
    const refused =
      error instanceof PullError ? error : new PullError('invalid', `bug in the sandbox: ${String(error)}`);
    this.problem = messageOfPull(image, refused);
    event('Failed', `Failed to pull image "${image}": ${this.problem}`);
    event('Failed', 'Error: ErrImagePull');
    entered('pull-failed');
    const half = timings.pullBackOff / 2;
    const pause = Math.min(half * 2 ** this.#failures, timings.pullBackOffMax - half);
    this.#failures += 1;
    this.#after(half, () => {
      event('BackOff', `Back-off pulling image "${image}"`);
      event('Failed', 'Error: ImagePullBackOff');
      entered('pull-back-off');
      this.#after(pause, () => this.#again());
    });
  }

  /** A later attempt: the pod shows no `Pulling` for it. */
  #again(): void {
    this.#fetch().then(
      (found) => this.#after(this.#outside.timings.pull, () => this.#pulled(found)),
      (error: unknown) => this.#after(0, () => this.#failed(error)),
    );
  }

  #after(delay: number, task: () => void): void {
    this.#outside.clock.after(delay, () => {
      if (!this.#stopped) task();
    });
  }
}
