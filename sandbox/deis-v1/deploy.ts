import { serverError } from './framework.ts';
import { answers, listens } from './publisher.ts';
import { type App, type Build, type Config, type Container, jobId, latest, type Release, stamp } from './records.ts';
import { EnvironmentError, SchedulerError, type Worker } from './worker.ts';
import type { DeisV1World } from './world.ts';

/** One request that changes an app: `App` and `Release` of `controller/api/models.py`. */
export interface Change {
  readonly world: DeisV1World;
  readonly worker: Worker;
  readonly app: App;
  readonly user: string;
}

/**
 * Makes a release and publishes its image. What goes wrong with the image's name is logged, and that is all; a failing
 * pull leaves the release behind.
 *
 * @throws Refusal 403 and 500, of `Docker.publish`
 */
export async function newRelease(
  { world, worker, app, user }: Change,
  config: Config,
  build: Build | undefined,
  summary?: string,
): Promise<Release> {
  const release = world.addRelease(app, user, config, build, summary);
  try {
    await world.docker.publish(worker, app, release);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    world.log(app.id, error.message);
  }
  return release;
}

/**
 * Starts a container of the release beside every one that there is, then destroys those: also when the new ones did not
 * start. A release that cannot be deployed is deleted.
 *
 * @throws SchedulerError
 */
export async function deploy(change: Change, release: Release): Promise<void> {
  const { world, app } = change;
  try {
    const existing = app.containers.filter(({ type }) => type !== 'run');
    const added = existing.map(({ owner, type, num }): Container => {
      return { ...stamp(owner, world.clock.now()), release, type, num };
    });
    app.containers.push(...added);
    await startContainers(change, added);
    await destroyContainers(change, existing);
    if (Object.keys(app.structure).length === 0 && release.build !== undefined) await scale(change, { cmd: 1 });
  } catch (error) {
    if (error instanceof SchedulerError) world.deleteRelease(app, release);
    throw error;
  }
}

/**
 * The newest containers go first. A type that is not named stays as it is, and is left out of the structure when it has
 * no container.
 *
 * @throws EnvironmentError, SchedulerError
 */
export async function scale(change: Change, wanted: Readonly<Record<string, number>>): Promise<void> {
  const { world, app, user } = change;
  const release = latest(app);
  if (release.build === undefined) throw new EnvironmentError('No build associated with this release');
  for (const type of Object.keys(wanted)) {
    if (type === 'cmd' || Object.hasOwn(release.build.procfile, type)) continue;
    throw new EnvironmentError(`Container type ${type} does not exist in application`);
  }
  const counts = Object.entries(wanted).map(([type, count]) => `${type}=${count}`);
  world.log(app.id, `${user} scaled containers ${counts.join(' ')}`);
  const added: Container[] = [];
  const removed: Container[] = [];
  for (const [type, count] of Object.entries(wanted)) {
    const there = app.containers.filter((container) => container.type === type);
    removed.push(...there.slice(count).reverse());
    let num = Math.max(0, ...there.map((container) => container.num));
    for (let missing = count - there.length; missing > 0; missing -= 1) {
      num += 1;
      added.push({ ...stamp(app.owner, world.clock.now()), release, type, num });
    }
  }
  app.containers.push(...added);
  await startContainers(change, added);
  await destroyContainers(change, removed);
  const structure: Record<string, number> = { ...wanted };
  for (const type of new Set(app.containers.map((container) => container.type))) {
    if (type !== 'run') structure[type] = app.containers.filter((container) => container.type === type).length;
  }
  app.structure = structure;
  app.updatedAt = world.clock.now();
}

/** @throws SchedulerError when one could not be created, or the app does not pass its health check: all are destroyed then */
async function startContainers(change: Change, added: readonly Container[]): Promise<void> {
  if (added.length === 0) return;
  const { world, worker, app } = change;
  await worker.threads(
    added.map((container) => () => reported(change, container, 'create', () => create(change, container))),
  );
  if ((await statesOf(change, added)).some((state) => state !== 'created')) {
    const message = 'aborting, failed to create some containers';
    world.log(app.id, message);
    await destroyContainers(change, added);
    throw new SchedulerError(message);
  }
  await worker.threads(
    added.map(
      (container) => () => reported(change, container, 'start', () => world.fleet.start(worker, jobId(app, container))),
    ),
  );
  if ((await statesOf(change, added)).some((state) => state !== 'up')) {
    world.log(app.id, 'warning, some containers failed to start');
  }
  const { values } = app.configs.at(-1) ?? world.configOf(app);
  if (values['HEALTHCHECK_URL'] !== undefined) await healthCheck(change, added, values);
}

