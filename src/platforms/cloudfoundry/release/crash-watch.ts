import type { Clock } from '../../../clock.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import type { Deployment } from '../api/deployment.ts';
import type { Crash, InstanceStats } from '../api/shapes.ts';
import { crashesIfTold, ofRelease } from '../evidence/crashes.ts';
import { restartedAmong } from './instances.ts';

/** An event may come a little later than what it tells about is seen. */
const looksForEvents = 3;

/** Which instances of a release crashed: asked of the events only where something tells that there may be some. */
export class CrashWatch {
  readonly #api: CloudController;
  readonly #clock: Clock;
  readonly #appGuid: string;
  #crashes: readonly Crash[] = [];
  /** Restarts that were seen, newest first: what there is where no events are told. */
  #restarts: readonly Crash[] = [];
  #due = 0;
  #areEventsTold = false;

  constructor(api: CloudController, clock: Clock, appGuid: string) {
    this.#api = api;
    this.#clock = clock;
    this.#appGuid = appGuid;
  }

  /** Newest first. */
  get crashes(): readonly Crash[] {
    return this.#crashes;
  }

  /** How an instance last ended; undefined: it did not. */
  exitOf(processType: string, index: number): string | undefined {
    return this.#crashes.find((crash) => crash.processType === processType && crash.index === index)?.exitDescription;
  }

  /** Two looks at the instances of the web process, one after the other. */
  compare(web: string, before: readonly InstanceStats[], now: readonly InstanceStats[]): void {
    const indices = restartedAmong(before, now);
    if (indices.length === 0) return;
    this.suspect();
    const createdAt = new Date(this.#clock.now()).toISOString();
    const exitDescription = 'the instance ended and was started anew';
    const seen = indices.map((index) => ({
      ...{ processGuid: web, processType: 'web', index },
      ...{ exitDescription, createdAt },
    }));
    this.#restarts = [...seen, ...this.#restarts];
  }

  /** The next looks ask for events. */
  suspect(): void {
    this.#due = looksForEvents;
  }

  /** One request, where there is a suspicion. */
  async read(web: string, deployment: Deployment): Promise<void> {
    if (this.#due === 0) return;
    this.#due -= 1;
    const told = await crashesIfTold(this.#api, this.#appGuid, deployment.createdAt);
    this.#areEventsTold ||= told !== undefined;
    if (told !== undefined) this.#crashes = ofRelease(told, web, deployment);
    else if (!this.#areEventsTold) this.#crashes = this.#restarts;
  }
}
