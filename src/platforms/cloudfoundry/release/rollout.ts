import type { Plan } from '../../../plan/plan.ts';
import type { Candidate, ProcessState, Rollout } from '../../platform.ts';
import { type AppView, wantedWeb } from '../app/app.ts';
import type { ConfigurationBefore } from '../app/configuration.ts';
import { provenWeb } from '../app/proven.ts';
import type { Need } from '../evidence/quota.ts';
import { canaryInstances } from './canary.ts';
import type { DeploymentOptions } from './deployment.ts';
import type { Labels } from './labels.ts';

/** What Cloud Foundry gives an instance of a new app, unless the operator says otherwise. MB. */
export const usualMemoryMb = 1024;

/** What stood there before this run, in the terms that are needed to put it back. */
export interface Before {
  /** False: the app was stopped. */
  readonly running: boolean;
  /** Absent: nothing had been released yet. */
  readonly dropletGuid?: string;
  readonly web: {
    readonly guid: string;
    readonly instances: number;
    readonly memoryMb: number;
    readonly diskMb: number;
    /** Absent: the server does not say. */
    readonly logRate?: number;
  };
}

/** A staged droplet. */
export interface CloudFoundryCandidate extends Candidate, ConfigurationBefore {
  readonly appGuid: string;
  readonly dropletGuid: string;
  /** For the deployment, beside the run's own. */
  readonly labels?: Labels;
  /** Absent: the app was made by this run. */
  readonly before?: Before;
  /** The droplet was staged by this run, and had never been released. Told where only droplets tell of the past (Korifi). */
  readonly isNew?: true;
}

/** A droplet on its way to the instances. All of it can be saved as JSON and picked up by another process. */
export interface CloudFoundryRollout extends CloudFoundryCandidate, Rollout {
  readonly options: DeploymentOptions;
  /** Of a canary, the instances of the new release at each of its steps. */
  readonly canary?: readonly number[];
  /** The app is stopped before the deployment starts it again. */
  readonly recreate?: true;
  /** Deployed in place of the droplet alone: variables, commands and sidecars come with it. */
  readonly revisionGuid?: string;
  /** Sidecars come with it that are others than those before; no cancel takes them back. */
  readonly sidecars?: true;
  /** The same of commands of other processes than web, which they are given at the end of a deployment. */
  readonly otherCommands?: true;
  /** Absent: not begun, or its answer got lost; it is then found by the run's label. */
  readonly deploymentGuid?: string;
}

/**
 * While somebody's deployment is under way: what served before it, since that is all that is known to serve. Undefined:
 * the app has no web process.
 */
export function beforeOf(view: AppView): Before | undefined {
  const web = provenWeb(view.processes, view.deployments);
  if (web === undefined) return undefined;
  return {
    running: view.app.started && view.droplet !== undefined,
    ...(view.droplet === undefined ? {} : { dropletGuid: view.droplet.guid }),
    web: {
      guid: web.guid,
      instances: wantedWeb(view),
      memoryMb: web.memoryMb,
      diskMb: web.diskMb,
      ...(web.logRate === undefined ? {} : { logRate: web.logRate }),
    },
  };
}

