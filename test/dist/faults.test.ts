import { afterAll, expect, test } from 'vitest';
import type { PlatformName } from '../../sandbox/inputs.ts';
import type { Fault } from '../../sandbox/server.ts';
import { type Mishap, mishapsOf } from '../support/faults.ts';
import { crashing, killedWatching, type ReDeploy, readyToReDeploy, slow } from '../support/re-deploy.ts';
import { type RequestKind, scout } from '../support/request-kinds.ts';
import type { StepResult } from '../support/runner.ts';
import { writesTo } from '../support/stage.ts';

/**
 * Every request of a re-deploy, of a restore and of a post step, broken in every way that a network, a proxy or a server
 * can break it, and the run killed at each: it must end, tell the truth, and leave a release that serves. Each case has
 * servers of its own. A sample by default; all of them with CI=true or FULL=1.
 */

const platforms: readonly PlatformName[] = ['cloudfoundry', 'deis-v1', 'deis', 'drycc'];
const full = process.env['CI'] === 'true' || process.env['FULL'] === '1';
/** Wall clock of one case. Milliseconds. */
const limitMs = 90_000;
const outputs = ['verdict', 'reason', 'release', 'previous-release', 'url', 'image', 'digest', 'changed', 'changes'];

const outages: readonly Pick<Mishap, 'name' | 'action' | 'says'>[] = [
  { name: 'cut', action: 'cut', says: /cut/ },
  { name: '503', action: { status: 503, body: 'no healthy upstream' }, says: /503/ },
  {
    name: 'HTML with 200',
    action: { status: 200, headers: { 'content-type': 'text/html' }, body: '<title>Maintenance</title>' },
    says: /JSON/,
  },
];

const tally = { cases: 0, survived: 0 };
afterAll(() => console.log(`faults: ${tally.cases} cases, ${tally.survived} survived`));

const scouted = await Promise.all(platforms.map(async (platform) => ({ platform, ...(await scout(platform)) })));

// Not in groups: those would wait for each other.
for (const { platform, deploying, restoring, finishing } of scouted) {
  const add = (name: string, labels: Record<string, string>, work: (scene: ReDeploy) => Promise<void>) =>
    test.concurrent(`${platform}, ${name}`, () => play(platform, labels, work), limitMs);
  const disturb = (
    what: string,
    labels: Record<string, string>,
    kinds: readonly RequestKind[],
    work: (scene: ReDeploy, kind: RequestKind, mishap: Mishap) => Promise<void>,
  ) => {
    for (const [index, kind] of kinds.entries()) {
      for (const mishap of mishapsOf(kind.server, kind.effect)) {
        if (!full && !inSample(index, kind, mishap)) continue;
        add(`${what}: ${kind.name}: ${mishap.name}`, labels, (scene) => work(scene, kind, mishap));
      }
    }
  };
  const writes = (kinds: readonly RequestKind[]) => kinds.filter(({ effect }) => effect === 'write');
  disturb('a re-deploy', {}, deploying, disturbedDeploy);
  disturb('a release that crashes', crashing, full ? restoring : writes(restoring), disturbedRestore);
  disturb('the post step of a killed run', slow, full ? finishing : writes(finishing), disturbedPost);
  for (const kind of full ? deploying : writes(deploying)) {
    for (const when of ['before', 'during', 'after'] as const) {
      if (kind.effect === 'write' ? !full && when !== 'during' : when === 'during') continue;
      add(`killed ${when} ${kind.name}`, {}, (scene) => killed(scene, kind, when));
    }
  }
  for (const { name, action, says } of full ? outages : outages.slice(0, 1)) {
    add(`an outage from the release on (${name}) for half a minute`, {}, (scene) => shortOutage(scene, action));
    add(`an outage from the release on (${name}) for good`, {}, (scene) => longOutage(scene, action, says));
  }
}

