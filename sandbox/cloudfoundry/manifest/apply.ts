import { ApiError, notAuthorized, notFoundAs, unprocessable } from '../errors.ts';
import type { App, HealthCheck, Process } from '../model.ts';
import { hidden } from '../present/common.ts';
import { changeMetadata } from '../request/metadata.ts';
import { addDestinations, removeDestination, replaceDestinations } from '../routing/destinations.ts';
import { defaultDomain, isShared } from '../routing/domains.ts';
import type { Domain, Route } from '../routing/model.ts';
import { changedOptions } from '../routing/options.ts';
import { createRoute } from '../routing/route-create.ts';
import { featureNames, setFeature } from '../runtime/features.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { createSidecar, updateSidecar } from '../runtime/sidecars.ts';
import { userRefusal } from '../runtime/users.ts';
import { type Bindings, BrokerError, isUnderWay } from '../services/bindings.ts';
import type { Timings } from '../timings.ts';
import type { Account } from '../uaa/model.ts';
import { remove, type World } from '../world.ts';
import type { AppManifest, ManifestService } from './app-manifest.ts';
import type { CheckUpdate, ProcessScale, ProcessUpdate } from './processes.ts';
import { type ManifestRoute, parseRoute } from './routes.ts';

/** What applying a manifest works with. */
export interface Workshop {
  readonly world: World;
  readonly runtime: Runtime;
  readonly bindings: Bindings;
  readonly timings: Timings;
}

/**
 * Makes an app what its manifest says, one step after the other. What has been done before a step fails stays done (CCNG,
 * app/actions/app_apply_manifest.rb).
 */
export async function applyManifest(
  workshop: Workshop,
  app: App,
  manifest: AppManifest,
  actor: Account,
): Promise<void> {
  const { world, runtime } = workshop;
  try {
    for (const name of featureNames) {
      const enabled = manifest.features[name];
      if (enabled !== undefined) setFeature(app, name, enabled);
    }
    for (const update of manifest.updates) updateProcess(workshop, app, update, actor);
    for (const scale of manifest.scales) scaleProcess(world, runtime, app, scale, actor);
    for (const sidecar of manifest.sidecars) {
      const known = world.sidecars.find((one) => one.app === app && one.name === sidecar.name);
      if (known === undefined) createSidecar(world, app, sidecar);
      else
        updateSidecar(
          world,
          known,
          sidecar.memoryMb === undefined ? { ...sidecar, memoryMb: known.memoryMb } : sidecar,
        );
    }
    changeMetadata(app, manifest.metadata);
    world.touch(app);
    world.record('audit.app.update', app, actor, { manifest_triggered: true });
    applyRoutes(world, app, manifest, actor);
    Object.assign(app.environment, manifest.env);
    world.record('audit.app.update', app, actor, { manifest_triggered: true, environment_variables: hidden });
    for (const service of manifest.services) await bindService(workshop, app, service, actor);
  } catch (error) {
    const known = error instanceof ApiError && (error.code === 10008 || error.code === 10010);
    if (!known) throw error;
    const text = `For application '${app.name}': ${error.message}`;
    throw error.code === 10010 ? notFoundAs(text) : unprocessable(text);
  }
}

function updateProcess({ world, runtime, timings }: Workshop, app: App, update: ProcessUpdate, actor: Account): void {
  if (update.trivial && update.type === 'web') return;
  const process = world.processesOf(app, update.type).at(-1) ?? runtime.addProcess(app, update.type, actor);
  refuseInFlight(world, process, 'update');
  const user = update.user === undefined ? process.user : (update.user ?? undefined);
  const most = timings.maxHealthTimeoutMs / 1000;
  const refusal =
    userRefusal(world, user) ??
    ((update.healthCheck.timeout ?? 0) > most ? `health_check_timeout Maximum exceeded: max ${most}s` : undefined);
  if (refusal !== undefined) throw unprocessable(refusal);
  if (update.command !== undefined) process.command = update.command ?? undefined;
  process.user = user;
  process.healthCheck = checked(process.healthCheck, update.healthCheck);
  process.readinessHealthCheck = checked(process.readinessHealthCheck, update.readinessCheck);
  world.touch(process);
  const facts = { process_guid: process.guid, process_type: process.type, manifest_triggered: true };
  world.record('audit.app.process.update', app, actor, facts);
}

function checked(before: HealthCheck, update: CheckUpdate): HealthCheck {
  const changes = Object.fromEntries(Object.entries(update).map(([key, value]) => [key, value ?? undefined]));
  const after: HealthCheck = { ...before, ...changes };
  return { ...after, endpoint: after.type === 'http' ? (after.endpoint ?? '/') : undefined };
}

function scaleProcess(world: World, runtime: Runtime, app: App, scale: ProcessScale, actor: Account): void {
  const { type, ...change } = scale;
  const process = world.processesOf(app, type).at(-1);
  if (process === undefined) throw new Error(`no process ${type}`);
  refuseInFlight(world, process, 'scale');
  runtime.resize(process, change);
  const facts = { process_guid: process.guid, process_type: type, request: change, manifest_triggered: true };
  world.record('audit.app.process.scale', app, actor, facts);
}

function refuseInFlight(world: World, process: Process, verb: 'scale' | 'update'): void {
  const active = world.activeDeployment(process.app);
  if (process.type === 'web' && active !== undefined && active.state !== 'CANCELING') {
    throw unprocessable(`Cannot ${verb} this process while a deployment is in flight.`);
  }
}

