import { expect, vi } from 'vitest';
import type { Fault } from '../../sandbox/server.ts';
import type { RunningStep, StepResult } from '../support/runner.ts';
import { type Flow, reDeploy, slowReDeploy } from './flows.ts';
import { isFull } from './full.ts';
import {
  bootMs,
  expectClean,
  expectNoSecret,
  expectOldServes,
  expectPost,
  expectSecondRun,
  type Ground,
  type Played,
  writes,
} from './ground.ts';
import type { RequestKind } from './request-kinds.ts';
import { killedWatching, type Scene } from './scene.ts';
import { endsAfter } from './selection.ts';

type Moment = Fault['when'];

/** Wall clock: the order to go back is on its way by then, or has been answered. */
const hasteMs = 25;
/** No job begins sooner after another one. Sandbox milliseconds. */
const nextJobMs = 30_000;

/**
 * The run ended at every request of every flow, before the server has acted, while it does, and when it has: by the kill
 * that nobody can handle, and by somebody who presses cancel. After the post step the old release serves, or with
 * `on-cancel: keep` the new one goes on; nothing is half-done; and the second run succeeds.
 */
export function playKills({ platform, flows, post, matrix }: Ground): void {
  const full = isFull(platform);
  const add = matrix('kills');
  const atEach = (
    what: string,
    flow: Flow,
    kinds: readonly RequestKind[],
    work: (scene: Scene, kind: RequestKind, when: Moment) => Promise<Played>,
  ) => {
    for (const [index, kind] of kinds.entries()) {
      for (const when of momentsOf(kind, index, full)) {
        add(`${flow.name}: ${what} ${when} ${kind.name}`, flow, (scene) => work(scene, kind, when));
      }
    }
  };
  for (const { flow, kinds } of flows) {
    atEach('killed', flow, full ? kinds : writes(kinds), killed);
    atEach('cancelled', flow, full ? kinds : [], cancelled);
    atEach('cancelled in haste', flow, full || flow === reDeploy ? writes(kinds) : [], cancelledInHaste);
    // A command that is kept runs on, and a way back that is kept is none for the second run.
    const isDeploy = flow.entry === undefined && flow.commands === undefined && flow.ends === 'live';
    if (isDeploy) atEach('killed, and kept,', flow, full || flow.stops === true ? writes(kinds) : [], killedAndKept);
  }
  atEach('post step killed', slowReDeploy, full ? post : writes(post), killedTwice);
}

/** A read changes nothing while it is answered. The sample has the worst moment of a write. */
function momentsOf(kind: RequestKind, index: number, full: boolean): readonly Moment[] {
  if (kind.effect === 'read') return endsAfter(kind, index) ? ['before', 'after'] : ['before'];
  return full ? ['before', 'during', 'after'] : ['during'];
}

/** Ends `running` as it asks for the `nth` time what `kind` asks. Whether it did so is told by its exit code. */
async function endedAt(
  scene: Scene,
  { server, method, path, nth }: RequestKind,
  when: Moment,
  running: RunningStep,
  how: 'killed' | 'cancelled' | 'cancelled in haste',
): Promise<StepResult> {
  const { faults } = scene.server(server);
  const end = () => {
    if (how === 'killed') running.process.kill('SIGKILL');
    else if (how === 'cancelled') running.cancel();
    else {
      // Somebody presses it twice, and the machine goes away.
      running.process.kill('SIGINT');
      setTimeout(() => running.process.kill('SIGTERM'), hasteMs);
      setTimeout(() => running.process.kill('SIGKILL'), 3 * hasteMs);
    }
  };
  // Somebody who cancels stops no server: what it has done is answered.
  const isAnswered = how !== 'killed' && when === 'after';
  faults.push({ ...{ method, path, nth, when }, action: isAnswered ? (answer) => answer : 'hang', struck: end });
  const result = await running.done;
  faults.length = 0;
  expect(result.complaints, result.log).toEqual([]);
  expectNoSecret(scene, result);
  return result;
}

async function killed(scene: Scene, kind: RequestKind, when: Moment): Promise<Played> {
  const main = await endedAt(scene, kind, when, scene.start(), 'killed');
  // It asked less often this time, and came to its end.
  if (main.exitCode !== null) return expectUndisturbed(scene, kind, main);
  const post = await scene.startPost(main).done;
  expectPost(scene, post);
  return expectAsBefore(scene, main.log + post.log);
}

async function cancelled(scene: Scene, kind: RequestKind, when: Moment): Promise<Played> {
  const main = await endedAt(scene, kind, when, scene.start(), 'cancelled');
  if (main.exitCode === 0) return expectUndisturbed(scene, kind, main);
  expectClean(scene, main);
  expect(main.exitCode, main.log).toBe(1);
  expect(['cancelled', 'restored'], main.log).toContain(main.outputs['verdict']);
  const post = await scene.startPost(main).done;
  expectPost(scene, post);
  return expectAsBefore(scene, main.log + post.log);
}

/** A second signal while the first is heeded, and the kill soon after: some of it may be done, and the post step does the rest. */
async function cancelledInHaste(scene: Scene, kind: RequestKind, when: Moment): Promise<Played> {
  const main = await endedAt(scene, kind, when, scene.start(), 'cancelled in haste');
  if (main.exitCode === 0) return expectUndisturbed(scene, kind, main);
  const post = await scene.startPost(main).done;
  expectPost(scene, post);
  return expectAsBefore(scene, main.log + post.log);
}

async function killedAndKept(scene: Scene, kind: RequestKind, when: Moment): Promise<Played> {
  const keep = { inputs: { 'on-cancel': 'keep' } };
  const main = await endedAt(scene, kind, when, scene.start(keep), 'killed');
  if (main.exitCode !== null) return expectUndisturbed(scene, kind, main);
  const post = await scene.startPost(main, keep).done;
  expectPost(scene, post);
  const log = main.log + post.log;
  const { old, flow } = scene;
  if (flow.stops === true) {
    // What stood still between two orders is started again, with the one image or the other.
    const serving = async () =>
      expect(await scene.answer(), log).toMatch(new RegExp(`${old?.digest}|${scene.new.digest}`));
    await vi.waitFor(serving, bootMs);
  } else if (scene.made().releases === 0) await expectOldServes(scene, log);
  return expectSecondRun(scene, log);
}

/** The runner dies with the post step too: there is nobody left but the next run. */
async function killedTwice(scene: Scene, kind: RequestKind, when: Moment): Promise<Played> {
  const main = await killedWatching(scene);
  const post = await endedAt(scene, kind, when, scene.startPost(main), 'killed');
  // Deis v1 has no lock: of two deploys at once the one that it is done with later is the newer release.
  if (scene.platform === 'deis-v1') await scene.stage.time.clock?.sleep(nextJobMs);
  return expectSecondRun(scene, main.log + post.log);
}

/** The old release serves, nothing is on its way, and another run comes through. */
async function expectAsBefore(scene: Scene, log: string): Promise<Played> {
  await expectOldServes(scene, log);
  if (scene.old !== undefined) expect(scene.unfinished(), log).toBe(0);
  return expectSecondRun(scene, log);
}

/** Only what is asked again and again may not have been asked so often. */
async function expectUndisturbed(scene: Scene, { nth }: RequestKind, main: StepResult): Promise<Played> {
  expect(nth, main.log).toBeGreaterThan(1);
  if (main.exitCode !== 0) {
    await expectOldServes(scene, main.log);
    return undefined;
  }
  expect(await scene.answer(), main.log).toContain(scene.new.digest);
  return { release: main.outputs['release'] ?? scene.oldRelease ?? '' };
}
