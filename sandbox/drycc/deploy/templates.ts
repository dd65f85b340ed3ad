import { isObject, type JsonObject } from '../../controller/body.ts';
import { timestamp } from '../../controller/names.ts';
import { pythonStr } from '../../controller/python.ts';
import type { RolloutRules } from '../../controller/rollout.ts';
import { labelsOf } from '../../controller/tags.ts';
import type { DeploymentSpec } from '../../kubernetes/deployment.ts';
import type { PodTemplate } from '../../kubernetes/pod-template.ts';
import type { Probe } from '../../kubernetes/probe.ts';
import { type App, type Build, type Config, pipelineOf, type Release } from '../records.ts';
import type { DryccWorld } from '../world.ts';

/** A process type's Deployment as a release wants it. */
export function specOf(world: DryccWorld, app: App, release: Release, ptype: string): DeploymentSpec {
  const replicas = app.structure[ptype] ?? 0;
  const { steps } = rulesOf(world, release, ptype);
  const surge = replicas > 0 ? Math.min(replicas, steps) : steps;
  return { replicas, template: templateOf(world, app, release, ptype), surge };
}

/** `DRYCC_DEPLOY_TIMEOUT`, `DRYCC_DEPLOY_BATCHES` of the process type. */
export function rulesOf(world: DryccWorld, release: Release, ptype: string): RolloutRules {
  const values = valuesOf(release.config, ptype);
  const number = (name: string) => (/^\d+$/.test(values[name] ?? '') ? Number(values[name]) : undefined);
  return {
    timings: world.timings,
    timeoutSeconds: number('DRYCC_DEPLOY_TIMEOUT'),
    allowance: probeAllowance,
    steps: number('DRYCC_DEPLOY_BATCHES') || world.cluster.nodesWith(tagsOf(release.config, ptype)).length,
    seesCrashLoops: true,
  };
}

/** `deploy_probe_timeout`: as long as readiness or liveness may take to be found good or bad, and the startup besides. */
function probeAllowance({ probes: { readinessProbe, livenessProbe, startupProbe } }: PodTemplate): number {
  const longest = Math.max(
    ...[readinessProbe, livenessProbe].map((probe) => (probe === undefined ? 0 : timeOf(probe))),
  );
  return longest + (startupProbe === undefined ? 0 : timeOf(startupProbe));
}

/** Recorded: 5 s more than in the source that could be read. */
function timeOf(probe: Probe): number {
  const { initialDelaySeconds = 0, periodSeconds = 10, timeoutSeconds = 1 } = probe;
  const attempts = (probe.failureThreshold ?? 3) + (probe.successThreshold ?? 1);
  const delay = periodSeconds > initialDelaySeconds ? 0 : initialDelaySeconds;
  return (delay + (periodSeconds + timeoutSeconds) * attempts + 5) * 1_000;
}

/** Group `global` reaches every process type, other groups those that refer to them; a value of the type itself wins. */
export function valuesOf({ values, values_refs }: Config, ptype: string): Readonly<Record<string, string>> {
  const groups = ['global', ...(values_refs[ptype] ?? [])];
  const pairs = [
    ...groups.flatMap((group) => values.filter((value) => value.group === group)),
    ...values.filter((value) => value.ptype === ptype),
  ].map((value) => [value.name, value.value] as const);
  return Object.fromEntries(pairs);
}

/** The image of the build, unless the dryccfile names another one for the process type. */
export function imageOf(build: Build, ptype: string): string {
  return pipelineOf(build, ptype)?.deploy.image ?? build.image;
}

export function commandOf(build: Build, ptype: string): readonly string[] {
  return pipelineOf(build, ptype)?.deploy.command ?? [];
}

/** A command of a Procfile is split at its blanks, and no shell is asked: they are arguments of the image's entrypoint. */
export function argsOf(build: Build, ptype: string): readonly string[] {
  if (build.dryccfile !== undefined) return pipelineOf(build, ptype)?.deploy.args ?? [];
  const command = build.procfile[ptype];
  return command === undefined ? [] : pythonStr(command).trim().split(/\s+/);
}

export function portOf(release: Release, ptype: string): number {
  return Number(valuesOf(release.config, ptype)['PORT'] ?? 5_000);
}

/** Pods of a process type as a release wants them: `gather_app_settings` and the manifest. */
export function templateOf(world: DryccWorld, app: App, release: Release, ptype: string): PodTemplate {
  const { config, build } = release;
  const values = valuesOf(config, ptype);
  const registry = config.registry[ptype];
  const { username, password } = isObject(registry) ? registry : {};
  const plan = world.plans.find(({ id }) => id === config.limits[ptype]) ?? world.plans[0];
  return {
    release: `v${release.version}`,
    image: build === undefined ? '' : imageOf(build, ptype),
    command: build === undefined ? [] : commandOf(build, ptype),
    args: build === undefined ? [] : argsOf(build, ptype),
    environment: {
      DRYCC_APP: app.id,
      DRYCC_WORKSPACE: app.workspace.id,
      WORKFLOW_RELEASE: `v${release.version}`,
      WORKFLOW_RELEASE_SUMMARY: release.summary,
      WORKFLOW_RELEASE_CREATED_AT: timestamp(release.createdAt),
      SOURCE_VERSION: '',
      ...values,
      PORT: String(portOf(release, ptype)),
    },
    credentials: typeof username === 'string' && typeof password === 'string' ? { username, password } : undefined,
    pullPolicy: values['IMAGE_PULL_POLICY'] ?? 'IfNotPresent',
    probes: probesOf(app, release, ptype),
    nodeSelector: tagsOf(config, ptype),
    resources: { requests: {}, limits: plan === undefined ? {} : { cpu: `${plan.cpu}`, memory: `${plan.memory}Gi` } },
    gracePeriod: Number(
      config.termination_grace_period[ptype] ?? values['KUBERNETES_POD_TERMINATION_GRACE_PERIOD_SECONDS'] ?? 30,
    ),
    lifecycle: partOf(config.lifecycle, ptype),
    restartPolicy: 'Always',
  };
}

/** Probes of the config take the place of the default one, which only `web` has, while the app is routable. */
function probesOf(app: App, release: Release, ptype: string): PodTemplate['probes'] {
  const given = partOf(release.config.healthcheck, ptype);
  if (Object.keys(given).length > 0) return given as PodTemplate['probes'];
  if (ptype !== 'web' || !app.settings.routable) return {};
  const times = {
    initialDelaySeconds: 5,
    timeoutSeconds: 5,
    periodSeconds: 5,
    successThreshold: 1,
    failureThreshold: 1,
  };
  return { readinessProbe: { tcpSocket: { port: portOf(release, ptype) }, ...times } };
}

function tagsOf(config: Config, ptype: string): Readonly<Record<string, string>> {
  return labelsOf(partOf(config.tags, ptype));
}

function partOf(field: JsonObject, ptype: string): JsonObject {
  const part = field[ptype];
  return isObject(part) ? part : {};
}
