import { NotModelled, notFound, unprocessable } from '../errors.ts';
import type { App, Droplet } from '../model.ts';
import { presentDroplet } from '../present/apps.ts';
import { type Call, spaceOfApp } from '../request/call.ts';
import { isObject } from '../request/json.ts';
import { type Endpoint, type Foundation, ok } from './endpoint.ts';

/** Which droplet an app starts with (CCNG, apps_v3_controller.rb: assign_current_droplet and what shows it). */
export function appDropletEndpoints(foundation: Foundation): Endpoint[] {
  const { world, runtime, link } = foundation;
  const path = '/v3/apps/:guid/relationships/current_droplet';
  const app = (call: Call): App => call.visible(world.apps, call.param('guid'), spaceOfApp, 'App');
  const current = (call: Call): Droplet => {
    const { droplet } = app(call);
    if (droplet === undefined) throw notFound('Droplet');
    return droplet;
  };
  const relationship = ({ app: { guid }, guid: droplet }: Droplet) => ({
    data: { guid: droplet },
    links: {
      self: link(`apps/${guid}/relationships/current_droplet`),
      related: link(`apps/${guid}/droplets/current`),
    },
  });
  return [
    { ...{ method: 'GET', path, query: [] }, answer: (call) => ok(relationship(current(call))) },
    {
      ...{ method: 'PATCH', path, query: [] },
      answer: (call) => {
        const body = call.body();
        const guid = dropletGuid(body['data']);
        if ('data' in body && guid === undefined) {
          throw unprocessable('Current droplet cannot be removed. Replace it with a preferred droplet.');
        }
        const target = app(call);
        call.require('manage', target.space);
        if (world.activeDeployment(target) !== undefined) {
          throw unprocessable(
            'Unable to assign current droplet while the app has a deployment in progress. Wait for the deployment to complete or cancel it.',
          );
        }
        const droplet = world.droplets.find((one) => one.guid === guid);
        runtime.assign(target, droplet, call.caller);
        return ok(relationship(current(call)));
      },
    },
    {
      ...{ method: 'GET', path: '/v3/apps/:guid/droplets/current', query: [] },
      answer: (call) => ok(presentDroplet(link, current(call), 'all')),
    },
  ];
}

/** The body is not looked at in any other way; what Ruby's `dig` cannot go into makes the server fail. */
function dropletGuid(data: unknown): string | undefined {
  if (data === undefined || data === null) return undefined;
  if (!isObject(data)) throw new NotModelled('data that is not an object');
  const { guid } = data;
  if (guid === undefined || guid === null) return undefined;
  if (typeof guid !== 'string') throw new NotModelled('data.guid that is not a string');
  return guid;
}
