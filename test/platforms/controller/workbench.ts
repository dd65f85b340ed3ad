import { type Behaviour, type Pull, PullError, type PulledImage } from '../../../sandbox/image.ts';
import type { Exchange, Reply, RunningServer } from '../../../sandbox/server.ts';
import { serve } from '../../../sandbox/server.ts';
import { type Clock, systemClock } from '../../../src/clock.ts';
import { createHttp } from '../../../src/http/client.ts';
import type { CountingHttp } from '../../../src/http/http.ts';
import type { ImageFacts } from '../../../src/image/facts.ts';
import type { ExposedPort } from '../../../src/image/ports.ts';
import type { Request } from '../../../src/inputs/request.ts';
import { makePlan } from '../../../src/plan/make-plan.ts';
import type { Observation, Platform, PlatformContext, PlatformModule } from '../../../src/platforms/platform.ts';
import { shortcoming } from '../../../src/rollout/judge.ts';
import { Pace } from '../../../src/rollout/pace.ts';
import { policyFor } from '../../../src/rollout/policy.ts';
import { releaseAndWatch } from '../../../src/rollout/watch.ts';
import { wayBack } from '../../../src/rollout/way-back.ts';
import { imageFacts, silentInputs } from '../../support/image.ts';

/** Our clock, as fast as the sandbox's. */
export function fastClock(speed: number): Clock {
  const started = Date.now();
  return {
    now: () => started + (Date.now() - started) * speed,
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
    deadline: systemClock.deadline,
  };
}

/** Time passes only by sleeping, and then at once. */
export class SleepingClock implements Clock {
  slept: number[] = [];
  readonly deadline = systemClock.deadline;
  #now = Date.UTC(2026, 10, 22, 8, 14, 0);

  now(): number {
    return this.#now;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(ms);
    this.#now += ms;
    await systemClock.sleep(0, signal);
  }
}

const digests: Readonly<Record<string, string>> = {
  good: '1',
  better: '2',
  best: '3',
  slow: '5',
  crash: 'c',
  missing: 'e',
  unready: 'd',
};

/** Facts of `registry.example.com/org/<name>:1`; its name says how it behaves in the sandbox. */
export function factsOf(name: string, ports: readonly number[] = [8080]): ImageFacts {
  const digest = `sha256:${(digests[name] ?? 'f').repeat(64)}`;
  const exposedPorts: readonly ExposedPort[] = ports.map((port) => ({ port, protocol: 'tcp' }));
  return imageFacts({
    reference: { domain: 'registry.example.com', path: `org/${name}`, tag: '1' },
    digest,
    manifestDigest: digest,
    exposedPorts,
    user: '',
  });
}

/** Images whose path tells their behaviour. */
export const pullByName: Pull = async (image): Promise<PulledImage> => {
  if (image.includes('missing')) throw new PullError('not-found', `manifest for ${image} not found`);
  const behaviour: Behaviour = image.includes('crash')
    ? { kind: 'crash', bootMs: 60_000, afterMs: 500, exitCode: 1 }
    : image.includes('unready')
      ? { kind: 'never-healthy' }
      : { kind: 'ok', bootMs: image.includes('slow') ? 45_000 : 1_000 };
  return {
    image,
    digest: image.split('@')[1] ?? `sha256:${'0'.repeat(64)}`,
    os: 'linux',
    architecture: 'amd64',
    entrypoint: ['/app'],
    cmd: [],
    user: '',
    workingDir: '/',
    exposedPorts: ['8080/tcp'],
    behaviour,
    startLog: ['starting'],
    crashLog: ['Error: connect ECONNREFUSED 10.0.4.7:5432', '    at TCPConnectWrap.afterConnect'],
  };
};

export function requestTo(url: string, more: Partial<Request> = {}): Request {
  return {
    image: { domain: 'registry.example.com', path: 'org/good', tag: '1' },
    app: 'myapp',
    platform: 'auto',
    api: new URL(url),
    login: { kind: 'token', token: 'a-token' },
    ...silentInputs,
    ...more,
  };
}

export interface Bench {
  readonly http: CountingHttp;
  readonly context: PlatformContext;
  readonly notes: string[];
  readonly masked: string[];
  readonly stop: AbortController;
}

