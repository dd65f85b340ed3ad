import { isObject, type JsonObject } from '../../controller/body.ts';
import { timestamp } from '../../controller/names.ts';
import { pythonStr, pythonType } from '../../controller/python.ts';
import type { RolloutRules } from '../../controller/rollout.ts';
import { labelsOf } from '../../controller/tags.ts';
import type { DeploymentSpec } from '../../kubernetes/deployment.ts';
import type { Amounts, PodTemplate } from '../../kubernetes/pod-template.ts';
import type { Probe } from '../../kubernetes/probe.ts';
import type { App, Release } from '../records.ts';
import type { DeisWorld } from '../world.ts';
import { DeployError } from './errors.ts';

/** A process type's Deployment as a release wants it. Throws `DeployError`. */
export function specOf(world: DeisWorld, app: App, release: Release, type: string): DeploymentSpec {
  const replicas = app.structure[type] ?? 0;
  const { steps } = rulesOf(world, release);
  return {
    replicas,
    template: templateOf(app, release, type),
    surge: replicas > 0 ? Math.min(replicas, steps) : steps,
  };
}

/** `DEIS_DEPLOY_TIMEOUT`, `DEIS_DEPLOY_BATCHES` of the app; v2 does not recognise crash loops. */
export function rulesOf(world: DeisWorld, release: Release): RolloutRules {
  const { values, tags } = release.config;
  const number = (name: string) => (/^\d+$/.test(values[name] ?? '') ? Number(values[name]) : undefined);
  return {
    timings: world.timings,
    timeoutSeconds: number('DEIS_DEPLOY_TIMEOUT'),
    allowance: probeAllowance,
    steps: number('DEIS_DEPLOY_BATCHES') || world.cluster.nodesWith(labelsOf(tags)).length,
    seesCrashLoops: false,
  };
}

/** `deploy_probe_timeout`: the longest delay of the probes, and 50 s for one that says nothing of it. */
function probeAllowance({ probes }: PodTemplate): number {
  const delays = [probes.readinessProbe, probes.livenessProbe]
    .filter((probe) => probe !== undefined)
    .map((probe) => (probe.initialDelaySeconds ?? 50) * 1_000);
  return Math.max(0, ...delays);
}

/** Pods of a process type as a release wants them: `_gather_app_settings` and the manifest. Throws `DeployError`. */
export function templateOf(app: App, release: Release, type: string): PodTemplate {
  const { config, build } = release;
  const { username, password } = config.registry;
  const port = portOf(app, release);
  return {
    release: `v${release.version}`,
    image: build?.image ?? '',
    ...processOf(build?.procfile ?? {}, type),
    environment: environmentOf(app, release, port),
    credentials: typeof username === 'string' && typeof password === 'string' ? { username, password } : undefined,
    pullPolicy: config.values['IMAGE_PULL_POLICY'] ?? 'IfNotPresent',
    probes: probesOf(app, config.healthcheck, type, port),
    nodeSelector: labelsOf(config.tags),
    resources: resourcesOf(config.memory[type], config.cpu[type]),
    gracePeriod: Number(
      config.termination_grace_period[type] ?? config.values['KUBERNETES_POD_TERMINATION_GRACE_PERIOD_SECONDS'] ?? 30,
    ),
    lifecycle: hooksOf(config.lifecycle_post_start[type], config.lifecycle_pre_stop[type]),
    restartPolicy: 'Always',
  };
}

/** `cmd` is what the image does by itself; anything else is run by bash, in the place of the image's entrypoint. */
export function processOf(procfile: JsonObject, type: string): Pick<PodTemplate, 'command' | 'args'> {
  const command = procfile[type];
  if (type === 'cmd') return { command: [], args: command === undefined ? [] : pythonStr(command).split(/\s+/) };
  return { command: ['/bin/bash', '-c'], args: command === undefined ? ['start', type] : [pythonStr(command)] };
}

/**
 * `Release.get_port` with the registry off-cluster: PORT has to be set, unless nothing is routed to the app.
 * Throws `DeployError`.
 */
function portOf(app: App, release: Release): number | undefined {
  const port = release.config.values['PORT'];
  if (port !== undefined) return Number(port);
  if (!app.settings.routable) return undefined;
  throw new DeployError('PORT needs to be set in the application config when using a private registry');
}

function environmentOf(app: App, release: Release, port: number | undefined): Readonly<Record<string, string>> {
  return {
    DEIS_APP: app.id,
    WORKFLOW_RELEASE: `v${release.version}`,
    WORKFLOW_RELEASE_SUMMARY: release.summary,
    WORKFLOW_RELEASE_CREATED_AT: timestamp(release.createdAt),
    ...(port === undefined ? {} : { PORT: String(port) }),
    ...release.config.values,
  };
}

/** Probes of the config take the place of the default one. One from before there were probes has no port: PORT it is. */
function probesOf(app: App, healthcheck: JsonObject, type: string, port: number | undefined): PodTemplate['probes'] {
  const own = healthcheck[type];
  const shared = type === 'web' || type === 'cmd' ? healthcheck['web/cmd'] : undefined;
  const given = [own, shared].find((probes) => isObject(probes) && Object.keys(probes).length > 0);
  if (given !== undefined) {
    const filled = Object.entries(given as Readonly<Record<string, Probe>>).map(([kind, probe]) => {
      const httpGet =
        probe.httpGet === undefined ? {} : { httpGet: { ...(port === undefined ? {} : { port }), ...probe.httpGet } };
      return [kind, { ...probe, ...httpGet }] as const;
    });
    return Object.fromEntries(filled);
  }
  if ((type !== 'web' && type !== 'cmd') || !app.settings.routable || port === undefined) return {};
  const times = {
    initialDelaySeconds: 5,
    timeoutSeconds: 5,
    periodSeconds: 5,
    successThreshold: 1,
    failureThreshold: 1,
  };
  return { readinessProbe: { tcpSocket: { port }, ...times } };
}

/** `64M/128M`: asked for, and limit. What was posted as a number breaks here, long after it was accepted. */
function resourcesOf(memory: unknown, cpu: unknown): PodTemplate['resources'] {
  const both = { memory: split(memory), cpu: split(cpu) };
  const pick = (which: 'request' | 'limit'): Amounts => {
    const [inMemory, inCpu] = [both.memory[which], both.cpu[which]];
    return {
      ...(inCpu === undefined ? {} : { cpu: inCpu.toLowerCase() }),
      ...(inMemory === undefined ? {} : { memory: inMemory.toUpperCase().replace(/^(\d+)([KMG])B?$/, '$1$2i') }),
    };
  };
  return { requests: pick('request'), limits: pick('limit') };
}

function split(limit: unknown): { readonly request: string | undefined; readonly limit: string | undefined } {
  if (limit === undefined || limit === 0) return { request: undefined, limit: undefined };
  if (typeof limit !== 'string')
    throw new DeployError(`(app::deploy): argument of type '${pythonType(limit)}' is not iterable`);
  const [first, second] = limit.split('/');
  return second === undefined ? { request: undefined, limit: first } : { request: first, limit: second };
}

function hooksOf(postStart: unknown, preStop: unknown): JsonObject {
  const hook = (command: unknown) => ({ exec: { command: ['/bin/bash', '-c', pythonStr(command)] } });
  return {
    ...(postStart === undefined ? {} : { postStart: hook(postStart) }),
    ...(preStop === undefined ? {} : { preStop: hook(preStop) }),
  };
}
