import type { Step } from '../../platform.ts';
import type { Deployment } from '../api/deployment.ts';

/**
 * Where a canary is. Its last step and the roll-out of the rest look alike to the API (both are DEPLOYING, with the last
 * step's number), so it is remembered that the last step has been reached.
 */
export class Steps {
  /** Instances of web at each step; undefined: it is no canary. */
  readonly #instances: readonly number[] | undefined;
  #hasPaused = false;
  #isOver = false;

  constructor(instances: readonly number[] | undefined) {
    this.#instances = instances;
  }

  /** To be called with the deployment whenever it has been read. */
  see(deployment: Deployment): void {
    const isLast = this.#isLast(deployment);
    if (deployment.reason === 'PAUSED') this.#hasPaused = isLast;
    else if (this.#hasPaused && isLast) this.#isOver = true;
  }

  /** It was told to go on from the step at which it was seen. */
  wentOn(): void {
    if (this.#hasPaused) this.#isOver = true;
  }

  /** Undefined: it is no canary, or all of its steps are behind it. */
  now(deployment: Deployment): Step | undefined {
    if (this.#instances === undefined || this.#isOver || deployment.reason === 'DEPLOYED') return undefined;
    // Servers that know no steps pause once.
    return deployment.step ?? { current: 1, total: 1 };
  }

  /** Instances of web that the present step wants. */
  instancesNow(deployment: Deployment): number | undefined {
    const step = this.now(deployment);
    return step === undefined ? undefined : this.#instances?.[step.current - 1];
  }

  #isLast({ step }: Deployment): boolean {
    return step === undefined || step.current >= step.total;
  }
}