/** The rollout that a plan makes of a candidate. Sizes travel in the deployment, so that a cancel undoes them. */
export function rolloutOf(
  candidate: CloudFoundryCandidate,
  plan: Pick<Plan, 'settings' | 'current' | 'strategy' | 'canarySteps' | 'maxInFlight'>,
): CloudFoundryRollout {
  const { settings, current } = plan;
  const asked = settings.instances?.get('web') ?? settings.instances?.get('');
  const processes = current?.processes ?? [];
  const web =
    asked ?? processes.find((process) => process.type === 'web')?.wanted ?? candidate.before?.web.instances ?? 1;
  const { before } = candidate;
  const { canarySteps: weights } = plan;
  // An app that does not run is started as a whole: there is nothing beside which a canary could stand.
  const isCanary = plan.strategy === 'canary' && before?.running === true;
  const canary = isCanary ? canaryInstances(weights, Math.min(web, before.web.instances)) : undefined;
  const isRecreated = plan.strategy === 'recreate' && before?.running === true;
  const others = othersAfter(processes, settings.instances ?? new Map());
  return {
    ...candidate,
    options: {
      ...(asked === undefined ? {} : { web_instances: asked }),
      ...(settings.memoryMb === undefined ? {} : { memory_in_mb: settings.memoryMb }),
      ...(settings.diskMb === undefined ? {} : { disk_in_mb: settings.diskMb }),
      ...(settings.logRate === undefined ? {} : { log_rate_limit_in_bytes_per_second: settings.logRate }),
      ...(plan.maxInFlight === undefined ? {} : { max_in_flight: plan.maxInFlight }),
      ...(canary === undefined || weights === undefined
        ? {}
        : { canary: { steps: weights.map((weight) => ({ instance_weight: weight })) } }),
    },
    manner: mannerOf(plan, canary, isRecreated),
    ...(isRecreated ? { recreate: true } : {}),
    ...(canary === undefined ? {} : { canary }),
    wanted: [{ type: 'web', wanted: web }, ...others],
  };
}

/** `rolling, 2 at a time`, `canary of 1 and 2 instances` */
function mannerOf(
  { maxInFlight }: Pick<Plan, 'maxInFlight'>,
  canary: readonly number[] | undefined,
  isRecreated: boolean,
): string {
  if (isRecreated) return 'recreate: stop, then start';
  const steps = canary === undefined ? '' : ` of ${canary.join(', then ')}`;
  const atOnce = maxInFlight === undefined ? '' : `, ${maxInFlight} at a time`;
  return `${canary === undefined ? 'rolling' : 'canary'}${steps}${atOnce}`;
}

/** Process types beside web, those with other numbers and those that are new included. */
function othersAfter(processes: readonly ProcessState[], asked: ReadonlyMap<string, number>): readonly ProcessState[] {
  const now = processes.map(({ type, wanted }) => [type, wanted] as const);
  return [...new Map([...now, ...asked])]
    .filter(([type]) => type !== 'web' && type !== '')
    .map(([type, wanted]) => ({ type, wanted }));
}

/** Whether anything has to be put back that no cancel puts back. */
export function isTouched({ manifest, settings, services, marks, routes, counts }: ConfigurationBefore): boolean {
  return [manifest, settings, services, marks, routes, counts].some((part) => part !== undefined);
}

/** What a quota must have room for when the deployment begins: new instances beside the old ones; on a stopped app, all. */
export function needOf(rollout: CloudFoundryRollout): Need {
  const { options, before } = rollout;
  const wanted = wantedWebOf(rollout);
  const running = before?.running === true && rollout.recreate !== true;
  return {
    instances: running ? Math.min(options.max_in_flight ?? 1, rollout.canary?.[0] ?? wanted) : wanted,
    memoryMb: options.memory_in_mb ?? before?.web.memoryMb ?? usualMemoryMb,
  };
}

/** Wanted instances of web. */
export function wantedWebOf(rollout: CloudFoundryRollout): number {
  return rollout.wanted.find((process) => process.type === 'web')?.wanted ?? 1;
}

/** The options that put back what `options` changed. */
export function optionsBefore(options: DeploymentOptions, before: Before): DeploymentOptions {
  const { web } = before;
  return {
    ...(options.web_instances === undefined || web.instances < 1 ? {} : { web_instances: web.instances }),
    ...(options.memory_in_mb === undefined || web.memoryMb < 1 ? {} : { memory_in_mb: web.memoryMb }),
    ...(options.disk_in_mb === undefined || web.diskMb < 1 ? {} : { disk_in_mb: web.diskMb }),
    ...(options.log_rate_limit_in_bytes_per_second === undefined || web.logRate === undefined
      ? {}
      : { log_rate_limit_in_bytes_per_second: web.logRate }),
  };
}
