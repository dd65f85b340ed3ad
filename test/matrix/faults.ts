import { expect } from 'vitest';
import type { Fault } from '../../sandbox/server.ts';
import { writesTo } from '../support/stage.ts';
import { type Flow, reDeploy, slowReDeploy } from './flows.ts';
import { isFull } from './full.ts';
import {
  expectClean,
  expectOldServes,
  expectPost,
  expectSecondRun,
  type Ground,
  type Played,
  putInTheWay,
  writes,
} from './ground.ts';
import { hasV3, type Mishap, mishapsOf } from './mishaps.ts';
import type { RequestKind } from './request-kinds.ts';
import { killedWatching, type Scene } from './scene.ts';
import { meets } from './selection.ts';

/**
 * Every request of every flow, and of a post step, broken in every way that a network, a proxy or a server can break it:
 * the run must end, tell the truth, make nothing twice, and leave a release that serves.
 */
export function playFaults({ platform, flows, post, matrix }: Ground): void {
  const full = isFull(platform);
  const add = matrix('faults');
  const disturb = (
    flow: Flow,
    what: string,
    kinds: readonly RequestKind[],
    work: (scene: Scene, kind: RequestKind, mishap: Mishap) => Promise<Played>,
  ) => {
    for (const [index, kind] of kinds.entries()) {
      for (const mishap of mishapsOf(kind)) {
        if (full ? !meets(kind, index, mishap.name) : !inSample(index, kind, mishap)) continue;
        add(`${what}: ${kind.name}: ${mishap.name}`, flow, (scene) => work(scene, kind, mishap));
      }
    }
  };
  for (const { flow, kinds } of flows) {
    const work = flow.ends === 'restored' ? disturbedRestore : disturbedRun;
    disturb(flow, flow.name, full || flow === reDeploy ? kinds : writes(kinds), work);
  }
  disturb(slowReDeploy, 'the post step of a killed run', full ? post : writes(post), disturbedPost);
  for (const outage of full ? outages() : outages().slice(0, 1)) {
    add(`an outage from the release on (${outage.name}) for half a minute`, reDeploy, (scene) =>
      shortOutage(scene, outage),
    );
    add(`an outage from the release on (${outage.name}) for good`, reDeploy, (scene) => longOutage(scene, outage));
  }
}

/** The writes get the worst; each read gets one of a few, in turn. What is asked alike elsewhere is left to CI. */
function inSample(index: number, { server, effect, nth }: RequestKind, { name }: Mishap): boolean {
  if (effect === 'write') return /^(cut during|500, though|HTML.*nothing)/.test(name);
  if (server === 'registry' || server === 'uaa' || nth > 1 || server === 'drycc') return false;
  const few = [
    '{}, nothing done',
    'cut after',
    'HTML with 200, nothing done',
    'truncated',
    'silent half-way',
    'refused',
  ];
  return name === few[index % few.length];
}

function hurried({ stage }: Scene, { hurry }: Mishap) {
  return hurry === undefined ? {} : { time: { ...stage.time, deadlines: hurry } };
}

async function disturbedRun(scene: Scene, kind: RequestKind, mishap: Mishap): Promise<Played> {
  const { stage, platform, flow } = scene;
  const struck = putInTheWay(scene, kind, mishap);
  const since = Date.now();
  const step = await scene.start(hurried(scene, mishap)).done;
  // Logs are given little time, and when deadlines are hurried none at all.
  const isCertain = kind.nth === 1 && mishap.refusedForMs === undefined && kind.server !== 'log-cache';
  if (isCertain) expect(struck(), step.log).toBe(true);
  expectClean(scene, step);
  const made = scene.made();
  const { verdict, reason, release, 'previous-release': previous } = step.outputs;
  // What is there is never made again because it could not be seen for a moment.
  if (scene.old !== undefined) {
    expect(writesTo(stage.servers(platform), since).join('\n'), step.log).not.toMatch(
      /\/v3\/apps$|\/v3\/routes|\/apps\/$/,
    );
  }
  if (step.exitCode === 0) {
    expect({ verdict, ...made }, step.log).toEqual({ verdict: flow.ends, ...scene.makes });
    if (flow.entry !== 'task') expect(previous, step.log).toBe(scene.oldRelease ?? '');
    expect(await scene.answer(), step.log).toContain(scene.new.digest);
    expect(scene.things().apps, step.log).toBe(1);
    expect(scene.settings(), step.log).toEqual({ ...scene.settings(), ...scene.newSettings });
    return { release: release ?? scene.oldRelease ?? '' };
  }
  expect(mishap.harmless, step.log).toBe(false);
  expect(step.exitCode, step.log).toBe(1);
  // Whether a command was started can stay unknown: it is not started twice to find out.
  expect(flow.commands === undefined ? ['failed', 'restored'] : ['failed', 'unknown'], step.log).toContain(verdict);
  expect(reason, step.log).toMatch(mishap.says);
  expect(Math.max(...Object.values(made)), step.log).toBeLessThanOrEqual(1);
  const post = await scene.startPost(step).done;
  expect(post.exitCode, post.log).toBe(0);
  await expectOldServes(scene, step.log + post.log);
  return scene.old === undefined ? expectSecondRun(scene, step.log + post.log) : undefined;
}

