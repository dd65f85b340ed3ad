import type { PlatformName } from '../../sandbox/inputs.ts';
import type { ImageToPublish, Published } from '../../sandbox/registry/publish.ts';
import type { RunningServer } from '../../sandbox/server.ts';
import type { RunningStep, StepOptions, StepResult } from '../support/runner.ts';
import { type Stage, startStage } from '../support/stage.ts';
import { addLogins, type Login, type RegistryLogin, registryLogin } from './credentials.ts';
import type { Flow } from './flows.ts';
import { full } from './full.ts';
import { type Inventory, inventoryOf, type Made } from './inventory.ts';
import { hasV3, type ServerName } from './mishaps.ts';

/** A flow just before it begins: what serves before is live, and the new image is pushed. */
export interface Scene extends Pick<Inventory, 'things' | 'unfinished' | 'settings'> {
  readonly stage: Stage;
  readonly platform: PlatformName;
  /** Of the run. */
  readonly inputs: Readonly<Record<string, string>>;
  /** What serves; undefined: nothing does. */
  readonly old: Published | undefined;
  /** `release` of the run that made the old image live, as far as it is known. */
  readonly oldRelease: string | undefined;
  /** What serves when the run came to a good end. */
  readonly new: Published;
  /** Starts the main step. */
  start(more?: Partial<StepOptions>): RunningStep;
  /** Starts the post step of a main step that ended. */
  startPost(main: StepResult, more?: Partial<StepOptions>): RunningStep;
  server(name: ServerName): RunningServer;
  /** What was made since. */
  made(): Made;
  /** What a run makes that comes to a good end. */
  readonly makes: Made;
  readonly flow: Flow;
  readonly oldSettings: Readonly<Record<string, string | undefined>>;
  readonly newSettings: Readonly<Record<string, string | undefined>>;
  /** What the app answers. */
  answer(): Promise<string>;
  /** Every credential that the run was given, and what it has sent for one to the servers. */
  secrets(): readonly string[];
}

/** Virtual time runs this many times as fast: slower where so much is played at once that the machine has no rest. */
const speed = full ? 15 : 25;

interface Place {
  readonly stage: Stage;
  readonly logins: readonly [Login, ...Login[]];
  readonly registry: RegistryLogin;
  readonly platform: PlatformName;
  readonly app: string;
  scenes: number;
  /** What serves, if it is certain. */
  serving: { readonly image: Published; readonly release: string } | undefined;
  /** What served before it. */
  before?: { readonly image: Published; readonly release: string };
}

/**
 * Scenes of one platform. A stage on which all went well is used again, with what serves there now for the old release,
 * since half of the work of a case is to set one up.
 */
export class Scenes {
  readonly #platform: PlatformName;
  readonly #free: Place[] = [];

  constructor(platform: PlatformName) {
    this.#platform = platform;
  }

