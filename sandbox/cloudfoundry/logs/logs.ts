import type { SandboxClock } from '../../clock.ts';
import type { App, Instance } from '../model.ts';
import type { World } from '../world.ts';

/** One envelope of the log cache. */
export interface LogEntry {
  /** Nanoseconds since the epoch; strictly increasing within an app. */
  readonly ns: bigint;
  /** When a reader may first see it. Milliseconds since the epoch. */
  readonly visibleAt: number;
  readonly sourceType: string;
  readonly instance: string;
  readonly type: 'OUT' | 'ERR';
  readonly text: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Log lines of all apps, append-only, the oldest of each lost some time. */
export class Logs {
  readonly #world: World;
  readonly #clock: SandboxClock;
  readonly #lagMs: number;
  readonly #entries = new Map<string, LogEntry[]>();

  constructor(world: World, lagMs: number) {
    this.#world = world;
    this.#clock = world.clock;
    this.#lagMs = lagMs;
  }

  write(
    app: App,
    sourceType: string,
    text: string,
    options: { type?: 'OUT' | 'ERR'; instance?: string; tags?: Record<string, string> } = {},
  ): void {
    const entries = this.#entries.get(app.guid) ?? [];
    this.#entries.set(app.guid, entries);
    const wall = BigInt(this.#clock.now()) * 1_000_000n;
    const last = entries.at(-1)?.ns ?? 0n;
    entries.push({
      // Real envelopes differ by some microseconds; never two of one app at the same nanosecond.
      ns: wall > last ? wall : last + 1_703n,
      visibleAt: this.#clock.now() + this.#lagMs + this.#world.logDelayMs(sourceType, text),
      sourceType,
      instance: options.instance ?? '0',
      type: options.type ?? 'OUT',
      text,
      tags: {
        app_id: app.guid,
        app_name: app.name,
        deployment: 'sandbox',
        organization_id: app.space.org.guid,
        organization_name: app.space.org.name,
        space_id: app.space.guid,
        space_name: app.space.name,
        source_type: sourceType,
        ...options.tags,
      },
    });
    entries.splice(0, Math.max(0, entries.length - this.#world.keptLogLines));
  }

  /** A line about one instance: from the app itself (`APP/PROC/WEB`), from a sidecar, its cell or its health check. */
  writeFor(instance: Instance, source: InstanceSource, text: string, type: 'OUT' | 'ERR' = 'OUT'): void {
    const { process } = instance.lrp;
    this.write(process.app, sourceType(instance, source), text, {
      type,
      instance: String(instance.index),
      tags: {
        process_id: process.guid,
        process_type: process.type,
        process_instance_id: instance.guid,
        instance_id: String(instance.index),
      },
    });
  }

  /** What a reader sees now, oldest first. */
  visible(app: App): readonly LogEntry[] {
    const now = this.#clock.now();
    return (this.#entries.get(app.guid) ?? []).filter((entry) => entry.visibleAt <= now);
  }
}

export type InstanceSource = 'APP' | 'CELL' | 'HEALTH' | `SIDECAR/${string}`;

/** As envelopes have it: `APP/PROC/WEB`, `APP/PROC/WEB/SIDECAR/PROXY`. */
export function sourceType({ lrp }: Instance, source: InstanceSource): string {
  if (source === 'CELL' || source === 'HEALTH') return source;
  const app = `APP/PROC/${lrp.process.type.toUpperCase()}`;
  return source === 'APP' ? app : `${app}/${source.toUpperCase()}`;
}
