import type { Plan } from '../../../plan/plan.ts';
import type { Candidate, ProcessState, Rollout } from '../../platform.ts';
import type { SettingsBefore } from '../app/settings.ts';
import type { DeploymentOptions } from './deployment.ts';

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
  };
}

/** A staged droplet. */
export interface CloudFoundryCandidate extends Candidate {
  readonly appGuid: string;
  readonly dropletGuid: string;
  /** Absent: the app was made by this run. */
  readonly before?: Before;
  /** Absent: no settings are changed but those that a deployment carries. */
  readonly settings?: SettingsBefore;
}

/** A droplet on its way to the instances. All of it can be saved as JSON and picked up by another process. */
export interface CloudFoundryRollout extends CloudFoundryCandidate, Rollout {
  readonly options: DeploymentOptions;
  /** Absent: not begun, or its answer got lost; it is then found by the run's label. */
  readonly deploymentGuid?: string;
}

/** The rollout that a plan makes of a candidate. Sizes travel in the deployment, so that a cancel undoes them. */
export function rolloutOf(candidate: CloudFoundryCandidate, plan: Plan): CloudFoundryRollout {
  const { settings, current } = plan;
  const asked = settings.instances?.get('web') ?? settings.instances?.get('');
  const processes = current?.processes ?? [];
  const web =
    asked ?? processes.find((process) => process.type === 'web')?.wanted ?? candidate.before?.web.instances ?? 1;
  const others: readonly ProcessState[] = processes.filter((process) => process.type !== 'web');
  return {
    ...candidate,
    options: {
      ...(asked === undefined ? {} : { web_instances: asked }),
      ...(settings.memoryMb === undefined ? {} : { memory_in_mb: settings.memoryMb }),
      ...(settings.diskMb === undefined ? {} : { disk_in_mb: settings.diskMb }),
      ...(plan.maxInFlight === undefined ? {} : { max_in_flight: plan.maxInFlight }),
    },
    wanted: [{ type: 'web', wanted: web }, ...others],
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
  };
}
