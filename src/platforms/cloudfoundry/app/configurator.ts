import type { Waiting } from '../api/job.ts';
import { applyManifest } from '../manifest/apply.ts';
import type { Configuration, ConfigurationBefore } from './configuration.ts';
import { writeMarks } from './marks.ts';
import { unmapLate, writeRoutes } from './routes/write.ts';
import { scale } from './scale.ts';
import { bind } from './services/bind.ts';
import { writeSettings } from './settings.ts';

/** Whose configuration it is, and what it is written with. */
export interface Configured extends Waiting {
  readonly app: string;
  readonly appGuid: string;
  readonly spaceGuid: string;
  readonly runId: string;
  /** Of the web process, where it has to be named by its guid. */
  readonly webGuid?: string;
  note(line: string): void;
}

/** Carries a configuration out, once the way back is saved, and knows how far that came. */
export class Configurator {
  readonly configuration: Configuration;
  /** Whether any of it may have been written. */
  #isWritten = false;

  constructor(configuration: Configuration) {
    this.configuration = configuration;
  }

  /** Whether any of it is what a command on the rollout would have to see. */
  get isStartedWith(): boolean {
    const { manifest, settings, services } = this.configuration;
    return manifest !== undefined || settings !== undefined || services.length > 0;
  }

  /** Writes, once, what whatever starts from now on is started with; what runs keeps what it has. */
  async startWith(app: Configured): Promise<void> {
    if (this.#isWritten) return;
    this.#isWritten = true;
    const { manifest, settings, services } = this.configuration;
    if (manifest !== undefined) await applyManifest(app, app, manifest.rest);
    if (settings !== undefined) await writeSettings(app.api, app.appGuid, settings.wanted, app.webGuid);
    for (const service of services) await bind(service, app);
  }

  /** Writes what acts at once, and so comes right before a release: routes first, which the server may refuse. */
  async actAtOnce(app: Configured): Promise<void> {
    this.#isWritten = true;
    const { marks, routes, scale: processes } = this.configuration;
    if (marks !== undefined) await writeMarks(app.api, app.appGuid, marks.wanted);
    await writeRoutes(app.api, app.appGuid, routes, app);
    for (const { type, wanted } of processes) await scale(app.api, app.appGuid, type, wanted);
  }

  /** What only the release before needed. Returns what was done, a line for each. */
  async conclude({ api }: Pick<Configured, 'api'>): Promise<readonly string[]> {
    const addresses = await unmapLate(api, this.configuration.routes);
    return addresses.map((address) => `the route ${address} leads to this app no longer`);
  }

  /** What this very run has not written it does not put back: meanwhile it may be somebody else's. */
  asLeft<T extends ConfigurationBefore>(rollout: T): T | Omit<T, keyof ConfigurationBefore> {
    if (this.#isWritten) return rollout;
    const { manifest: _f, settings: _s, services: _b, marks: _m, routes: _r, counts: _c, ...rest } = rollout;
    return rest;
  }
}
