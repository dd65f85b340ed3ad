import { notAuthorized } from '../errors.ts';
import type { App } from '../model.ts';
import { presentEnvironment } from '../present/apps.ts';
import { hiddenInEvents } from '../present/common.ts';
import { type Call, spaceOfApp } from '../request/call.ts';
import { Message } from '../request/message.ts';
import { variables } from './app-create.ts';
import { type Endpoint, type Foundation, ok } from './endpoint.ts';

/** The variables that an app starts with (CCNG, apps_v3_controller.rb: show_ and update_environment_variables). */
export function appEnvironmentEndpoints(foundation: Foundation): Endpoint[] {
  const { world, runtime, link } = foundation;
  const path = '/v3/apps/:guid/environment_variables';
  const app = (call: Call): App => call.visible(world.apps, call.param('guid'), spaceOfApp, 'App');
  return [
    {
      ...{ method: 'GET', path, query: [] },
      answer: (call) => {
        world.requireFeature('env_var_visibility');
        const target = app(call);
        if (!call.canManage(target.space)) throw notAuthorized();
        world.requireFeature('space_developer_env_var_visibility');
        world.record('audit.app.environment_variables.show', target, call.caller);
        return ok(presentEnvironment(link, target));
      },
    },
    {
      ...{ method: 'PATCH', path, query: [] },
      answer: (call) => {
        const target = app(call);
        call.require('manage', target.space);
        const message = new Message(call.body(), ['var']);
        const changes = variables(message, message.value('var'), true);
        message.check();
        // A new object: what runs, and revisions, keep the one that they were started with.
        const after: Record<string, string | null> = { ...target.environment, ...changes };
        target.environment = Object.fromEntries(
          Object.entries(after).filter((entry): entry is [string, string] => entry[1] !== null),
        );
        world.touch(target);
        world.record('audit.app.update', target, call.caller, { request: { environment_variables: hiddenInEvents } });
        runtime.say(target, `Updated app with guid ${target.guid} ({"environment_variables"=>"${hiddenInEvents}"})`);
        return ok(presentEnvironment(link, target));
      },
    },
  ];
}