/** The writes get the worst; each read gets one of a few, in turn. What is asked alike elsewhere is left to the whole matrix. */
function inSample(index: number, { server, effect, nth }: RequestKind, { name }: Mishap): boolean {
  if (server === 'registry' || server === 'uaa' || nth > 1 || (server === 'drycc' && effect === 'read')) return false;
  const few = ['{}, nothing done', 'cut after', 'HTML with 200, nothing done', 'truncated'];
  return effect === 'write' ? /^(cut during|500, though|HTML.*nothing)/.test(name) : name === few[index % few.length];
}

/** A case: a scene that is set up, what is done in it, and the scene taken down. */
async function play(
  platform: PlatformName,
  labels: Record<string, string>,
  work: (scene: ReDeploy) => Promise<void>,
): Promise<void> {
  tally.cases += 1;
  const scene = await readyToReDeploy(platform, labels);
  try {
    await work(scene);
    tally.survived += 1;
  } finally {
    await scene.stage.close();
  }
}

/** Puts a fault in the way. Returns whether it has struck. */
function putInTheWay(
  scene: ReDeploy,
  { server, method, path, nth }: RequestKind,
  { when, action }: Mishap,
): () => boolean {
  let struck = false;
  const strikes = () => {
    struck = true;
  };
  scene.server(server).faults.push({ method, path, nth, when, action, struck: strikes });
  return () => struck;
}

async function answerOf({ stage, platform, inputs }: ReDeploy): Promise<string> {
  return (await stage.ask(platform, inputs['app'] ?? '')).body;
}

