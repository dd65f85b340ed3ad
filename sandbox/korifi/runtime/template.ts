import type { PodTemplate } from '../../kubernetes/pod-template.ts';
import type { Probe } from '../../kubernetes/probe.ts';
import type { App, Build, Process } from '../records.ts';
import type { KorifiWorld } from '../world.ts';
import { portsOf } from './routing.ts';

/** Stands for the value of a variable that is a secret's. */
const fromSecret = '\0';

/**
 * The pods of a process. Each revision of the app makes another template, so that a deployment always rolls. What the
 * app's variables say is read from a secret when a pod is made; only their names are part of the template.
 *
 * @see cloudfoundry/korifi: controllers/controllers/workloads/processes and statefulset-runner/controllers/appworkload
 */
export function templateOf(world: KorifiWorld, process: Process, droplet: Build): PodTemplate {
  const { app, command, memoryMb } = process;
  const ports = portsOf(world, process);
  return {
    release: String(app.revision),
    image: droplet.package.image,
    command: command === '' ? [] : ['/bin/sh', '-c', command],
    args: [],
    environment: {
      ...variablesOf(world, app),
      ...{ VCAP_APP_HOST: '0.0.0.0', MEMORY_LIMIT: `${memoryMb}M` },
      ...(ports[0] === undefined ? {} : { PORT: String(ports[0]), VCAP_APP_PORT: String(ports[0]) }),
    },
    credentials: droplet.package.credentials,
    pullPolicy: 'Always',
    probes: probesOf(process, ports[0]),
    nodeSelector: {},
    resources: { requests: { memory: `${memoryMb}Mi` }, limits: { memory: `${memoryMb}Mi` } },
    gracePeriod: 30,
    lifecycle: {},
    restartPolicy: 'Always',
    runAsNonRoot: true,
  };
}

/** Each to be read from a secret when a pod is made. */
export function variablesOf(world: KorifiWorld, app: App): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(secretsOf(world, app)).map((name) => [name, fromSecret]));
}

/** A pod finds in its environment what the secrets hold when it is made. */
export function filled(world: KorifiWorld, app: App, template: PodTemplate): PodTemplate {
  const secrets = secretsOf(world, app);
  const values = Object.entries(template.environment).map(([name, value]): [string, string] => [
    name,
    value === fromSecret ? (secrets[name] ?? '') : value,
  ]);
  return { ...template, environment: Object.fromEntries(values) };
}

/** @see cloudfoundry/korifi: controllers/controllers/workloads/env */
function secretsOf(world: KorifiWorld, app: App): Readonly<Record<string, string>> {
  return {
    ...app.environment,
    VCAP_APPLICATION: JSON.stringify(applicationOf(world, app)),
    VCAP_SERVICES: '{}',
  };
}

export function applicationOf(world: KorifiWorld, app: App): object {
  const { space } = app;
  return {
    ...{ application_id: app.guid, application_name: app.name, cf_api: world.url, name: app.name },
    ...{ organization_id: space.org.guid, organization_name: space.org.name },
    ...{ space_id: space.guid, space_name: space.name },
  };
}

/** None for `process`, and none for what no route leads to: such a pod is ready as soon as it runs. */
function probesOf({ healthCheck }: Process, port: number | undefined): PodTemplate['probes'] {
  const { type, timeout, invocationTimeout, endpoint } = healthCheck;
  if (type === 'process' || port === undefined) return {};
  const how: Probe = {
    ...(type === 'http' ? { httpGet: { path: endpoint === '' ? '/' : endpoint, port } } : { tcpSocket: { port } }),
    ...(invocationTimeout === 0 ? {} : { timeoutSeconds: invocationTimeout }),
  };
  return {
    startupProbe: { ...how, periodSeconds: 2, failureThreshold: Math.ceil(timeout / 2) },
    livenessProbe: { ...how, periodSeconds: 30, failureThreshold: 1 },
  };
}
