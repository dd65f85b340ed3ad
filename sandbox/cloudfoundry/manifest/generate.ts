import { stringify } from 'yaml';
import type { App, HealthCheck, Process } from '../model.ts';
import { urlOf } from '../present/places.ts';
import { featureNames, isEnabled } from '../runtime/features.ts';
import type { World } from '../world.ts';
import { writeBytes } from './bytes.ts';

type Entry = Readonly<Record<string, unknown>>;

/** The entry of `applications` that would make an app as it is (CCNG, presenters/v3/app_manifest_presenters). */
export function generateEntry(world: World, app: App): Entry {
  const { droplet, metadata } = app;
  const pack = droplet?.package;
  const services = world.serviceBindings.filter((one) => one.app === app).map(({ instance }) => instance.name);
  const routes = world.routes.flatMap((route) =>
    route.destinations
      .filter((one) => one.app === app)
      .map(({ protocol }) => ({ route: urlOf(route), protocol, options: route.options })),
  );
  const sidecars = world.sidecars.filter((one) => one.app === app);
  return present({
    name: app.name,
    env: filled(app.environment),
    lifecycle: app.lifecycle,
    docker:
      app.lifecycle === 'docker' && pack !== undefined
        ? present({ image: pack.image, username: pack.username })
        : undefined,
    ...(app.lifecycle === 'docker' ? {} : { stack: 'cflinuxfs4' }),
    services: listed(services.sort(byLetters)),
    routes: listed(routes.sort((a, b) => byLetters(a.route, b.route))),
    metadata: filled(present({ labels: filled(metadata.labels), annotations: filled(metadata.annotations) })),
    processes: listed(
      world
        .processesOf(app)
        .sort((a, b) => byLetters(a.type, b.type))
        .map(generateProcess),
    ),
    sidecars: listed(
      sidecars
        .sort((a, b) => byLetters(a.name, b.name))
        .map(({ name, processTypes, command, memoryMb }) =>
          present({
            ...{ name, process_types: processTypes, command },
            memory: memoryMb === undefined ? undefined : `${memoryMb}M`,
          }),
        ),
    ),
    features: Object.fromEntries(featureNames.map((name) => [name, isEnabled(app, name)])),
  });
}

/** As YAML, the way Psych writes it. */
export function generateManifest(world: World, app: App): string {
  return `---\n${stringify({ applications: [generateEntry(world, app)] }, { version: '1.1', indentSeq: false, lineWidth: 0 })}`;
}

function generateProcess(process: Process): Entry {
  const { healthCheck, readinessHealthCheck, logRateLimit } = process;
  return present({
    type: process.type,
    instances: process.instances,
    memory: `${process.memoryMb}M`,
    disk_quota: `${process.diskMb}M`,
    'log-rate-limit-per-second': logRateLimit === -1 ? -1 : writeBytes(logRateLimit),
    command: process.command,
    user: process.user,
    ...generateCheck('health-check', healthCheck),
    ...generateCheck('readiness-health-check', readinessHealthCheck),
    timeout: healthCheck.timeout,
  });
}

function generateCheck(prefix: string, check: HealthCheck): Entry {
  return {
    [`${prefix}-type`]: check.type,
    [`${prefix}-http-endpoint`]: check.endpoint,
    [`${prefix}-invocation-timeout`]: check.invocationTimeout,
    [`${prefix}-interval`]: check.interval,
  };
}

/** Ruby's `compact`. */
function present(entry: Entry): Entry {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
}

function filled(entry: Entry): Entry | undefined {
  return Object.keys(entry).length === 0 ? undefined : entry;
}

function listed<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function byLetters(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}
