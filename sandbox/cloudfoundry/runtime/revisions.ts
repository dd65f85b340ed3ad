import { unprocessable } from '../errors.ts';
import type { App, Droplet, Revision, Sidecar } from '../model.ts';
import type { Account } from '../uaa/model.ts';
import type { World } from '../world.ts';

/** What a revision keeps, and what is compared. */
type Kept = Pick<Revision, 'droplet' | 'environment' | 'commands' | 'sidecars'>;

/** A new revision when the app differs from the last one; none while the feature is off (revision_resolver.rb). */
export function revise(world: World, app: App, actor: Account): Revision | undefined {
  if (app.droplet === undefined || !app.revisionsEnabled) return undefined;
  const last = app.revisions.at(-1);
  const now = keptOf(world, app, app.droplet);
  if (last === undefined) return add(world, app, now, 'Initial revision.', actor);
  const reasons = changes(last, now);
  return reasons.length === 0 ? last : add(world, app, now, reasons.join(' '), actor);
}

/** Why a roll back to `target` is refused; undefined: it is a change. */
export function rollbackRefusal(app: App, target: Revision): string | undefined {
  const last = app.revisions.at(-1);
  if (last === undefined || changes(last, target).length > 0) return undefined;
  return 'Unable to rollback. The code and configuration you are rolling back to is the same as the deployed revision.';
}

/** A revision like `target`, newer than all; undefined while the feature is off. 422 if it would be no change. */
export function rollBack(world: World, app: App, target: Revision, actor: Account): Revision | undefined {
  if (!app.revisionsEnabled) return undefined;
  const refusal = rollbackRefusal(app, target);
  if (refusal !== undefined) throw unprocessable(refusal);
  const last = app.revisions.at(-1);
  const reasons = [...(last === undefined ? [] : changes(last, target)), `Rolled back to revision ${target.version}.`];
  return add(world, app, target, reasons.join(' '), actor);
}

function keptOf(world: World, app: App, droplet: Droplet): Kept {
  const newest = world.newestWeb(app);
  const processes = world.processesOf(app).filter((process) => process.type !== 'web' || process === newest);
  return {
    droplet,
    environment: app.environment,
    commands: Object.fromEntries(processes.map(({ type, command }) => [type, command])),
    sidecars: world.sidecars.filter((sidecar) => sidecar.app === app),
  };
}

function add(world: World, app: App, kept: Kept, description: string, actor: Account): Revision {
  const revision: Revision = {
    ...world.resource(),
    app,
    version: (app.revisions.at(-1)?.version ?? 0) + 1,
    description,
    droplet: kept.droplet,
    environment: { ...kept.environment },
    commands: { ...kept.commands },
    sidecars: [...kept.sidecars],
  };
  app.revisions.push(revision);
  world.record('audit.app.revision.create', app, actor, {
    revision_guid: revision.guid,
    revision_version: revision.version,
  });
  return revision;
}

/** In the order of their words, as the server sorts them. */
function changes(before: Kept, after: Kept): string[] {
  const types = [...new Set([...Object.keys(before.commands), ...Object.keys(after.commands)])];
  return [
    ...(before.droplet === after.droplet ? [] : ['New droplet deployed.']),
    ...(sameEntries(before.environment, after.environment) ? [] : ['New environment variables deployed.']),
    ...types.flatMap((type) => commandChange(type, before.commands, after.commands)),
    ...(sameSidecars(before.sidecars, after.sidecars) ? [] : ['Sidecars updated.']),
  ].sort();
}

function commandChange(type: string, before: Kept['commands'], after: Kept['commands']): string[] {
  if (!(type in before)) return [`New process type '${type}' added.`];
  if (!(type in after)) return [`Process type '${type}' removed.`];
  const [old, now] = [before[type], after[type]];
  if (old === now) return [];
  const what = old === undefined ? 'added' : now === undefined ? 'removed' : 'updated';
  return [`Custom start command ${what} for '${type}' process.`];
}

function sameSidecars(a: readonly Sidecar[], b: readonly Sidecar[]): boolean {
  const text = (list: readonly Sidecar[]) =>
    list.map(({ name, command, processTypes, memoryMb }) => JSON.stringify({ name, command, processTypes, memoryMb }));
  return text(a).sort().join() === text(b).sort().join();
}

function sameEntries(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
