import type { Task } from '../records.ts';
import { taskDiskMb, taskMemoryMb } from '../runtime/tasks.ts';
import { datesOf, linksOf, toOne } from './common.ts';

/** @see cloudfoundry/korifi: api/presenter/task.go */
export function presentTask(url: string, task: Task): object {
  const { guid, app, command, droplet = '', sequenceId, state, failureReason, metadata } = task;
  const link = linksOf(url);
  return {
    ...{ name: guid, guid, command, droplet_guid: droplet, metadata, relationships: { app: toOne(app) } },
    links: {
      self: link(`tasks/${guid}`),
      app: link(`apps/${app.guid}`),
      droplet: link(`droplets/${droplet}`),
      cancel: link(`tasks/${guid}/actions/cancel`, 'POST'),
    },
    ...{ sequence_id: sequenceId, ...datesOf(task), memory_in_mb: taskMemoryMb, disk_in_mb: taskDiskMb, state },
    result: { failure_reason: failureReason === '' ? null : failureReason },
  };
}