async function disturbedDeploy(scene: ReDeploy, kind: RequestKind, mishap: Mishap): Promise<void> {
  const { stage, platform, inputs } = scene;
  const writes = writesTo(stage.servers(platform)).length;
  const struck = putInTheWay(scene, kind, mishap);
  const step = await stage.deploy(platform, inputs);
  if (kind.nth === 1) expect(struck(), step.log).toBe(true);
  expectClean(scene, step);
  const made = scene.made();
  const { verdict, reason, 'previous-release': previous } = step.outputs;
  // What is there is never made again because it could not be seen for a moment.
  const written = writesTo(stage.servers(platform)).slice(writes).join('\n');
  expect(written, step.log).not.toMatch(/\/v3\/apps$|\/v3\/routes|\/apps\/$|\/config\//);
  if (step.exitCode === 0) {
    expect({ verdict, previous, ...made }, step.log).toEqual({
      verdict: 'live',
      previous: scene.oldRelease,
      builds: 1,
      releases: 1,
    });
    expect(await answerOf(scene), step.log).toContain(scene.new.digest);
    return;
  }
  expect(step.exitCode, step.log).toBe(1);
  expect(['failed', 'restored'], step.log).toContain(verdict);
  expect(reason, step.log).toMatch(mishap.says);
  expect(Math.max(made.builds, made.releases), step.log).toBeLessThanOrEqual(1);
  const post = await stage.post(platform, inputs, step);
  expect(post.exitCode, post.log).toBe(0);
  expect(await answerOf(scene), step.log + post.log).toContain(scene.old.digest);
}

async function disturbedRestore(scene: ReDeploy, kind: RequestKind, mishap: Mishap): Promise<void> {
  putInTheWay(scene, kind, mishap);
  const step = await scene.stage.deploy(scene.platform, scene.inputs);
  expectClean(scene, step);
  expect(step.outputs, step.log).toMatchObject({ verdict: 'restored', 'previous-release': scene.oldRelease });
  expect(scene.made(), step.log).toEqual({ builds: 1, releases: 1 });
  expect(await answerOf(scene), step.log).toContain(scene.old.digest);
}

async function disturbedPost(scene: ReDeploy, kind: RequestKind, mishap: Mishap): Promise<void> {
  const main = await killedWatching(scene);
  const struck = putInTheWay(scene, kind, mishap);
  const post = await scene.stage.post(scene.platform, scene.inputs, main);
  // Deis v1 is scaled only where its controller is still at the deploy, which it may be or not.
  if (kind.nth === 1 && !kind.path.test('/v1/apps/web-app/scale/')) expect(struck(), main.log + post.log).toBe(true);
  expectPost(scene, post);
  expect(await answerOf(scene), main.log + post.log).toContain(scene.old.digest);
}

async function killed(scene: ReDeploy, kind: RequestKind, when: Fault['when']): Promise<void> {
  const { stage, platform, inputs } = scene;
  const { method, path, nth } = kind;
  const { faults } = scene.server(kind.server);
  const running = stage.start(platform, inputs);
  faults.push({ ...{ method, path, nth, when }, action: 'hang', struck: () => running.process.kill('SIGKILL') });
  const main = await running.done;
  faults.length = 0;
  if (nth === 1) expect(main.exitCode, main.log).toBeNull();
  // It asked less often this time, and came through.
  if (main.exitCode === 0) return;
  expect(main.complaints).toEqual([]);
  const post = await stage.post(platform, inputs, main);
  expectPost(scene, post);
  expect(await answerOf(scene), main.log + post.log).toContain(scene.old.digest);

  const second = await stage.deploy(platform, inputs);
  expect(second.outputs['verdict'], main.log + post.log + second.log).toBe('live');
  expect(await answerOf(scene), second.log).toContain(scene.new.digest);
}

/** The platform cannot be asked from the moment it has been given the order; `over` is called when it can again. */
function outage({ server, platform }: ReDeploy, action: Fault['action'], begun: (over: () => void) => void): void {
  const { faults } = server(platform);
  const orders = platform === 'cloudfoundry' ? /^\/v3\/deployments$/ : /\/builds?\/$/;
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

async function shortOutage(scene: ReDeploy, action: Fault['action']): Promise<void> {
  // 25 s for the run.
  outage(scene, action, (over) => setTimeout(over, 1_000));
  const step = await scene.stage.deploy(scene.platform, scene.inputs);
  expectClean(scene, step);
  expect({ verdict: step.outputs['verdict'], ...scene.made() }, step.log).toMatchObject({ builds: 1, releases: 1 });
  const serves = step.exitCode === 0 ? scene.new : scene.old;
  const post = await scene.stage.post(scene.platform, scene.inputs, step);
  expectPost(scene, post);
  expect(await answerOf(scene), step.log + post.log).toContain(serves.digest);
}

async function longOutage(scene: ReDeploy, action: Fault['action'], says: RegExp): Promise<void> {
  let end = () => {};
  outage(scene, action, (over) => {
    end = over;
  });
  const step = await scene.stage.deploy(scene.platform, scene.inputs);
  expectClean(scene, step);
  expect(step.exitCode, step.log).toBe(1);
  expect(['failed', 'unknown'], step.log).toContain(step.outputs['verdict']);
  expect(step.outputs['reason'], step.log).toMatch(says);
  end();
  const post = await scene.stage.post(scene.platform, scene.inputs, step);
  expectPost(scene, post);
  // What could not be known is left as it is; what was called a failure is taken back.
  const serves = step.outputs['verdict'] === 'failed' ? scene.old : scene.new;
  expect(await answerOf(scene), step.log + post.log).toContain(serves.digest);
}

function expectPost(scene: ReDeploy, post: StepResult): void {
  expect(post.exitCode, post.log).toBe(0);
  expect(post.annotations, post.log).toEqual([]);
  expect(post.complaints).toEqual([]);
  expectNoSecret(scene, post);
}

function expectClean(scene: ReDeploy, step: StepResult): void {
  expect(Object.keys(step.outputs).sort(), step.log).toEqual([...outputs].sort());
  expect(step.complaints).toEqual([]);
  expect(step.raw).not.toMatch(/deploy-image itself failed|\bundefined\b|\[object |\n\s+at .+:\d+:\d+/);
  expect(step.annotations.filter(({ level }) => level === 'error')).toHaveLength(step.exitCode === 0 ? 0 : 1);
  expectNoSecret(scene, step);
}

/** Masks are how a secret is told to the runner: everything else must not hold it. */
function expectNoSecret(scene: ReDeploy, step: StepResult): void {
  const printed = step.raw.replace(/^::add-mask::.*$/gm, '');
  const written = [printed, step.summary, JSON.stringify([step.outputs, step.state, step.annotations])].join('\n');
  for (const secret of scene.secrets()) expect(written).not.toContain(secret);
}
