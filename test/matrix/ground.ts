import { afterAll, expect, test, vi } from 'vitest';
import type { PlatformName } from '../../sandbox/inputs.ts';
import { seed } from '../support/chance.ts';
import type { StepResult } from '../support/runner.ts';
import { type Flow, slowReDeploy } from './flows.ts';
import { hasV3, type Mishap } from './mishaps.ts';
import { type RequestKind, type Scouted, scout } from './request-kinds.ts';
import { type Scene, Scenes } from './scene.ts';

/** Wall clock of one case. Milliseconds. */
const limitMs = 90_000;
const noticedMs = 30;
/** Longer than a slow image takes to start. */
export const bootMs = 10_000;
const outputs = ['verdict', 'reason', 'release', 'previous-release', 'url', 'image', 'digest', 'changed', 'changes'];
const taskOutputs = ['verdict', 'reason', 'exit-code', 'log'];

/** What came of a case: the release that serves now, with the new image; undefined: none for certain. */
export type Played = { readonly release: string } | undefined;

/**
 * The ground that the matrices of faults and kills of a platform stand on: every request of every flow, as it was recorded,
 * so that a new request is covered without anyone remembering.
 */
export interface Ground {
  readonly platform: PlatformName;
  readonly flows: readonly Scouted[];
  /** Requests of the post step of a killed run. */
  readonly post: readonly RequestKind[];
  /** A matrix by its name: what is handed back adds a case to it, with a scene of its own. */
  matrix(name: string): (name: string, flow: Flow, work: (scene: Scene) => Promise<Played>) => void;
}

/** Records what the flows of a platform ask. Afterwards each matrix prints `drycc: 123 faults, 123 survived`. */
export async function groundOf(platform: PlatformName): Promise<Ground> {
  const scenes = new Scenes(platform);
  afterAll(() => scenes.close());
  return {
    platform,
    ...(await scout(platform, scenes)),
    matrix(what) {
      const tally = { cases: 0, survived: 0 };
      afterAll(() => console.log(`${platform}: ${tally.cases} ${what}, ${tally.survived} survived`));
      return (name, flow, work) => {
        const play = async () => {
          tally.cases += 1;
          await scenes.play(flow, async (scene) => ({ result: undefined, ...(await work(scene)) }));
          tally.survived += 1;
        };
        // Not in groups: those would wait for each other.
        test.concurrent(name, play, limitMs);
      };
    },
  };
}

export function writes(kinds: readonly RequestKind[]): readonly RequestKind[] {
  return kinds.filter(({ effect }) => effect === 'write');
}

/** Puts a fault in the way. Returns whether it has struck. */
export function putInTheWay(scene: Scene, kind: RequestKind, mishap: Mishap): () => boolean {
  const server = scene.server(kind.server);
  let struck = false;
  const strikes = () => {
    struck = true;
  };
  const { refusedForMs } = mishap;
  if (refusedForMs === undefined) {
    const { method, path, nth } = kind;
    server.faults.push({ method, path, nth, when: mishap.when, action: mishap.action, struck: strikes });
    return () => struck;
  }
  // With the answer before, so that this request finds nobody who listens. The first of all is left as it is.
  if (kind.after !== undefined) {
    server.faults.push({
      ...{ ...kind.after, when: 'after', struck: strikes },
      action: async (answer) => {
        server.refuse(refusedForMs);
        // Until the client has noticed which of its connections are gone: a request on one of those is cut.
        await new Promise((resolve) => setTimeout(resolve, noticedMs));
        return { ...answer, headers: { ...answer.headers, connection: 'close' } };
      },
    });
  }
  return () => struck;
}

