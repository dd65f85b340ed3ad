import type { App, Resource } from '../records.ts';
import type { KorifiWorld } from '../world.ts';

/**
 * Takes away what is old of an app's staged builds, which are its droplets. The one that the app has does not count, nor
 * what is being staged or has failed.
 *
 * @see cloudfoundry/korifi: controllers/cleanup/build_cleaner.go
 */
export function cleanBuilds(world: KorifiWorld, app: App): void {
  const candidates = world.builds.filter(
    (one) => one.app === app && one.state === 'STAGED' && one.guid !== app.droplet,
  );
  const old = new Set(older(candidates, world.keptBuilds));
  world.builds = world.builds.filter((one) => !old.has(one));
}

/** @see cloudfoundry/korifi: controllers/cleanup/package_cleaner.go */
export function cleanPackages(world: KorifiWorld, app: App): void {
  const current = world.droplet(app.droplet)?.package;
  const candidates = world.packages.filter((one) => one.app === app && one !== current);
  const old = new Set(older(candidates, world.keptPackages));
  world.packages = world.packages.filter((one) => !old.has(one));
}

function older<T extends Resource>(all: readonly T[], kept: number): readonly T[] {
  return [...all].sort((a, b) => b.createdAt - a.createdAt).slice(kept);
}
