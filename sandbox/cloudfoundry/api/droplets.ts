import { badQuery, notAuthorized, notFound, unprocessable } from '../errors.ts';
import type { Droplet } from '../model.ts';
import { presentDroplet } from '../present/apps.ts';
import { type Call, spaceOf, spaceOfApp } from '../request/call.ts';
import { isObject } from '../request/json.ts';
import { type Filters, pageOf } from '../request/list.ts';
import { guidProblems, Message } from '../request/message.ts';
import { changeMetadata } from '../request/metadata.ts';
import { deleteDroplet } from './app-delete.ts';
import { acceptedJob, created, type Endpoint, type Foundation, listKeys, ok } from './endpoint.ts';

const filters: Filters<Droplet> = {
  states: (one) => [one.state],
  app_guids: (one) => [one.app.guid],
  space_guids: (one) => [one.app.space.guid],
  organization_guids: (one) => [one.app.space.org.guid],
};

/** What can run (CCNG, app/controllers/v3/droplets_controller.rb). */
export function dropletEndpoints(foundation: Foundation): Endpoint[] {
  const { world, link } = foundation;
  const droplet = (call: Call): Droplet => call.visible(world.droplets, call.param('guid'), spaceOf, 'Droplet');
  const list = (call: Call, droplets: readonly Droplet[]) =>
    ok(pageOf(call, foundation.url, droplets, filters, (one) => presentDroplet(link, one, 'in a list')));
  const show = (call: Call, one: Droplet) =>
    presentDroplet(link, one, call.canWrite(one.app.space) ? 'all' : 'no secrets');
  return [
    {
      method: 'POST',
      path: '/v3/droplets',
      query: ['source_guid'],
      answer: (call) => {
        const source = call.query.get('source_guid');
        if (source === null) createFresh(foundation, call);
        return created(presentDroplet(link, copy(foundation, call, source ?? ''), 'all'));
      },
    },
    {
      method: 'GET',
      path: '/v3/droplets',
      query: listKeys('states', 'app_guids', 'space_guids', 'organization_guids'),
      answer: (call) =>
        list(
          call,
          world.droplets.filter((one) => call.canRead(one.app.space)),
        ),
    },
    {
      method: 'GET',
      path: '/v3/droplets/:guid',
      query: [],
      answer: (call) => ok(show(call, droplet(call))),
    },
    {
      method: 'PATCH',
      path: '/v3/droplets/:guid',
      query: [],
      answer: (call) => {
        const found = droplet(call);
        const body = call.body();
        // For those who update builds alone: the system's own component.
        if ('image' in body) throw notAuthorized();
        call.require('write', found.app.space);
        const message = new Message(body, ['image', 'metadata']);
        message.check();
        changeMetadata(found, message.value('metadata'));
        world.touch(found);
        return ok(presentDroplet(link, found, 'all'));
      },
    },
    {
      method: 'DELETE',
      path: '/v3/droplets/:guid',
      query: [],
      answer: (call) => {
        const found = droplet(call);
        call.require('write', found.app.space);
        return acceptedJob(foundation, 'droplet.delete', undefined, () => {
          if (world.droplets.includes(found)) deleteDroplet(world, found, call.caller);
        });
      },
    },
    {
      method: 'GET',
      path: '/v3/droplets/:guid/download',
      query: [],
      answer: (call) => {
        droplet(call);
        throw unprocessable("Cannot download droplets with 'docker' lifecycle.");
      },
    },
    {
      method: 'GET',
      path: '/v3/apps/:guid/droplets',
      query: listKeys('states', 'current'),
      answer: (call) => {
        const app = call.visible(world.apps, call.param('guid'), spaceOfApp, 'App');
        const current = call.query.get('current');
        if (current !== null && current !== 'true' && current !== 'false') {
          throw badQuery("Current only accepts values 'true' or 'false'");
        }
        return list(
          call,
          world.droplets.filter((one) => one.app === app && (current !== 'true' || one === app.droplet)),
        );
      },
    },
    {
      method: 'GET',
      path: '/v3/packages/:guid/droplets',
      query: listKeys('states'),
      answer: (call) => {
        const pack = call.visible(world.packages, call.param('guid'), spaceOf, 'Package');
        return list(
          call,
          world.droplets.filter((one) => one.package === pack),
        );
      },
    },
  ];
}

/** A droplet to be filled by an upload: not for docker (CCNG, app/actions/droplet_create.rb). */
function createFresh({ world }: Foundation, call: Call): never {
  const message = new Message(call.body(), ['relationships', 'process_types']);
  const guids = message.relationships(['app']);
  message.check();
  const app = world.apps.find((one) => one.guid === guids.app);
  if (app === undefined || !call.canRead(app.space)) {
    throw unprocessable(`App with guid "${guids.app}" does not exist, or you do not have access to it.`);
  }
  call.require('write', app.space);
  throw unprocessable('Droplet creation is not available for apps with docker lifecycles.');
}

/** The same image and login for another app; staged at once (CCNG, app/actions/droplet_copy.rb). */
function copy({ world }: Foundation, call: Call, sourceGuid: string): Droplet {
  const body = call.body();
  const message = new Message(body, ['relationships']);
  const relationships = isObject(body['relationships']) ? body['relationships'] : {};
  const { app: one } = relationships as { app?: unknown };
  if (!isObject(one)) message.problem('App must be an object');
  const data = isObject(one) ? one['data'] : undefined;
  const guid = isObject(data) ? data.guid : undefined;
  for (const problem of guidProblems('App guid', guid)) message.problem(problem);
  message.check();

  const source = call.visible(world.droplets, sourceGuid, spaceOf, 'Droplet');
  const app = world.apps.find((found) => found.guid === guid);
  if (app === undefined || !call.canRead(app.space)) throw notFound('App');
  call.require('write', app.space);
  if (source.state !== 'STAGED') throw unprocessable('source droplet is not staged');
  const droplet: Droplet = { ...source, ...world.resource(), app, package: undefined };
  world.droplets.push(droplet);
  world.record('audit.app.droplet.create', app, call.caller, {
    droplet_guid: droplet.guid,
    request: { source_droplet_guid: source.guid },
  });
  return droplet;
}
