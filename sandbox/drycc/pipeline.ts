import { detail } from '../controller/answers.ts';
import { KubeError } from '../controller/cluster.ts';
import type { PodTemplate } from '../controller/pod-template.ts';
import { pythonRepr } from '../controller/python.ts';
import { waitForRollout } from '../controller/rollout.ts';
import { type App, type Condition, ptypesOf, type Release } from './records.ts';
import type { DryccWorld } from './world.ts';

/** Process types of `ptypes` that a pipeline is at work on. */
export function lockedTypes(world: DryccWorld, app: App, ptypes: readonly string[]): readonly string[] {
  return ptypes.filter((ptype) => (app.locks.get(ptype)?.until ?? 0) > world.clock.now());
}

export function refuseLocked(locked: readonly string[]): void {
  if (locked.length === 0) return;
  throw detail(400, `there is an executing pipeline, please wait or force deploy: ${pythonRepr([...locked])}`);
}

/**
 * Queues the pipeline of a release and returns at once: `Release.deploy` (api/models/release.py). Without force only
 * process types that differ from the release that succeeded before are rolled out.
 * Throws 400 while another pipeline is at work on one of them; the release then stays as it is, `created`.
 */
export function startDeploy(
  world: DryccWorld,
  app: App,
  release: Release,
  only: readonly string[],
  force: boolean,
): void {
  if (release.build === undefined) throw detail(400, 'there are no builds available for deploy');
  const wanted = ptypesOf(release.build).filter((ptype) => only.length === 0 || only.includes(ptype));
  release.deployedPtypes = [...new Set([...release.deployedPtypes, ...wanted])];
  const ptypes = force || !app.settings.autodeploy ? wanted : changedTypes(app, release, wanted);
  if (!force) refuseLocked(lockedTypes(world, app, ptypes));
  const owner = Symbol(`release v${release.version}`);
  const until = world.clock.now() + world.cluster.timings.lockLife;
  for (const ptype of ptypes) app.locks.set(ptype, { owner, until });
  world.clock.after(world.cluster.timings.queue, () => {
    if (world.workerKilled) return;
    runPipeline(world, app, release, ptypes, force)
      .finally(() => {
        for (const ptype of ptypes) if (app.locks.get(ptype)?.owner === owner) app.locks.delete(ptype);
      })
      .catch((error: unknown) => console.error('sandbox: pipeline:', error));
  });
}

/** The release that a failed one goes back to and that a new one is compared with: the newest that succeeded. */
export function previousOf(app: App, release?: Release): Release | undefined {
  return app.releases.findLast((other) => other !== release && !other.failed && other.state === 'succeed');
}

/** As long as no other release has succeeded, the controller waits for the app's service to answer: on the way back, too. */
function isFirst(app: App, release: Release): boolean {
  return previousOf(app, release) === undefined;
}

function changedTypes(app: App, release: Release, ptypes: readonly string[]): readonly string[] {
  const previous = previousOf(app, release);
  if (previous === undefined) return ptypes;
  const plain = (of: Release, ptype: string) => JSON.stringify({ ...templateOf(of, ptype), release: '' });
  return ptypes.filter((ptype) => plain(release, ptype) !== plain(previous, ptype));
}

async function runPipeline(
  world: DryccWorld,
  app: App,
  release: Release,
  ptypes: readonly string[],
  force: boolean,
): Promise<void> {
  const again = release.state === 'succeed' && !force;
  let end: Condition;
  try {
    await rollOut(world, app, release, ptypes);
    if (isFirst(app, release) && release.state === 'created' && ptypes.includes('web'))
      await world.clock.sleep(world.cluster.timings.serviceCheck);
    end = { state: 'succeed', ptypes, at: world.clock.now() };
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    const exception = `ServiceUnavailable: ${await goBack(world, app, release, ptypes, error)}`;
    world.cluster.log(app.id, `ERROR ${exception}`);
    end = { state: 'crashed', ptypes, exception, at: world.clock.now() };
  }
  // A pipeline has no effect on an app that was deleted meanwhile.
  if (world.apps.get(app.id) !== app) return;
  if (end.state === 'crashed') {
    release.state = 'crashed';
    release.failed = true;
  } else if (release.state === 'created') release.state = 'succeed';
  // Recorded: deploying a release once more that had succeeded, without force, leaves no second condition.
  if (!again || end.state === 'crashed') release.conditions = [end, ...release.conditions];
}