async function disturbedRestore(scene: Scene, kind: RequestKind, mishap: Mishap): Promise<Played> {
  putInTheWay(scene, kind, mishap);
  const step = await scene.start(hurried(scene, mishap)).done;
  expectClean(scene, step);
  const isUnheard = mishap.hurry !== undefined && step.outputs['verdict'] === 'failed';
  const verdict = isUnheard ? 'failed' : 'restored';
  expect(step.outputs, step.log).toMatchObject({ verdict, 'previous-release': scene.oldRelease });
  expect(scene.made(), step.log).toEqual(scene.makes);
  // An order to go back that nobody answers is not called done, and the post step tries again.
  const post = isUnheard ? await scene.startPost(step).done : undefined;
  if (post !== undefined) expectPost(scene, post);
  await expectOldServes(scene, step.log + (post?.log ?? ''));
  return undefined;
}

async function disturbedPost(scene: Scene, kind: RequestKind, mishap: Mishap): Promise<Played> {
  const main = await killedWatching(scene);
  const struck = putInTheWay(scene, kind, mishap);
  const post = await scene.startPost(main, hurried(scene, mishap)).done;
  // Deis v1 is scaled only where its controller is still at the deploy, which it may be or not.
  if (kind.nth === 1 && mishap.refusedForMs === undefined && !kind.name.endsWith('/scale/')) {
    expect(struck(), main.log + post.log).toBe(true);
  }
  // There is no step after it that could try again: what could not be done is said.
  if (kind.effect === 'write' && mishap.hurry !== undefined && post.annotations.length > 0) {
    expect(post.exitCode, post.log).toBe(0);
    expect(post.annotations.map(({ level, message }) => `${level}: ${message}`).join('\n')).toMatch(
      /^warning: web-app: .*(could not be put back|only 0 of 1 instances)/,
    );
    return undefined;
  }
  expectPost(scene, post);
  await expectOldServes(scene, main.log + post.log);
  return undefined;
}

type Outage = Pick<Mishap, 'name' | 'action' | 'says'>;

function outages(): readonly Outage[] {
  const html = { 'content-type': 'text/html' };
  return [
    { name: 'cut', action: 'cut', says: /cut/ },
    { name: '503', action: { status: 503, body: 'no healthy upstream' }, says: /503/ },
    {
      name: 'HTML with 200',
      action: { status: 200, headers: html, body: '<title>Maintenance</title>' },
      says: /JSON|not what was asked/,
    },
  ];
}

/** The platform cannot be asked from the moment it has been given the order; `begun` is handed what ends that. */
function outage({ server, platform }: Scene, { action }: Outage, begun: (over: () => void) => void): void {
  const { faults } = server(platform);
  const orders = hasV3(platform) ? /^\/v3\/deployments$/ : /\/builds?\/$/;
  const all = (['GET', 'POST'] as const).map((method): Fault => ({ method, path: /./, when: 'before', action }));
  const over = () => {
    faults.length = 0;
  };
  const struck = () => {
    faults.push(...all);
    begun(over);
  };
  faults.push({ method: 'POST', path: orders, nth: 1, when: 'during', action, struck });
}

async function shortOutage(scene: Scene, how: Outage): Promise<Played> {
  // 25 s for the run.
  outage(scene, how, (over) => setTimeout(over, 1_000));
  const step = await scene.start().done;
  expectClean(scene, step);
  expect({ verdict: step.outputs['verdict'], ...scene.made() }, step.log).toMatchObject({ builds: 1, releases: 1 });
  const post = await scene.startPost(step).done;
  expectPost(scene, post);
  if (step.exitCode === 0) expect(await scene.answer(), step.log + post.log).toContain(scene.new.digest);
  else await expectOldServes(scene, step.log + post.log);
  return undefined;
}

async function longOutage(scene: Scene, how: Outage): Promise<Played> {
  let end = () => {};
  outage(scene, how, (over) => {
    end = over;
  });
  const step = await scene.start().done;
  expectClean(scene, step);
  expect(step.exitCode, step.log).toBe(1);
  expect(['failed', 'unknown'], step.log).toContain(step.outputs['verdict']);
  expect(step.outputs['reason'], step.log).toMatch(how.says);
  end();
  const post = await scene.startPost(step).done;
  expectPost(scene, post);
  // What could not be known is left as it is; what was called a failure is taken back.
  if (step.outputs['verdict'] === 'failed') await expectOldServes(scene, step.log + post.log);
  else expect(await scene.answer(), step.log + post.log).toContain(scene.new.digest);
  return undefined;
}