  /** Plays one scene. `work` returns the `release` that serves afterwards, with the new image; undefined: none for certain. */
  async play<T>(
    flow: Flow,
    work: (scene: Scene) => Promise<{ readonly result: T; readonly release?: string }>,
  ): Promise<T> {
    const place = await this.#place(flow);
    let free = false;
    try {
      const scene = await sceneOf(place, flow);
      const { result, release } = await work(scene);
      for (const server of Object.values(serversOf(place.stage, place.platform))) {
        server.faults.length = 0;
        server.requests.length = 0;
      }
      if (flow.before === 'the old release' && release !== undefined) {
        place.serving = { image: scene.new, release };
        this.#free.push(place);
        free = true;
      }
      return result;
    } finally {
      if (!free) await place.stage.close();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#free.map(({ stage }) => stage.close()));
  }

  async #place({ before, alone }: Flow): Promise<Place> {
    const free = before === 'nothing' || alone === true ? undefined : this.#free.pop();
    if (free !== undefined) return free;
    const registry = registryLogin();
    const users = { [registry.username]: { password: registry.password } };
    const stage = await startStage(speed, { registry: { users } });
    // Images have no launcher of buildpacks.
    stage.sandbox.korifi.world.taskLauncher = false;
    const place: Place = {
      ...{ stage, platform: this.#platform, app: 'web-app', scenes: 0, serving: undefined },
      ...{ logins: addLogins(stage, this.#platform), registry },
    };
    // Builds are counted: none of those before must be cleaned away meanwhile.
    stage.sandbox.korifi.world.keptBuilds = Number.POSITIVE_INFINITY;
    if (before !== 'nothing') await this.#deploy(place, '1.0');
    if (before === 'two releases') {
      const first = place.serving;
      await this.#deploy(place, '1.1');
      return { ...place, ...(first === undefined ? {} : { before: first }) };
    }
    return place;
  }

  async #deploy(place: Place, tag: string): Promise<void> {
    const { stage, app, logins } = place;
    const image = await stage.sandbox.registry.publish({
      ...{ repository: 'team/web', tag, labels: { tag } },
      ...kindFor(this.#platform),
    });
    const step = await stage.deploy(this.#platform, { ...logins[0].inputs, app, image: image.reference });
    if (step.outputs['verdict'] !== 'live') throw new Error(`the old release is not live:\n${step.log}`);
    place.serving = { image, release: step.outputs['release'] ?? '' };
  }
}

/** Deis v1 pulls with a Docker that knows no other format, and Korifi starts no image as root. */
function kindFor(platform: PlatformName): Pick<ImageToPublish, 'format' | 'user'> {
  return { format: platform === 'deis-v1' ? 'docker' : 'oci', ...(platform === 'korifi' ? { user: '1000' } : {}) };
}

async function sceneOf(place: Place, flow: Flow): Promise<Scene> {
  const { stage, platform, app, logins, registry } = place;
  const { entry, isPrivate, otherLogin, inputs: more, settings, stops, commands = 0 } = flow;
  place.scenes += 1;
  const image = entry === undefined ? await publish(place, flow) : undefined;
  const next = image ?? (entry === 'rollback' ? place.before : place.serving)?.image;
  if (next === undefined) throw new Error(`${flow.name}: nothing served before`);
  const login = (otherLogin === true ? logins[1] : undefined) ?? logins[0];
  const { username, password } = registry;
  const inputs = {
    ...{ ...login.inputs, app },
    ...(image === undefined ? {} : { image: image.reference }),
    ...(isPrivate === true ? { 'registry-username': username, 'registry-password': password } : {}),
    ...more?.(place.scenes),
  };
  const servers = serversOf(stage, platform);
  const asked = new Map(Object.entries(servers).map(([name, { requests }]) => [name, requests.length]));
  const given = [login.secret, ...(isPrivate === true ? [password] : [])];
  const inventory = inventoryOf(platform, { stage, app, before: place.before?.release }, flow);
  const before = inventory.made();
  return {
    ...{ flow, stage, platform, old: place.serving?.image, oldRelease: place.serving?.release, new: next, inputs },
    start: (options) =>
      stage.start(
        platform,
        { ...inputs, ...options?.inputs },
        withoutInputs(options, entry === undefined ? {} : { entry }),
      ),
    startPost: (main, options) =>
      stage.start(
        platform,
        { ...inputs, ...options?.inputs },
        withoutInputs(options, { entry: 'post', state: main.state }),
      ),
    server: (name) => servers[name],
    made: () => {
      const now = inventory.made();
      return {
        builds: now.builds - before.builds,
        releases: now.releases - before.releases,
        commands: now.commands - before.commands,
      };
    },
    makes: { builds: image === undefined ? 0 : 1, releases: entry === 'task' || stops === true ? 0 : 1, commands },
    things: () => inventory.things(),
    unfinished: () => inventory.unfinished(),
    settings: () => inventory.settings(),
    oldSettings: inventory.settings(),
    newSettings: hasV3(platform) ? (settings?.(place.scenes) ?? {}) : {},
    answer: async () => (await stage.ask(platform, app)).body,
    secrets: () => {
      const sent = Object.entries(servers).flatMap(([name, { requests }]) => requests.slice(asked.get(name) ?? 0));
      const ours = sent.filter(({ headers }) => headers['user-agent']?.startsWith('deploy-image/') === true);
      const tokens = ours.map(({ headers }) => (headers['authorization'] ?? '').replace(/^\w+ /, ''));
      // `cf:` is no secret: it is how cf's own client logs in.
      return [...new Set([...tokens, ...given])].filter((secret) => secret.length >= 8);
    },
  };
}

function withoutInputs({ inputs: _, ...options }: Partial<StepOptions> = {}, more: Partial<StepOptions>) {
  return { ...options, ...more };
}

/** An app that crashes says what it was never told to say. */
function publish({ stage, platform, scenes, logins }: Place, { labels, isPrivate }: Flow): Promise<Published> {
  const lastWords = labels?.[crashLog];
  const told = lastWords === undefined ? {} : { [crashLog]: `${lastWords} ${logins[0].secret}` };
  return stage.sandbox.registry.publish({
    repository: isPrivate === true ? 'private/web' : 'team/web',
    tag: `2.${scenes}`,
    ...kindFor(platform),
    // Another digest for every scene.
    labels: { ...labels, ...told, scene: String(scenes) },
  });
}

const crashLog = 'sandbox.crash-log';

function serversOf({ sandbox }: Stage, platform: PlatformName): Record<ServerName, RunningServer> {
  const { cloudFoundry, deis, deisV1, drycc, korifi, registry } = sandbox;
  return {
    ...{ cloudfoundry: cloudFoundry.api, uaa: cloudFoundry.uaa },
    'log-cache': platform === 'korifi' ? korifi.server : cloudFoundry.logCache,
    registry: registry.server,
    ...{ deis: deis.server, 'deis-v1': deisV1.server, drycc: drycc.server, korifi: korifi.server },
  };
}

/** Kills the main step as it watches its release: at the second look, by which the order has been heard. */
export async function killedWatching({ platform, start, server }: Scene): Promise<StepResult> {
  const { faults } = server(platform);
  const running = start();
  faults.push({
    ...{ method: 'GET', path: looks(platform), nth: lookedBefore(platform) + 2, when: 'before', action: 'hang' },
    struck: () => running.process.kill('SIGKILL'),
  });
  const main = await running.done;
  faults.length = 0;
  return main;
}

/** What a look at a release asks for. */
function looks(platform: PlatformName): RegExp {
  if (platform === 'korifi') return /^\/v3\/apps\/.*\/stats$/;
  return platform === 'cloudfoundry' ? /^\/v3\/processes\/.*\/stats$/ : /\/(?:pods|containers)\/$/;
}

/** How often that is asked for before the release. Korifi's instances are: for how long they run, and whether that is counted. */
function lookedBefore(platform: PlatformName): number {
  return platform === 'korifi' ? 2 : 0;
}