export function bench(request: Request, clock: Clock): Bench {
  const notes: string[] = [];
  const masked: string[] = [];
  const stop = new AbortController();
  const http = createHttp({ clock, userAgent: 'test' });
  const context: PlatformContext = {
    ...{ request, http, clock },
    signal: stop.signal,
    docs: 'docs',
    oidcToken: () => Promise.reject(new Error('no OIDC token was to be asked for')),
    runId: '42.1.abc',
    mask: (secret) => masked.push(secret),
    note: (line) => notes.push(line),
  };
  return { http, context, notes, masked, stop };
}

/** The platform, logged in and read. */
export async function connected(module: PlatformModule, context: PlatformContext): Promise<Platform> {
  const platform = await module.detect(context);
  if (platform === undefined) throw new Error(`${module.kind} does not recognise ${context.request.api.href}`);
  await platform.login();
  return platform;
}

/** A whole deploy as the action does it, without the report. */
export async function deployOnce(module: PlatformModule, request: Request, clock: Clock, facts: ImageFacts) {
  const { context, notes, http } = bench(request, clock);
  const platform = await connected(module, context);
  const plan = makePlan(request, { facts, findings: [] }, await platform.read(), platform);
  const candidate = await platform.prepare(plan);
  let rollout = platform.rolloutOf(candidate, plan);
  const looks: Observation[] = [];
  const watched = await releaseAndWatch(platform, rollout, policyFor(plan, undefined), {
    clock,
    signal: context.signal,
    pace: new Pace(clock, () => http.sent),
    save: (begun) => {
      rollout = JSON.parse(JSON.stringify(begun)) as typeof begun;
    },
    seen: (look) => looks.push(look),
  });
  return { platform, plan, candidate, rollout, watched, looks, notes, context };
}

/**
 * A whole way back as the action does it, without the report.
 *
 * @param to undefined: the last good release
 */
export async function goBackOnce(module: PlatformModule, request: Request, clock: Clock, to?: string) {
  const { context, http } = bench(request, clock);
  const platform = await connected(module, context);
  const current = await platform.read();
  const way = await platform.history.wayTo(wayBack(await platform.history.releases(), to));
  let { rollout } = way;
  const watched = await releaseAndWatch(platform, rollout, policyFor({ current, settings: {} }, undefined), {
    ...{ clock, signal: context.signal, pace: new Pace(clock, () => http.sent) },
    save: (begun) => {
      rollout = JSON.parse(JSON.stringify(begun)) as typeof begun;
    },
    seen: () => undefined,
  });
  return { platform, way, rollout, watched };
}

/**
 * The look at what runs, for a deploy of an image that runs already.
 *
 * @param meanwhile what somebody does between the reading of the app and the look
 */
export async function lookedAt(module: PlatformModule, request: Request, facts: ImageFacts, meanwhile?: () => unknown) {
  const platform = await connected(module, bench(request, systemClock).context);
  const plan = makePlan(request, { facts, findings: [] }, await platform.read(), platform);
  if (plan.changes.length > 0) throw new Error(`something changes: ${JSON.stringify(plan.changes)}`);
  await meanwhile?.();
  const look = await platform.serving(plan);
  return { look, why: shortcoming(look) };
}

/** A controller of a few scripted answers, by `METHOD path`; the last word of a list is repeated. Unknown: 404 HTML. */
export async function scripted(
  answers: Readonly<Record<string, Reply | ((exchange: Exchange, nth: number) => Reply | Promise<Reply>)>>,
  headers: Readonly<Record<string, string>> = { DEIS_API_VERSION: '2.3' },
): Promise<RunningServer> {
  const counts = new Map<string, number>();
  return serve(async (exchange) => {
    const key = `${exchange.method} ${exchange.path}`;
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    const answer = answers[key];
    const reply: Reply =
      answer === undefined
        ? { status: 404, headers: { 'content-type': 'text/html' }, body: '<html><title>Not Found</title></html>' }
        : typeof answer === 'function'
          ? await answer(exchange, nth)
          : answer;
    return { ...reply, headers: { ...headers, ...reply.headers } };
  });
}
