import type { Task } from '../model.ts';
import { presentTask } from '../present/tasks.ts';
import { type Call, spaceOf, spaceOfApp } from '../request/call.ts';
import { type Filters, pageOf } from '../request/list.ts';
import { accepted, type Endpoint, type Foundation, listKeys, ok } from './endpoint.ts';
import { metadataEndpoint } from './metadata.ts';
import { createTask } from './task-create.ts';

const filters: Filters<Task> = {
  names: (one) => [one.name],
  states: (one) => [one.state],
  sequence_ids: (one) => [String(one.sequenceId)],
  app_guids: (one) => [one.app.guid],
  space_guids: (one) => [one.app.space.guid],
  organization_guids: (one) => [one.app.space.org.guid],
};

/** Commands that run once (CCNG, app/controllers/v3/tasks_controller.rb). */
export function taskEndpoints(foundation: Foundation): Endpoint[] {
  const { world, tasks, link } = foundation;
  const task = (call: Call): Task => call.visible(world.tasks, call.param('guid'), spaceOf, 'Task');
  return [
    {
      method: 'POST',
      path: '/v3/apps/:guid/tasks',
      query: [],
      answer: (call) => accepted(presentTask(link, createTask(foundation, call), true)),
    },
    {
      method: 'GET',
      path: '/v3/apps/:guid/tasks',
      query: listKeys('names', 'states', 'sequence_ids'),
      answer: (call) => {
        const app = call.visible(world.apps, call.param('guid'), spaceOfApp, 'App');
        const list = world.tasks.filter((one) => one.app === app);
        const secrets = call.canWrite(app.space);
        return ok(pageOf(call, foundation.url, list, filters, (one) => presentTask(link, one, secrets)));
      },
    },
    {
      method: 'GET',
      path: '/v3/tasks',
      query: listKeys('names', 'states', 'app_guids', 'organization_guids', 'space_guids'),
      answer: (call) => {
        const list = world.tasks.filter((one) => call.canRead(one.app.space));
        return ok(pageOf(call, foundation.url, list, filters, (one) => presentTask(link, one, false)));
      },
    },
    {
      method: 'GET',
      path: '/v3/tasks/:guid',
      query: [],
      answer: (call) => {
        const found = task(call);
        return ok(presentTask(link, found, call.canWrite(found.app.space)));
      },
    },
    metadataEndpoint<Task>(foundation, {
      ...{ path: '/v3/tasks/:guid', find: task, spaceOf, first: 'body' },
      present: (found) => presentTask(link, found, true),
    }),
    {
      method: 'POST',
      path: '/v3/tasks/:guid/actions/cancel',
      query: [],
      answer: (call) => {
        const found = task(call);
        call.require('manage', found.app.space);
        tasks.cancel(found, call.caller);
        return accepted(presentTask(link, found, true));
      },
    },
  ];
}
