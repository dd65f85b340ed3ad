import { textAt } from '../../../http/json.ts';
import type { TaskLook } from '../../platform.ts';
import { UnreadableAnswer } from '../api/errors.ts';

/** The parts of a task that are used here (API docs, "Tasks"). */
export interface TaskRecord {
  readonly guid: string;
  readonly appGuid: string;
  /** Names the lines of its log: `APP/TASK/name`. */
  readonly name: string;
  /** `PENDING`, `RUNNING`, `CANCELING`, `SUCCEEDED`, `FAILED` */
  readonly state: string;
  /** Only of one that has failed. */
  readonly failureReason: string | undefined;
  /** ISO 8601, whole seconds. */
  readonly createdAt: string;
}

export function taskFrom(json: unknown): TaskRecord {
  const [guid, state] = [textAt(json, 'guid'), textAt(json, 'state')];
  const [name, appGuid] = [textAt(json, 'name'), textAt(json, 'relationships', 'app', 'data', 'guid')];
  if (guid === undefined || state === undefined || name === undefined || appGuid === undefined) {
    throw new UnreadableAnswer('The Cloud Foundry API sent a task without guid, name, state or app');
  }
  const failureReason = textAt(json, 'result', 'failure_reason');
  return { guid, appGuid, name, state, failureReason, createdAt: textAt(json, 'created_at') ?? '' };
}

export function hasEnded({ state }: TaskRecord): boolean {
  return state === 'SUCCEEDED' || state === 'FAILED';
}

/** What a task has come to. The exit code is told by the words of the reason only. */
export function stateOf({ state, failureReason, name }: TaskRecord): Pick<TaskLook, 'state' | 'exitCode' | 'reason'> {
  if (state === 'SUCCEEDED') return { state: 'succeeded', exitCode: 0 };
  if (state !== 'FAILED') return { state: 'running' };
  // `APP/TASK/name: Exited with status 1`: the name is a run's id, and tells nobody anything.
  const reason = failureReason?.replace(`APP/TASK/${name}: `, '');
  // The second is Korifi's (`job-task-runner/controllers/status.go`).
  const code = /\b(?:Exited with status|Failed with exit code:) (\d{1,3})\b/i.exec(reason ?? '')?.[1];
  return {
    state: 'failed',
    ...(reason === undefined ? {} : { reason }),
    ...(code === undefined ? {} : { exitCode: Number(code) }),
  };
}
