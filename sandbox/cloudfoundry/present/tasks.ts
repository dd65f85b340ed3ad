import type { Task } from '../model.ts';
import { head, type Link, toOne } from './common.ts';

/** Who may not read secrets sees no command. */
export function presentTask(link: Link, task: Task, secrets: boolean): object {
  const path = `tasks/${task.guid}`;
  return {
    ...head(task),
    sequence_id: task.sequenceId,
    name: task.name,
    ...(secrets ? { command: task.command } : {}),
    user: task.user ?? null,
    state: task.state,
    memory_in_mb: task.memoryMb,
    disk_in_mb: task.diskMb,
    log_rate_limit_in_bytes_per_second: task.logRateLimit,
    result: { failure_reason: task.failureReason ?? null },
    droplet_guid: task.droplet.guid,
    relationships: { app: toOne(task.app) },
    metadata: task.metadata,
    links: {
      self: link(path),
      app: link(`apps/${task.app.guid}`),
      cancel: link(`${path}/actions/cancel`, 'POST'),
      droplet: link(`droplets/${task.droplet.guid}`),
    },
  };
}
