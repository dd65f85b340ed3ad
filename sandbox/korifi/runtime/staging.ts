import type { App, Build, Metadata, Package } from '../records.ts';
import type { KorifiWorld } from '../world.ts';
import { cleanBuilds, cleanPackages } from './cleaning.ts';
import type { Controller } from './controller.ts';

/** A package is ready at once: nothing is asked of the registry. */
export function addPackage(
  world: KorifiWorld,
  app: App,
  image: string,
  credentials: Package['credentials'],
  metadata?: Metadata,
): Package {
  const added = { ...world.newResource(undefined, metadata), app, image, credentials };
  world.packages.push(added);
  world.clock.after(world.timings.reconcile, () => {
    if (!world.reconcilePaused) cleanPackages(world, app);
  });
  return added;
}

/**
 * The build of a package of an image: its config is fetched, and images that run as root are refused.
 *
 * @see cloudfoundry/korifi: controllers/controllers/workloads/build/docker
 */
export function addBuild(world: KorifiWorld, controller: Controller, of: Package): Build {
  const build: Build = {
    ...world.newResource(),
    ...{ app: of.app, package: of, state: 'STAGING', error: null, ports: [] },
  };
  world.builds.push(build);
  const end = (problem?: string) => {
    build.error = problem ?? null;
    build.state = problem === undefined ? 'STAGED' : 'FAILED';
    world.touch(build);
    cleanBuilds(world, build.app);
    controller.changed(build.app);
  };
  const stage = async () => {
    if (world.reconcilePaused) {
      world.clock.after(world.timings.staging, () => void stage());
      return;
    }
    try {
      const image = await world.pull(of.image, of.credentials);
      build.ports = image.exposedPorts.map((port) => Number.parseInt(port, 10));
      end(
        isRoot(image.user)
          ? `Image "${of.image}" is configured to run as the root user. That is insecure on Kubernetes and therefore not supported by Korifi.`
          : undefined,
      );
    } catch {
      end(`Failed to fetch image "${of.image}"`);
    }
  };
  world.clock.after(world.timings.staging, () => void stage());
  return build;
}

/** Nobody, `root` or 0, with a group or without. */
function isRoot(user: string): boolean {
  return ['', 'root', '0'].includes(user.split(':')[0] ?? '');
}
