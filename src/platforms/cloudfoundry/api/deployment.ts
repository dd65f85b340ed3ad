import { asArray, at, numberAt, textAt } from '../../../http/json.ts';
import type { Step } from '../../platform.ts';
import { labelsOf, required } from './fields.ts';

/** A release on its way, or one of the past (API docs, "Deployments"). */
export interface Deployment {
  readonly guid: string;
  /** `ACTIVE`, `FINALIZED` */
  readonly value: string;
  /** `DEPLOYING`, `PAUSED`, `CANCELING`, `DEPLOYED`, `CANCELED`, `SUPERSEDED` */
  readonly reason: string;
  /** Of the updater's last attempt; cleared when it goes on. */
  readonly error: string | undefined;
  /** When one more instance was last found healthy. ISO 8601; undefined: the server does not say. */
  readonly healthyAt: string | undefined;
  /** Since when the status is what it is. ISO 8601; undefined: the server does not say. */
  readonly changedAt: string | undefined;
  /** Judged before it goes on; else instance after instance. */
  readonly canary: boolean;
  /** Of a canary; undefined: it is none, or the server counts no steps. */
  readonly step: Step | undefined;
  readonly dropletGuid: string | undefined;
  /** What the app had when it was created: what a cancel goes back to. */
  readonly previousDropletGuid: string | undefined;
  /** Undefined: the app kept none. */
  readonly revisionGuid: string | undefined;
  /** The web process that it made; undefined when the app was stopped. */
  readonly newWeb: string | undefined;
  /** Most instances moved at once; 1 when the server does not say. */
  readonly maxInFlight: number;
  readonly createdAt: string;
  readonly labels: ReadonlyMap<string, string>;
}

export function deploymentFrom(json: unknown): Deployment {
  const web = asArray(at(json, 'new_processes')).find((process) => textAt(process, 'type') === 'web');
  return {
    guid: required(json, 'deployment', 'guid'),
    value: required(json, 'deployment', 'status', 'value'),
    reason: textAt(json, 'status', 'reason') ?? '',
    error: textAt(json, 'status', 'details', 'error') || undefined,
    healthyAt: textAt(json, 'status', 'details', 'last_successful_healthcheck'),
    changedAt: textAt(json, 'status', 'details', 'last_status_change'),
    canary: textAt(json, 'strategy') === 'canary',
    step: stepFrom(json),
    dropletGuid: textAt(json, 'droplet', 'guid'),
    previousDropletGuid: textAt(json, 'previous_droplet', 'guid'),
    revisionGuid: textAt(json, 'revision', 'guid'),
    newWeb: textAt(web, 'guid'),
    maxInFlight: numberAt(json, 'options', 'max_in_flight') ?? 1,
    createdAt: textAt(json, 'created_at') ?? '',
    labels: labelsOf(json),
  };
}

function stepFrom(json: unknown): Step | undefined {
  const current = numberAt(json, 'status', 'canary', 'steps', 'current');
  const total = numberAt(json, 'status', 'canary', 'steps', 'total');
  return current === undefined || total === undefined ? undefined : { current, total };
}
