import { notFound, unknownError, unprocessable } from '../errors.ts';
import { presentTask } from '../present/tasks.ts';
import type { Task } from '../records.ts';
import { accepted, type Call, created, type Endpoint, ok } from '../request/call.ts';
import { Checks, newMetadata, patchedMetadata } from '../request/checks.ts';
import { ordered, pageOf, passes, times } from '../request/list.ts';
import { metadata, metadataPatch, object, text } from '../request/shape.ts';
import { appOf, type Foundation } from './foundation.ts';

const taskCreate = object('TaskCreate', { command: text, metadata });
const taskUpdate = object('TaskUpdate', { metadata: metadataPatch });

/** @see cloudfoundry/korifi: api/handlers/task.go, api/repositories/task_repository.go */
export function taskEndpoints({ world, tasks }: Foundation): readonly Endpoint[] {
  const presented = (task: Task) => presentTask(world.url, task);
  /** One that no controller has looked at is not there yet. */
  const taskAt = (call: Call) => {
    const task = call.found(tasks.known, call.param('guid'), 'Task', ({ app }) => app.space);
    if (task.sequenceId === 0) throw notFound('Task');
    return task;
  };
  const cancelled = async (call: Call) => {
    const task = taskAt(call);
    call.mayWrite(task.app.space);
    if (!task.cancelled) {
      if (task.endedAt !== undefined)
        throw unprocessable(`Task state is ${task.state} and therefore cannot be canceled`);
      tasks.cancel(task);
    }
    if (!(await world.until(() => task.endedAt !== undefined))) throw unknownError();
    return accepted(presented(task));
  };
  return [
    {
      ...{ method: 'POST', path: '/v3/apps/:guid/tasks' },
      answer: async (call) => {
        const body = call.body(taskCreate);
        const checks = new Checks();
        checks.required('command', body.command);
        checks.metadata(body.metadata);
        checks.done();
        const app = appOf(call, world);
        if (app.droplet === undefined) throw unprocessable('Task must have a droplet. Assign current droplet to app.');
        call.mayWrite(app.space);
        const task = tasks.create(app, body.command ?? '', newMetadata(body.metadata));
        if (!(await world.until(() => task.sequenceId !== 0))) throw unknownError();
        return created(presented(task));
      },
    },
    {
      ...{ method: 'GET', path: '/v3/apps/:guid/tasks' },
      answer: (call) => {
        const app = appOf(call, world);
        call.onlyKeys(['sequence_ids', 'per_page', 'page', 'order_by']);
        const hits = tasks.known.filter(
          (one) => one.app === app && passes(call, 'sequence_ids', String(one.sequenceId)),
        );
        return ok(pageOf(call, world.url, ordered(call, hits, times), presented));
      },
    },
    {
      ...{ method: 'GET', path: '/v3/tasks', query: ['order_by', 'page', 'per_page'] },
      answer: (call) => {
        const hits = tasks.known.filter(({ app }) => call.sees(app.space));
        return ok(pageOf(call, world.url, ordered(call, hits, times), presented));
      },
    },
    { ...{ method: 'GET', path: '/v3/tasks/:guid' }, answer: (call) => ok(presented(taskAt(call))) },
    {
      ...{ method: 'PATCH', path: '/v3/tasks/:guid' },
      answer: (call) => {
        const task = taskAt(call);
        const { metadata: changes } = call.body(taskUpdate);
        const checks = new Checks();
        checks.metadata(changes);
        checks.done();
        call.mayWrite(task.app.space);
        task.metadata = patchedMetadata(task.metadata, changes);
        world.touch(task);
        return ok(presented(task));
      },
    },
    { ...{ method: 'POST', path: '/v3/tasks/:guid/actions/cancel' }, answer: cancelled },
    { ...{ method: 'PUT', path: '/v3/tasks/:guid/cancel' }, answer: cancelled },
  ];
}
