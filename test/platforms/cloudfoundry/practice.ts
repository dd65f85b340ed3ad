import { runningClock, type SandboxClock } from '../../../sandbox/clock.ts';
import {
  type CloudFoundryOptions,
  type CloudFoundrySandbox,
  startCloudFoundry,
} from '../../../sandbox/cloudfoundry/index.ts';
import type { Behaviour, PullError, PulledImage } from '../../../sandbox/image.ts';
import { type Clock, systemClock } from '../../../src/clock.ts';
import { Cancelled } from '../../../src/errors.ts';
import type { CountingHttp } from '../../../src/http/http.ts';
import type { ImageFacts } from '../../../src/image/facts.ts';
import type { Request, Settings } from '../../../src/inputs/request.ts';
import { makePlan } from '../../../src/plan/make-plan.ts';
import { cloudFoundry } from '../../../src/platforms/cloudfoundry/index.ts';
import type { CloudFoundry } from '../../../src/platforms/cloudfoundry/platform.ts';
import type { CloudFoundryRollout } from '../../../src/platforms/cloudfoundry/release/rollout.ts';
import type { AppState, Observation } from '../../../src/platforms/platform.ts';
import { strengthOf } from '../../../src/rollout/judge.ts';
import { imageFacts } from '../../support/image.ts';
import { contextFor, requestTo, type TestContext } from './scripted.ts';

export interface PracticeImage {
  readonly behaviour?: Behaviour;
  readonly crashLog?: readonly string[];
  readonly architecture?: string;
  readonly pullError?: PullError;
}

const ok: Behaviour = { kind: 'ok', bootMs: 1_000 };
export const crash: Behaviour = { kind: 'crash', bootMs: 60_000, afterMs: 500, exitCode: 1 };

/** A Cloud Foundry whose time runs `speed` times as fast, and a registry of images by digest's first digit. */
export class Practice {
  readonly clock: SandboxClock;
  readonly foundry: CloudFoundrySandbox;
  readonly images: Map<string, PracticeImage>;

  private constructor(clock: SandboxClock, foundry: CloudFoundrySandbox, images: Map<string, PracticeImage>) {
    this.clock = clock;
    this.foundry = foundry;
    this.images = images;
  }

  static async start(
    images: Record<string, PracticeImage> = {},
    options: Partial<CloudFoundryOptions> & { speed?: number } = {},
  ): Promise<Practice> {
    const { speed = 30, ...more } = options;
    const clock = runningClock(speed);
    const known = new Map(Object.entries(images));
    const pull = async (image: string): Promise<PulledImage> => {
      const given = known.get(image.at(-1) ?? '');
      if (given?.pullError !== undefined) throw given.pullError;
      return {
        image,
        digest: image.slice(image.indexOf('@') + 1),
        os: 'linux',
        architecture: given?.architecture ?? 'amd64',
        entrypoint: ['/app'],
        cmd: [],
        user: '1000',
        workingDir: '/',
        exposedPorts: ['8080/tcp'],
        behaviour: given?.behaviour ?? ok,
        startLog: ['starting up'],
        crashLog: given?.crashLog ?? [],
      };
    };
    return new Practice(clock, await startCloudFoundry({ clock, pull, ...more }), known);
  }

  /** The client's clock: the sandbox's time. */
  get time(): Clock {
    const { clock } = this;
    return {
      now: () => clock.now(),
      deadline: systemClock.deadline,
      sleep: async (ms, signal) => {
        const cancelled = Promise.withResolvers<never>();
        const stop = () => cancelled.reject(new Cancelled());
        if (signal?.aborted === true) stop();
        signal?.addEventListener('abort', stop, { once: true });
        let called = () => {};
        const slept = new Promise<void>((resolve) => {
          called = clock.after(ms, resolve);
        });
        try {
          await Promise.race([slept, cancelled.promise]);
        } finally {
          called();
          signal?.removeEventListener('abort', stop);
        }
      },
    };
  }

  /** A run of the action: its own login, its own run id. */
  async run(
    more: Partial<Request> = {},
    options: { runId?: string; signal?: AbortSignal; revision?: string; clock?: Clock; http?: CountingHttp } = {},
  ): Promise<Run> {
    const request = requestTo(this.foundry.api.url, more);
    const context = contextFor(request, { clock: this.time, ...options });
    const platform = await cloudFoundry.detect(context);
    if (platform === undefined) throw new Error('the sandbox is not taken for a Cloud Foundry');
    return new Run(platform as unknown as CloudFoundry, context);
  }

  /** An app that runs image 1. */
  async deployed(settings: Settings = {}): Promise<AppState> {
    const run = await this.run({ settings }, { runId: 'first-run' });
    const rollout = await run.released('1');
    await run.watch(rollout, (look) => isLive(look));
    const after = await (await this.run()).platform.read();
    if (after === undefined) throw new Error('the first deploy left no app');
    return after;
  }

  close(): Promise<void> {
    return this.foundry.close();
  }
}

export class Run {
  readonly platform: CloudFoundry;
  readonly context: TestContext;

  constructor(platform: CloudFoundry, context: TestContext) {
    this.platform = platform;
    this.context = context;
  }

  async prepared(digit: string): Promise<CloudFoundryRollout> {
    await this.platform.login();
    const current = await this.platform.read();
    const plan = makePlan(this.context.request, { facts: factsOf(digit), findings: [] }, current, this.platform);
    return this.platform.rolloutOf(await this.platform.prepare(plan), plan);
  }

  async released(digit: string): Promise<CloudFoundryRollout> {
    return this.platform.release(await this.prepared(digit));
  }

  /** Looks every two seconds until one is as wanted. */
  async watch(rollout: CloudFoundryRollout, wanted: (look: Observation) => boolean): Promise<Observation> {
    const giveUpAt = this.context.clock.now() + 180_000;
    for (;;) {
      const look = await this.platform.observe(rollout);
      if (wanted(look)) return look;
      if (this.context.clock.now() > giveUpAt) throw new Error(`never seen; last look: ${JSON.stringify(look)}`);
      await this.context.clock.sleep(2_000);
    }
  }
}

export function isLive(look: Observation): boolean {
  const { running, wanted } = strengthOf(look);
  return look.phase === 'done' && running >= wanted;
}

export function imageOf(digit: string): string {
  return `ghcr.io/acme/web@${digestOf(digit)}`;
}

function digestOf(digit: string): string {
  return `sha256:${digit.repeat(64)}`;
}

export function factsOf(digit: string, more: Partial<ImageFacts> = {}): ImageFacts {
  return imageFacts({
    reference: { domain: 'ghcr.io', path: 'acme/web', tag: '1' },
    digest: digestOf(digit),
    manifestDigest: digestOf(digit),
    ...more,
  });
}