/** What holds after every main step, however it ended. */
export function expectClean(scene: Scene, step: StepResult): void {
  const all = scene.flow.entry === 'task' ? taskOutputs : outputs;
  expect(Object.keys(step.outputs).sort(), step.log).toEqual([...all].sort());
  expect(step.complaints).toEqual([]);
  expect(step.raw).not.toMatch(/deploy-image itself failed|\bundefined\b|\[object |\n\s+at .+:\d+:\d+/);
  expect(step.annotations.filter(({ level }) => level === 'error')).toHaveLength(step.exitCode === 0 ? 0 : 1);
  expectNoSecret(scene, step);
}

/** What Deis and Drycc do not tell of a command that nobody waits for any more. */
const untold = /does not tell (?:what has become of|whose pod) a command|only the role admin/;

/**
 * Settings are as they were, but those that the reader is told of: they stay as the run has set them. What runs may have
 * been started with them or not.
 */
function expectAsTold(scene: Scene, log: string): void {
  const { oldSettings, newSettings } = scene;
  const settings = scene.settings();
  const forgotten = forgottenIn(scene, log);
  const isForgotten = (name: string) => forgotten.includes(name.replace(/AtStart$/, ''));
  const stays = Object.entries(newSettings).filter(([name]) => isForgotten(name));
  const started = Object.entries(oldSettings).filter(
    ([name, before]) => isForgotten(name) && name.endsWith('AtStart') && settings[name] === before,
  );
  expect(settings, log).toEqual({ ...oldSettings, ...Object.fromEntries([...stays, ...started]) });
}

/**
 * Which settings the reader is told stay. Korifi keeps no revisions, and what may be a secret is not saved for the post
 * step: once the run is dead nobody knows what a variable or the command was.
 */
function forgottenIn({ platform }: Scene, log: string): readonly string[] {
  const told = /Not put back, because nothing on the platform remembers what was there before: ([^.]*)\./.exec(
    log,
  )?.[1];
  if (platform !== 'korifi' || told === undefined) return [];
  return told.split(', ').map((name) => (name === 'the start command' ? 'command' : 'variable'));
}

/** What holds after every post step: what was left is done, and nobody has to look at it, or is told to. */
export function expectPost(scene: Scene, post: StepResult): void {
  expect(post.exitCode, post.log).toBe(0);
  const isTold = scene.flow.entry === 'task' && !hasV3(scene.platform);
  const left = post.annotations.filter(
    ({ message }) => !(isTold && untold.test(message)) && forgottenIn(scene, message).length === 0,
  );
  expect(left, post.log).toEqual([]);
  expect(post.complaints).toEqual([]);
  expectNoSecret(scene, post);
}

/** What served before serves, or nothing does where nothing did. */
export async function expectOldServes(scene: Scene, log: string): Promise<void> {
  if (scene.old !== undefined) {
    expect(await scene.answer(), log).toContain(scene.old.digest);
    expectAsTold(scene, log);
  }
  // Whether a first release that came to nothing still runs is the platform's affair; it is the only one.
  else expect(scene.made().releases, log).toBeLessThanOrEqual(1);
}

/** A run that nothing disturbs ends as the flow does by itself. */
export async function expectSecondRun({ start, platform, flow, ...scene }: Scene, log: string): Promise<Played> {
  const second = await start().done;
  const all = log + second.log;
  const { apps, routes } = scene.things();
  expect(apps, all).toBe(1);
  expect(routes, all).toBeLessThanOrEqual(1);
  expect(scene.unfinished(), all).toBe(0);
  if (flow.ends === 'restored') {
    expect(second.outputs, all).toMatchObject({ verdict: 'restored' });
    expect(await scene.answer(), all).toContain(scene.old?.digest);
    return undefined;
  }
  const good = flow.ends === 'live' ? ['live', 'unchanged'] : [flow.ends];
  expect(good, all).toContain(second.outputs['verdict']);
  // Without a health check Deis v1 calls up what only runs, and the run has warned of that.
  const serves = async () => expect(await scene.answer(), all).toContain(scene.new.digest);
  await (platform === 'deis-v1' && flow === slowReDeploy ? vi.waitFor(serves, bootMs) : serves());
  return { release: second.outputs['release'] ?? scene.oldRelease ?? '' };
}

/** Masks are how a secret is told to the runner: everything else must hold no part of one, in no form. */
export function expectNoSecret(scene: Scene, step: StepResult): void {
  const printed = step.raw.replace(/^::add-mask::.*$/gm, '');
  const written = [printed, step.summary, JSON.stringify([step.outputs, step.state, step.annotations])].join('\n');
  for (const secret of scene.secrets()) {
    for (const part of partsOf(secret)) {
      // Not by `toContain`: a test that fails must not print it, either.
      if (written.includes(part)) throw new Error(`a secret shows (FUZZ_SEED=${seed}): ${part}`);
    }
  }
}

/** Characters in a row that give something away. */
const partLength = 8;

/** Every part of the forms in which a secret can be written; what all tokens of a kind begin with is none. */
function* partsOf(secret: string): Generator<string> {
  const bytes = Buffer.from(secret);
  const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
  for (const form of [...forms, bytes.toString('base64'), bytes.toString('base64url')]) {
    for (let from = 0; from + partLength <= form.length; from += 1) {
      const part = form.slice(from, from + partLength);
      if (!jwtHeads.some((head) => head.includes(part))) yield part;
    }
  }
}

/** How JSON Web Tokens begin. */
const jwtHeads = ['eyJhbGciOiJSUzI1NiIsI', 'eyJhbGciOiJIUzI1NiIsI'];