/** Rolls back where there is something to go back to and the app wants it. Returns the text of the failure. */
async function goBack(
  world: DryccWorld,
  app: App,
  release: Release,
  ptypes: readonly string[],
  failure: KubeError,
): Promise<string> {
  const previous = previousOf(app, release);
  if (!app.settings.autorollback || previous === undefined) return `(app::deploy): ${failure.message}`;
  try {
    await rollOut(world, app, previous, ptypes);
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    return `(app::deploy): (app::deploy): ${error.message}`;
  }
  if (isFirst(app, previous)) await world.clock.sleep(world.cluster.timings.serviceCheck);
  return (
    `(app::deploy): There was a problem deploying v${release.version}. ` +
    `Rolling back to release v${previous.version}.\n${failure.message}`
  );
}

/** Gives the cluster the release's process types and waits for them. Throws `KubeError`. */
async function rollOut(world: DryccWorld, app: App, release: Release, ptypes: readonly string[]): Promise<void> {
  const build = release.build;
  if (build === undefined || world.apps.get(app.id) !== app) return;
  const known = ptypesOf(build);
  const sizes = known.map((ptype) => [ptype, app.structure[ptype] ?? (ptype === 'web' ? 1 : 0)] as const);
  const gone = Object.keys(app.structure).filter((ptype) => !known.includes(ptype));
  app.structure = Object.fromEntries(sizes);
  const results = await Promise.allSettled(
    ptypes.filter((ptype) => known.includes(ptype)).map((ptype) => rollOutType(world, app, release, ptype)),
  );
  for (const ptype of gone) world.cluster.remove(app.id, ptype);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

async function rollOutType(world: DryccWorld, app: App, release: Release, ptype: string): Promise<void> {
  const { cluster } = world;
  const existed = cluster.deployment(app.id, ptype) !== undefined;
  const timeout = environmentOf(release, ptype)['DRYCC_DEPLOY_TIMEOUT'];
  try {
    const deployment = cluster.apply(app.id, ptype, app.structure[ptype] ?? 0, templateOf(release, ptype));
    await waitForRollout(cluster, deployment, {
      timeoutSeconds: timeout !== undefined && /^\d+$/.test(timeout) ? Number(timeout) : undefined,
      seesCrashLoops: true,
    });
  } catch (error) {
    if (!(error instanceof KubeError) || !existed) throw error;
    throw new KubeError(
      `There was a problem while deploying v${release.version} of ${app.id}-${ptype}. ` +
        `Additional information:\n${error.message}`,
    );
  }
}

/** Group `global` reaches every process type; a value of the type itself wins. */
function environmentOf(release: Release, ptype: string): Readonly<Record<string, string>> {
  const { values } = release.config;
  const pairs = [
    ...values.filter((value) => value.group === 'global'),
    ...values.filter((value) => value.ptype === ptype),
  ].map((value) => [value.name, value.value] as const);
  return Object.fromEntries(pairs);
}

/** Pods of a process type as a release wants them. PORT is 5000 unless the config has another. */
function templateOf(release: Release, ptype: string): PodTemplate {
  const environment = environmentOf(release, ptype);
  const { username, password } = release.config.registry[ptype] ?? {};
  const command = release.build?.procfile[ptype];
  return {
    release: `v${release.version}`,
    image: release.build?.image ?? '',
    args: command === undefined ? [] : String(command).split(/\s+/),
    environment: JSON.stringify(environment),
    credentials: typeof username === 'string' && typeof password === 'string' ? { username, password } : undefined,
    probePort: ptype === 'web' ? Number(environment['PORT'] ?? 5_000) : undefined,
  };
}
