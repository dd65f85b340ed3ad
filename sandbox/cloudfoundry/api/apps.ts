import { NotModelled, notUnique, unprocessable } from '../errors.ts';
import type { App, Space } from '../model.ts';
import { presentApp } from '../present/apps.ts';
import { type Call, spaceOfApp } from '../request/call.ts';
import { commaList, pageOf } from '../request/list.ts';
import { Message } from '../request/message.ts';
import { changeMetadata } from '../request/metadata.ts';
import type { World } from '../world.ts';
import { createApp, requireDocker } from './app-create.ts';
import { deleteApp } from './app-delete.ts';
import { included, includedOf } from './app-include.ts';
import { acceptedJob, created, type Endpoint, type Foundation, listKeys, ok } from './endpoint.ts';

/** Apps, and what starts and stops them (CCNG, app/controllers/v3/apps_v3_controller.rb). */
export function appEndpoints(foundation: Foundation): Endpoint[] {
  const { world, runtime } = foundation;
  const app = (call: Call): App => call.visible(world.apps, call.param('guid'), spaceOfApp, 'App');
  const action = (name: string, starts: boolean, act: (target: App, call: Call) => void): Endpoint => ({
    method: 'POST',
    path: `/v3/apps/:guid/actions/${name}`,
    query: [],
    answer: (call) => {
      const target = app(call);
      if (starts && target.droplet === undefined) {
        throw unprocessable('Assign a droplet before starting this app.');
      }
      call.require('manage', target.space);
      if (starts) requireDocker(foundation, target.lifecycle);
      act(target, call);
      return ok(presentApp(foundation.link, target));
    },
  });

  return [
    {
      method: 'POST',
      path: '/v3/apps',
      query: [],
      answer: (call) => created(presentApp(foundation.link, createApp(foundation, call))),
    },
    {
      method: 'GET',
      path: '/v3/apps',
      query: listKeys('names', 'organization_guids', 'space_guids', 'stacks', 'include', 'lifecycle_type'),
      answer: (call) => {
        if (call.query.has('stacks')) throw new NotModelled('stacks on the list of apps');
        const include = includedOf(call);
        // Names are compared without regard to case, here and only here.
        const names = commaList(call.query.get('names'))?.map((name) => name.toLowerCase());
        const page = pageOf(
          call,
          foundation.url,
          world.apps.filter((one) => call.canRead(one.space) && names?.includes(one.name.toLowerCase()) !== false),
          {
            space_guids: (one) => [one.space.guid],
            organization_guids: (one) => [one.space.org.guid],
            lifecycle_type: (one) => [one.lifecycle],
          },
          (one) => ({ shown: presentApp(foundation.link, one), space: one.space }),
          { name: (one) => one.name, state: (one) => one.state },
        );
        const entries = page.resources as readonly { readonly shown: object; readonly space: Space }[];
        return ok({
          pagination: page.pagination,
          resources: entries.map(({ shown }) => shown),
          ...included(
            foundation,
            include,
            entries.map(({ space }) => space),
          ),
        });
      },
    },
    {
      method: 'GET',
      path: '/v3/apps/:guid',
      query: ['include'],
      answer: (call) => {
        const include = includedOf(call);
        const target = app(call);
        return ok({ ...presentApp(foundation.link, target), ...included(foundation, include, [target.space]) });
      },
    },
    {
      method: 'DELETE',
      path: '/v3/apps/:guid',
      query: [],
      answer: (call) => {
        const target = app(call);
        call.require('write', target.space);
        runtime.say(target, `Enqueued job to delete app with guid ${target.guid}`);
        return acceptedJob(foundation, 'app.delete', undefined, () => {
          if (world.apps.includes(target)) deleteApp(foundation, target, call.caller);
        });
      },
    },
    {
      method: 'PATCH',
      path: '/v3/apps/:guid',
      query: [],
      answer: (call) => ok(presentApp(foundation.link, updateApp(foundation, call, app))),
    },
    action('start', true, (target, call) => runtime.start(target, call.caller)),
    action('stop', false, (target, call) => runtime.stop(target, call.caller)),
    action('restart', true, (target, call) => runtime.restart(target, call.caller)),
  ];
}

/** Name and metadata; the lifecycle of a docker app has nothing to change (CCNG, app/actions/app_update.rb). */
function updateApp(foundation: Foundation, call: Call, find: (call: Call) => App): App {
  const { world, runtime } = foundation;
  const body = call.body();
  const message = new Message(body, ['name', 'lifecycle', 'metadata']);
  const name = message.string('name', { nullable: true });
  if (message.has('lifecycle')) {
    const lifecycle = message.object('lifecycle', ['type', 'data'], { required: true });
    const type = lifecycle?.value('type');
    if (type !== undefined && !['buildpack', 'docker', 'cnb'].includes(String(type))) {
      message.problem('Lifecycle type is not included in the list: buildpack, docker, cnb');
    }
    lifecycle?.object('data', [], { required: true });
  }
  message.check();
  const app = find(call);
  call.require('write', app.space);
  const { lifecycle } = body as { lifecycle?: { type?: unknown } };
  if (lifecycle?.type !== undefined && lifecycle.type !== app.lifecycle) {
    throw unprocessable('Lifecycle type cannot be changed');
  }
  if (name !== undefined) rename(world, app, name);
  changeMetadata(app, body['metadata']);
  world.touch(app);
  world.record('audit.app.update', app, call.caller, { request: body });
  runtime.say(app, `Updated app with guid ${app.guid} (${JSON.stringify(body)})`);
  return app;
}

function rename(world: World, app: App, name: string): void {
  if (name.trim() === '') throw unprocessable('name is not present, name is invalid');
  if (name.length > 255) throw unprocessable('Name is too long (maximum is 255 characters)');
  const same = (one: App) => one !== app && one.space === app.space && one.name.toLowerCase() === name.toLowerCase();
  if (world.apps.some(same)) throw notUnique(`App with the name '${name}' already exists.`);
  app.name = name;
}
