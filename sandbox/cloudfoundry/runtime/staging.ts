import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../../clock.ts';
import { type Pull, PullError, type PulledImage } from '../../image.ts';
import { stagerError, unavailableStager } from '../errors.ts';
import type { Logs } from '../logs/logs.ts';
import type { App, Build, Droplet, Package } from '../model.ts';
import type { Timings } from '../timings.ts';
import type { World } from '../world.ts';
import { cellId } from './cell.ts';
import { credentialsOf, pullFailure } from './pulls.ts';

/** The docker lifecycle's builder asks the registry this often, without a pause (dockerapplifecycle, helpers.go). */
const ATTEMPTS = 4;

/**
 * What users are told of builds that no cell takes (CCNG, lib/cloud_controller/diego/failure_reason_sanitizer.rb; what
 * build_model.rb does not know becomes a StagingError).
 */
const noCell = {
  'insufficient resources': { id: 'InsufficientResources', message: 'Insufficient resources' },
  'found no compatible cell': { id: 'NoCompatibleCell', message: 'Found no compatible cell' },
  'unable to communicate to compatible cells': {
    ...{ id: 'StagingError', message: 'Staging error: unable to communicate to compatible cells' },
  },
};

/** Turns packages into droplets. For docker that means reading the image's config; no layer is fetched. */
export class Staging {
  readonly #world: World;
  readonly #clock: SandboxClock;
  readonly #logs: Logs;
  readonly #pull: Pull;
  readonly #timings: Timings;

  constructor(world: World, logs: Logs, pull: Pull, timings: Timings) {
    this.#world = world;
    this.#clock = world.clock;
    this.#logs = logs;
    this.#pull = pull;
    this.#timings = timings;
  }

  /** Begins a build that has been stored as STAGING. */
  begin(build: Build): void {
    const { app } = build;
    const { stagingMs } = this.#timings;
    this.#world.record('audit.app.build.create', app, build.createdBy, {
      build_guid: build.guid,
      package_guid: build.package.guid,
    });
    this.#logs.write(app, 'API', `Creating build for app with guid ${app.guid}`);
    const { diegoDown, stagingProblem } = this.#world;
    if (diegoDown || stagingProblem === 'stager error') {
      const refusal = diegoDown ? unavailableStager() : stagerError();
      this.#fail(build, refusal.message);
      throw refusal;
    }
    if (stagingProblem === 'failed to create container') {
      this.#clock.after(stagingMs * 0.3, () => {
        const words = 'external networker up: exit status 1';
        this.#stg(app, `Cell ${cellId} creating container for instance ${build.guid}`);
        this.#stg(app, `Cell ${cellId} failed to create container for instance ${build.guid}: ${words}`, 'ERR');
        this.#fail(build, 'staging failed');
      });
      return;
    }
    if (stagingProblem !== undefined && stagingProblem !== 'endless') {
      this.#clock.after(stagingMs * 0.3, () => this.#fail(build, stagingProblem, noCell[stagingProblem]));
      return;
    }
    this.#stg(app, 'Staging...');
    if (stagingProblem === 'endless') {
      this.#clock.after(this.#timings.stagingTimeoutMs, () => {
        const expired = { id: 'StagingTimeExpired', message: 'Staging time expired: staging failed' };
        if (build.state === 'STAGING') this.#failed(build, expired);
      });
      return;
    }
    this.#clock.after(stagingMs * 0.3, () => this.#stg(app, 'Staging process started ...'));
    this.#clock.after(stagingMs * 0.9, () => void this.#stage(build));
  }

  /** A droplet of `image` without a build, as if somebody else had staged it before. */
  async stagedElsewhere(pack: Package): Promise<Droplet> {
    return this.#droplet(pack, await this.#pull(pack.image, credentialsOf(pack)));
  }

  async #stage(build: Build): Promise<void> {
    const { app } = build;
    const rest = this.#timings.stagingMs * 0.1;
    const outcome = await this.#fetch(app, build.package);
    if (outcome instanceof PullError) {
      const { repository, tag } = splitReference(build.package.image);
      this.#stg(
        app,
        `builder exited with error: failed to fetch metadata from [${repository}] with tag [${tag}] and insecure registries [] due to ${outcome.message}`,
        'ERR',
      );
      this.#stg(app, 'Exit status 2');
      this.#stg(app, 'Staging Failed: STG: Exited with status 2', 'ERR');
      this.#clock.after(rest, () => this.#fail(build, 'staging failed'));
      return;
    }
    const commands = [...outcome.entrypoint, ...outcome.cmd];
    const processCommand = this.#world.newestWeb(app)?.command;
    this.#stg(app, 'Staging process finished');
    this.#stg(app, 'Exit status 0');
    this.#stg(app, 'Staging Complete');
    this.#clock.after(rest, () => {
      if (commands.length === 0 && processCommand === undefined) {
        this.#fail(build, 'Start command not specified');
        return;
      }
      build.droplet = this.#droplet(build.package, outcome);
      this.#world.record('audit.app.droplet.create', app, build.createdBy, {
        droplet_guid: build.droplet.guid,
        package_guid: build.package.guid,
      });
      build.state = 'STAGED';
      this.#world.touch(build);
      this.#expireOld(app);
      this.#world.record('audit.app.build.staged', app, build.createdBy, {
        build_guid: build.guid,
        package_guid: build.package.guid,
      });
    });
  }

  async #fetch(app: App, pack: Package): Promise<PulledImage | PullError> {
    let last = refusedReference(pack.image);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      if (refusedReference(pack.image) === undefined) {
        try {
          return await this.#pull(pack.image, credentialsOf(pack));
        } catch (error) {
          last = new PullError(error instanceof PullError ? error.kind : 'invalid', pullFailure(error));
        }
      }
      if (attempt < ATTEMPTS) {
        this.#stg(
          app,
          `Failed getting docker image manifest by tag: ${last?.message}  Going to retry attempt: ${attempt}`,
          'ERR',
        );
      }
    }
    return last ?? new PullError('invalid', 'no attempt was made');
  }

  #fail(build: Build, why: string, error = { id: 'StagingError', message: `Staging error: ${why}` }): void {
    this.#failed(build, error);
    this.#logs.write(build.app, 'API', `Failed to stage build: ${why}`, { type: 'ERR' });
    this.#world.record('audit.app.build.failed', build.app, build.createdBy, {
      build_guid: build.guid,
      package_guid: build.package.guid,
      error_id: error.id,
      error_message: build.error,
    });
  }

  #failed(build: Build, { id, message }: { readonly id: string; readonly message: string }): void {
    build.state = 'FAILED';
    build.error = `${id} - ${message}`;
    this.#world.touch(build);
  }

  #droplet(pack: Package, image: PulledImage): Droplet {
    const ports = image.exposedPorts
      .map((entry) => /^(\d+)\/(tcp|udp)$/.exec(entry))
      .filter((match) => match !== null)
      .map((match) => ({ Port: Number(match[1]), Protocol: match[2] ?? 'tcp' }))
      .sort((a, b) => a.Port - b.Port);
    const metadata = {
      ...(image.cmd.length > 0 ? { cmd: image.cmd } : {}),
      ...(image.entrypoint.length > 0 ? { entrypoint: image.entrypoint } : {}),
      ...(image.workingDir !== '' ? { workdir: image.workingDir } : {}),
      ...(ports.length > 0 ? { ports } : {}),
      ...(image.user !== '' ? { user: image.user } : {}),
    };
    const droplet: Droplet = {
      ...this.#world.resource(randomUUID()),
      app: pack.app,
      package: pack,
      state: 'STAGED',
      deleted: false,
      image: stagedImage(pack.image),
      username: pack.username,
      password: pack.password,
      executionMetadata: JSON.stringify(metadata),
      processTypes: { web: [...image.entrypoint, ...image.cmd].join(' ') },
      ports: ports.filter((port) => port.Protocol === 'tcp').map((port) => port.Port),
    };
    this.#world.droplets.push(droplet);
    return droplet;
  }

  /**
   * Beside the app's current droplet and its package, so many of the newest are kept; whatever else is STAGED or READY
   * becomes EXPIRED (CCNG, lib/cloud_controller/bits_expiration.rb). Other processes, deployments and revisions that
   * still name one do not save it.
   */
  #expireOld(app: App): void {
    const { keptDroplets, keptPackages } = this.#world;
    const droplets = this.#world.droplets.filter(
      (one) => one.app === app && one.state === 'STAGED' && one !== app.droplet,
    );
    for (const droplet of beyond(droplets, keptDroplets)) this.#expire(droplet);
    const packages = this.#world.packages.filter(
      (one) => one.app === app && one.state === 'READY' && one !== app.droplet?.package,
    );
    for (const pack of beyond(packages, keptPackages)) this.#expire(pack);
  }

  #expire(old: Droplet | Package): void {
    old.state = 'EXPIRED';
    this.#world.touch(old);
  }

  #stg(app: App, text: string, type: 'OUT' | 'ERR' = 'OUT'): void {
    this.#logs.write(app, 'STG', text, { type });
  }
}