function applyRoutes(world: World, app: App, { routes: said }: AppManifest, actor: Account): void {
  const mapped = world.routes.flatMap((route) =>
    route.destinations.filter((one) => one.app === app).map((destination) => ({ route, destination })),
  );
  if (said.noRoute) {
    for (const { route, destination } of mapped) removeDestination(world, route, destination, actor);
    return;
  }
  if (said.routes !== undefined) {
    mapRoutes(world, app, said.routes, actor);
    return;
  }
  if (mapped.length > 0) return;
  if (said.randomRoute) mapHost(world, app, `${app.name}-${randomWords(app.guid)}`, actor);
  if (said.defaultRoute) {
    const problem =
      app.name.length > 63
        ? 'Host cannot exceed 63 characters'
        : /^[\w-]+$/.test(app.name)
          ? undefined
          : 'Host must be either "*" or contain only alphanumeric characters, "_", or "-"';
    if (problem !== undefined) throw unprocessable(`Failed to create default route from app name: ${problem}`);
    mapHost(world, app, app.name, actor);
  }
}

function mapHost(world: World, app: App, host: string, actor: Account): void {
  const domain = defaultDomain(world, app.space.org);
  if (domain === undefined) throw unprocessable('No default domains available');
  const route = parseRoute(`${host}.${domain.name}`);
  if (route === undefined) throw unprocessable(`The route '${host}.${domain.name}' is not a properly formed URL`);
  mapRoutes(world, app, [{ ...route, protocol: undefined, options: undefined }], actor);
}

/** All of them are found or made before the first is mapped (CCNG, app/actions/manifest_route_update.rb). */
function mapRoutes(world: World, app: App, wanted: readonly ManifestRoute[], actor: Account): void {
  const found = wanted.map((one) => ({ wanted: one, route: findOrCreate(world, app, one, actor) }));
  for (const { wanted: one, route } of found) {
    const known = route.destinations.find((destination) => destination.app === app);
    const target = { app, processType: 'web', port: undefined, weight: undefined, protocol: one.protocol };
    saying(one, () => {
      if (known === undefined) addDestinations(world, route, [target], actor);
      else if (one.protocol !== undefined && one.protocol !== known.protocol) {
        replaceDestinations(world, route, [target], actor);
      }
    });
  }
}

function findOrCreate(world: World, app: App, wanted: ManifestRoute, actor: Account): Route {
  for (const { host, domain: name } of wanted.candidates) {
    const domain: Domain | undefined = world.domains.find((one) => one.name === name);
    if (domain === undefined) continue;
    const known = world.routes.find(
      (one) =>
        one.domain === domain &&
        one.host.toLowerCase() === host.toLowerCase() &&
        one.path === wanted.path &&
        (wanted.port === undefined || one.port === wanted.port),
    );
    if (known === undefined) {
      world.requireFeature('route_creation');
      if (host === '*' && isShared(domain)) throw notAuthorized();
      const { path, port } = wanted;
      const metadata = { labels: {}, annotations: {} };
      const options = changedOptions({}, wanted.options);
      return saying(wanted, () =>
        createRoute(world, app.space, domain, { host, path, port: port ?? null, options, metadata }, actor),
      );
    }
    if (known.space !== app.space) {
      throw unprocessable('Routes cannot be mapped to destinations in different spaces');
    }
    known.options = changedOptions(known.options, wanted.options);
    return known;
  }
  throw unprocessable(`No domains exist for route ${wanted.text}`);
}

/** A refusal says of which route. */
function saying<T>({ text }: ManifestRoute, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof ApiError && error.code === 10008) {
      throw unprocessable(`For route '${text}': ${error.message}`);
    }
    throw error;
  }
}

async function bindService(
  { world, bindings }: Workshop,
  app: App,
  { name, bindingName, parameters }: ManifestService,
  actor: Account,
): Promise<void> {
  const instance = world.serviceInstances.find(
    (one) => one.name === name && [one.space, ...one.sharedWith].includes(app.space),
  );
  if (instance === undefined) throw notFoundAs(`Service instance '${name}' not found`);
  const fail = (words: string) => unprocessable(`For service '${name}': ${words}`);
  const known = world.serviceBindings.find((one) => one.app === app && one.instance === instance);
  if (known !== undefined && isUnderWay(known.operation, 'delete')) {
    throw fail('An existing binding is being deleted. Try recreating the binding later.');
  }
  if (known !== undefined && !(known.operation.type === 'create' && known.operation.state === 'failed')) return;
  try {
    const metadata = { labels: {}, annotations: {} };
    const binding = bindings.reserve({ app, instance, name: bindingName, parameters, metadata });
    try {
      await bindings.bind(binding, actor);
    } catch (error) {
      remove(world.serviceBindings, binding);
      throw error;
    }
  } catch (error) {
    throw error instanceof BrokerError || error instanceof ApiError ? fail(error.message) : error;
  }
}

/** An adjective, an animal and two letters, as in `web-brave-otter-qx`; always the same for an app. */
function randomWords(guid: string): string {
  const adjectives = ['brave', 'calm', 'quiet', 'shiny'];
  const animals = ['otter', 'lynx', 'heron', 'bear'];
  const at = (index: number) => Number.parseInt(guid.replaceAll('-', '').slice(index, index + 1), 16);
  const letter = (index: number) => String.fromCharCode(97 + at(index));
  return `${adjectives[at(0) % 4]}-${animals[at(1) % 4]}-${letter(2)}${letter(3)}`;
}
