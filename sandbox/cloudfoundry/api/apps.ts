import { badQuery, featureDisabled, NotModelled, notAuthorized, notFound, unprocessable } from '../errors.ts';
import type { App, Space } from '../model.ts';
import { presentApp, presentDroplet, presentEnvironment } from '../present/apps.ts';
import { hidden } from '../present/common.ts';
import { presentOrg, presentSpace } from '../present/places.ts';
import { type Call, requireActive, spaceOfApp } from '../request/call.ts';
import { guidOf } from '../request/json.ts';
import { commaList, pageOf } from '../request/list.ts';
import { Message } from '../request/message.ts';
import { remove } from '../world.ts';
import { createApp, requireDocker, variables } from './app-create.ts';
import { acceptedJob, created, type Endpoint, type Foundation, listKeys, ok } from './endpoint.ts';

/** Apps, what starts and stops them, their environment and their current droplet. */
export function appEndpoints(foundation: Foundation): Endpoint[] {
  const { world, runtime } = foundation;
  const app = (call: Call): App => call.visible(world.apps, call.param('guid'), spaceOfApp, 'App');
  const action = (name: string, needsDocker: boolean, act: (target: App, call: Call) => void): Endpoint => ({
    method: 'POST',
    path: `/v3/apps/:guid/actions/${name}`,
    query: [],
    answer: (call) => {
      const target = app(call);
      call.require('manage', target.space);
      if (needsDocker) requireDocker(foundation, target.lifecycle);
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
      query: [],
      answer: (call) => ok(presentApp(foundation.link, app(call))),
    },
    {
      method: 'DELETE',
      path: '/v3/apps/:guid',
      query: [],
      answer: (call) => {
        const target = app(call);
        call.require('write', target.space);
        deleteApp(foundation, target);
        return acceptedJob(foundation, 'app.delete');
      },
    },
    action('start', true, (target, call) => runtime.start(target, call.caller)),
    action('stop', false, (target, call) => runtime.stop(target, call.caller)),
    action('restart', true, (target, call) => runtime.restart(target, call.caller)),
    {
      method: 'GET',
      path: '/v3/apps/:guid/environment_variables',
      query: [],
      answer: (call) => {
        const target = app(call);
        if (!call.canManage(target.space)) throw notAuthorized();
        for (const flag of ['env_var_visibility', 'space_developer_env_var_visibility']) {
          if (world.featureFlags.get(flag) === false) throw featureDisabled(flag);
        }
        return ok(presentEnvironment(foundation.link, target));
      },
    },
    {
      method: 'PATCH',
      path: '/v3/apps/:guid/environment_variables',
      query: [],
      answer: (call) => {
        const target = app(call);
        call.require('manage', target.space);
        const message = new Message(call.body(), ['var']);
        const changes = variables(message, message.value('var'), true);
        message.check();
        for (const [key, value] of Object.entries(changes)) {
          if (value === null) delete target.environment[key];
          else target.environment[key] = value;
        }
        world.touch(target);
        world.record('audit.app.update', target, call.caller, { request: { environment_variables: hidden } });
        return ok(presentEnvironment(foundation.link, target));
      },
    },
    {
      method: 'PATCH',
      path: '/v3/apps/:guid/relationships/current_droplet',
      query: [],
      answer: (call) => {
        const target = app(call);
        call.require('manage', target.space);
        const message = new Message(call.body(), ['data']);
        const guid = guidOf(message.value('data'));
        if (guid === undefined) message.problem('Data must be structured like this: "data": {"guid": "valid-guid"}');
        message.check();
        const active = world.activeDeployment(target);
        if (active !== undefined) {
          throw unprocessable(
            'Unable to assign current droplet while the app has a deployment in progress. Wait for the deployment to complete or cancel it.',
          );
        }
        runtime.assign(
          target,
          world.droplets.find((one) => one.guid === guid),
          call.caller,
        );
        return ok({
          data: { guid },
          links: {
            self: { href: `${foundation.url}/v3/apps/${target.guid}/relationships/current_droplet` },
            related: { href: `${foundation.url}/v3/apps/${target.guid}/droplets/current` },
          },
        });
      },
    },
    {
      method: 'GET',
      path: '/v3/apps/:guid/droplets/current',
      query: [],
      answer: (call) => {
        const { droplet } = app(call);
        if (droplet === undefined) throw notFound('Droplet');
        return ok(presentDroplet(foundation.link, droplet, false));
      },
    },
  ];
}

/** CCNG, app/messages/apps_list_message.rb and app/decorators/include_{space,organization}_decorator.rb. */
function includedOf(call: Call): readonly string[] {
  const include = commaList(call.query.get('include')) ?? [];
  const valid = ['space', 'org', 'space.organization'];
  const invalid = include.find((one) => !valid.includes(one));
  if (invalid !== undefined) {
    throw badQuery(`Invalid included resource: '${invalid}'. Valid included resources are: '${valid.join("', '")}'`);
  }
  if (new Set(include).size < include.length) throw new NotModelled('an include twice');
  return include;
}

function included(foundation: Foundation, include: readonly string[], of: readonly Space[]): object {
  const spaces = [...new Set(of)];
  const orgs = [...new Set(spaces.map(({ org }) => org))];
  const wants = (...kinds: string[]) => include.some((one) => kinds.includes(one));
  const parts = {
    ...(wants('space', 'space.organization')
      ? { spaces: spaces.map((one) => presentSpace(foundation.link, one)) }
      : {}),
    ...(wants('org', 'space.organization')
      ? { organizations: orgs.map((one) => presentOrg(foundation.link, one)) }
      : {}),
  };
  return include.length === 0 ? {} : { included: parts };
}

function deleteApp(foundation: Foundation, app: App): void {
  const { world, runtime } = foundation;
  requireActive(app.space);
  for (const process of world.processesOf(app)) runtime.destroy(process);
  for (const task of world.tasks.filter((one) => one.app === app)) foundation.tasks.destroy(task);
  for (const list of [world.packages, world.builds, world.droplets, world.deployments]) {
    const owned: readonly { readonly app: App }[] = list;
    for (let at = owned.length - 1; at >= 0; at -= 1) if (owned[at]?.app === app) list.splice(at, 1);
  }
  for (const route of world.routes) {
    for (const destination of route.destinations.filter((one) => one.app === app)) {
      remove(route.destinations, destination);
    }
  }
  for (const binding of world.serviceBindings.filter((one) => one.app === app)) remove(world.serviceBindings, binding);
  for (const sidecar of world.sidecars.filter((one) => one.app === app)) remove(world.sidecars, sidecar);
  remove(world.apps, app);
}