/** All but the newest `kept`, oldest first. */
function beyond<T>(list: readonly T[], kept: number): readonly T[] {
  return list.slice(0, Math.max(list.length - kept, 0));
}

/** Why the builder refuses a reference before it asks any registry; undefined: it does not. */
export function refusedReference(image: string): PullError | undefined {
  if (image.includes('://')) return new PullError('invalid', 'invalid reference format');
  const { repository } = splitReference(image);
  if (image.includes('@') && /:[^/:]+@/.test(image)) {
    // containers/image has no reference with both.
    return new PullError('invalid', 'Docker references with both a tag and digest are currently not supported');
  }
  const slash = repository.indexOf('/');
  const host = slash < 0 ? '' : repository.slice(0, slash);
  const isHost = host.includes('.') || host.includes(':') || host === 'localhost';
  const path = isHost ? repository.slice(slash + 1) : repository;
  if (path !== path.toLowerCase()) {
    return new PullError('invalid', 'invalid reference format: repository name must be lowercase');
  }
  if (!/^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/.test(path)) return new PullError('invalid', 'invalid reference format');
  return undefined;
}

/** `host/path:tag` in two; the tag of a reference by digest is the digest, of a bare one `latest`. */
export function splitReference(image: string): { repository: string; tag: string } {
  const at = image.indexOf('@');
  if (at >= 0) return { repository: image.slice(0, at), tag: image.slice(at + 1) };
  const colon = image.lastIndexOf(':');
  if (colon > image.lastIndexOf('/')) return { repository: image.slice(0, colon), tag: image.slice(colon + 1) };
  return { repository: image, tag: 'latest' };
}

/** As a droplet shows it: with a tag, and without Docker Hub's host. */
function stagedImage(image: string): string {
  const { repository, tag } = splitReference(image);
  const separator = image.includes('@') ? '@' : ':';
  return `${repository.replace(/^docker\.io\//, '')}${separator}${tag}`;
}