async function create({ world, app }: Change, container: Container): Promise<void> {
  const { release, type, num } = container;
  const parts = { app: app.id, version: release.version, type, num };
  world.fleet.create(jobId(app, container), parts, release.config.tags);
}

/** The thread that it runs in ends with the error; the app's log has it. */
async function reported(
  { world, app }: Change,
  container: Container,
  doing: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof SchedulerError) world.log(app.id, `${jobId(app, container)} (${doing}): ${error.message}`);
    throw error;
  }
}

/** Four tries, with pauses that are parts of `HEALTHCHECK_INITIAL_DELAY`. @throws SchedulerError, and 500 for a delay that is no number */
async function healthCheck(
  change: Change,
  added: readonly Container[],
  values: Readonly<Record<string, string>>,
): Promise<void> {
  const { world, worker, app } = change;
  const { HEALTHCHECK_URL: path = '/', HEALTHCHECK_INITIAL_DELAY: delay = '0' } = values;
  const parts = [1, 0.1, 0.5, 1];
  await worker.sleep(world.timings.beforeHealthCheck);
  if (!/^\d+$/.test(delay)) throw serverError();
  for (const [index, part] of parts.entries()) {
    if (Number(delay) > 0) await worker.sleep(Number(delay) * 1_000 * part);
    const failure = healthFailure(change, added, path);
    if (failure === undefined) return;
    const next = parts[index + 1];
    const again = next === undefined ? '' : `; trying again in ${(Number(delay) * next).toFixed(1)} seconds`;
    world.log(app.id, failure + again);
  }
  await destroyContainers(change, added);
  const message = 'aborting, app containers failed to respond to health check';
  world.log(app.id, message);
  throw new SchedulerError(message);
}

/** Asks every new container that gets requests, by the address that the publisher wrote down. */
function healthFailure({ world, app }: Change, added: readonly Container[], path: string): string | undefined {
  const published = world.publisher.published(app.id);
  for (const container of added) {
    if (container.type !== 'web' && container.type !== 'cmd') continue;
    const unit = world.fleet.units.get(jobId(app, container));
    if (unit === undefined || !published.includes(unit) || !listens(unit)) return 'failed to connect to container';
    if (!answers(unit, path)) return "app failed health check (got '404', expected: '200')";
  }
  return undefined;
}

/** @throws SchedulerError */
export async function destroyContainers(change: Change, going: readonly Container[]): Promise<void> {
  if (going.length === 0) return;
  const { world, worker, app } = change;
  await worker.threads(
    going.map(
      (container) => () =>
        reported(change, container, 'destroy', () => world.fleet.destroy(worker, jobId(app, container))),
    ),
  );
  const states = await statesOf(change, going);
  const destroyed = new Set(going.filter((_, index) => states[index] === 'destroyed'));
  app.containers = app.containers.filter((container) => !destroyed.has(container));
  if (destroyed.size === going.length) return;
  const message = 'aborting, failed to destroy some containers';
  world.log(app.id, message);
  throw new SchedulerError(message);
}

/** Stops the containers and starts them again, and says nothing of those that do not. */
export async function restart(change: Change, containers: readonly Container[]): Promise<void> {
  const { world, worker, app } = change;
  const names = containers.map((container) => jobId(app, container));
  await worker.threads(names.map((name) => () => world.fleet.stop(worker, name)));
  await worker.threads(names.map((name) => () => world.fleet.start(worker, name)));
}

async function statesOf({ world, worker, app }: Change, containers: readonly Container[]): Promise<readonly string[]> {
  const states: string[] = [];
  for (const container of containers) states.push(await world.fleet.state(worker, jobId(app, container)));
  return states;
}
