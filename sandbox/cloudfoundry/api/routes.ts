import { randomUUID } from 'node:crypto';
import { featureDisabled, NotModelled, notAuthorized, orgSuspended, unprocessable } from '../errors.ts';
import type { App, Destination, Route } from '../model.ts';
import { presentDestinations, presentRoute } from '../present/places.ts';
import { type Call, spaceOfApp } from '../request/call.ts';
import { guidOf, isObject } from '../request/json.ts';
import { type Filters, pageOf } from '../request/list.ts';
import { Message } from '../request/message.ts';
import { metadataOf } from '../request/metadata.ts';
import { remove } from '../world.ts';
import { acceptedJob, created, type Endpoint, type Foundation, listKeys, ok } from './endpoint.ts';

const filters: Filters<Route> = {
  hosts: (one) => [one.host],
  paths: (one) => [one.path],
  ports: () => [],
  domain_guids: (one) => [one.domain.guid],
  space_guids: (one) => [one.space.guid],
  organization_guids: (one) => [one.space.org.guid],
  app_guids: (one) => one.destinations.map((destination) => destination.app.guid),
};

/** HTTP routes and the apps behind them. */
export function routeEndpoints(foundation: Foundation): Endpoint[] {
  const { world } = foundation;
  const route = (call: Call) => call.visible(world.routes, call.param('guid'), (one) => one.space, 'Route');
  const list = (call: Call, routes: readonly Route[]) => {
    if (call.query.has('include')) throw new NotModelled('include on the list of routes');
    return ok(pageOf(call, foundation.url, routes, filters, (one) => presentRoute(foundation.link, one)));
  };
  return [
    {
      method: 'POST',
      path: '/v3/routes',
      query: [],
      answer: (call) => created(presentRoute(foundation.link, createRoute(foundation, call))),
    },
    {
      method: 'GET',
      path: '/v3/routes',
      query: listKeys(
        'hosts',
        'paths',
        'ports',
        'domain_guids',
        'space_guids',
        'organization_guids',
        'app_guids',
        'include',
      ),
      answer: (call) =>
        list(
          call,
          world.routes.filter((one) => call.canRead(one.space)),
        ),
    },
    {
      method: 'GET',
      path: '/v3/apps/:guid/routes',
      query: listKeys('hosts', 'paths', 'ports', 'domain_guids', 'include'),
      answer: (call) => {
        const app = call.visible(world.apps, call.param('guid'), spaceOfApp, 'App');
        return list(
          call,
          world.routes.filter((one) => one.destinations.some((to) => to.app === app)),
        );
      },
    },
    {
      method: 'GET',
      path: '/v3/routes/:guid',
      query: [],
      answer: (call) => ok(presentRoute(foundation.link, route(call))),
    },
    {
      method: 'DELETE',
      path: '/v3/routes/:guid',
      query: [],
      answer: (call) => {
        const target = route(call);
        call.require('write', target.space);
        remove(world.routes, target);
        return acceptedJob(foundation, 'route.delete');
      },
    },
    {
      method: 'GET',
      path: '/v3/routes/:guid/destinations',
      query: ['app_guids', 'guids'],
      answer: (call) => {
        if ([...call.query.keys()].length > 0) throw new NotModelled('filters on the list of destinations');
        return ok(presentDestinations(foundation.link, route(call)));
      },
    },
    {
      method: 'POST',
      path: '/v3/routes/:guid/destinations',
      query: [],
      answer: (call) => ok(presentDestinations(foundation.link, addDestinations(foundation, call, route))),
    },
  ];
}

/** Rules: CCNG, app/messages/route_create_message.rb and app/actions/route_create.rb. */
function createRoute(foundation: Foundation, call: Call): Route {
  const { world } = foundation;
  if (world.featureFlags.get('route_creation') !== true) throw featureDisabled('route_creation');
  const message = new Message(call.body(), ['host', 'path', 'port', 'relationships', 'options', 'metadata']);
  const host = message.string('host', { nullable: true, max: 63 }) ?? '';
  if (!/^([\w-]+|\*)?$/.test(host)) {
    message.problem('Host must be either "*" or contain only alphanumeric characters, "_", or "-"');
  }
  const path = message.string('path', { nullable: true, max: 128 }) ?? '';
  if (path !== '' && !path.startsWith('/')) message.problem('Path must begin with /');
  if (path.includes('?')) message.problem('Path cannot contain ?');
  if (path === '/') message.problem('Path cannot be exactly /');
  const guids = message.relationships(['space', 'domain']);
  message.check();
  if (message.has('port')) throw new NotModelled('TCP routes');
  if (message.has('options')) throw new NotModelled('options of a route');

  const space = world.spaces.find((one) => one.guid === guids.space);
  const domain = world.domains.find((one) => one.guid === guids.domain);
  if (space === undefined || !call.canRead(space)) {
    throw unprocessable('Invalid space. Ensure that the space exists and you have access to it.');
  }
  if (domain === undefined || (domain.org !== undefined && domain.org !== space.org)) {
    throw unprocessable('Invalid domain. Ensure that the domain exists and you have access to it.');
  }
  if (!call.canWrite(space)) throw notAuthorized();
  if (space.org.suspended) throw orgSuspended();
  if (host === '*' && domain.org === undefined) {
    throw unprocessable(
      'You do not have sufficient permissions to create a route with a wildcard host on a domain not scoped to an organization.',
    );
  }
  if (host === '' && domain.org === undefined) {
    throw unprocessable('Missing host. Routes in shared domains must have a host defined.');
  }
  const same = world.routes.some((one) => one.domain === domain && one.host === host && one.path === path);
  if (same) {
    const withHost = host === '' ? '' : ` with host '${host}'`;
    const withPath = path === '' ? '' : `${host === '' ? ' with' : ' and'} path '${path}'`;
    throw unprocessable(`Route already exists${withHost}${withPath} for domain '${domain.name}'.`);
  }
  const route: Route = { ...world.resource(), space, domain, host: host.toLowerCase(), path, destinations: [] };
  route.metadata = metadataOf(message.value('metadata'));
  world.routes.push(route);
  return route;
}

/** Adding what is there already changes nothing; a different protocol for the same target is refused. */
function addDestinations(foundation: Foundation, call: Call, find: (call: Call) => Route): Route {
  const { world } = foundation;
  const message = new Message(call.body(), ['destinations']);
  const wanted = readDestinations(message);
  message.check();
  const route = find(call);
  call.require('manage', route.space);
  const apps = wanted.map((one) => world.apps.find((app) => app.guid === one.app));
  const missing = wanted.filter((_, at) => {
    const app = apps[at];
    return app === undefined || !call.canRead(app.space);
  });
  if (missing.length > 0) {
    const guids = missing.map((one) => `"${one.app}"`).join(',');
    throw unprocessable(`App(s) with guid(s) ${guids} do not exist or you do not have access.`);
  }
  const present = apps.filter((app): app is App => app !== undefined);
  if (present.some((app) => app.space !== route.space)) {
    throw unprocessable('Routes cannot be mapped to destinations in different spaces.');
  }
  wanted.forEach((one, at) => {
    const app = present[at];
    if (app === undefined) return;
    const same = route.destinations.find(
      (other) => other.app === app && other.processType === one.processType && other.port === one.port,
    );
    if (same !== undefined && one.protocol !== undefined && same.protocol !== one.protocol) {
      throw unprocessable(
        `Cannot add destination with protocol: ${one.protocol}. Destination already exists for route: ${route.host}.${route.domain.name}, app: ${app.guid}, process: ${one.processType}, and protocol: ${same.protocol}.`,
      );
    }
    if (same !== undefined) return;
    const destination: Destination = {
      guid: randomUUID(),
      app,
      processType: one.processType,
      port: one.port,
      protocol: one.protocol ?? 'http1',
      createdAt: world.clock.now(),
    };
    route.destinations.push(destination);
    world.record('audit.app.map-route', app, call.caller, {
      route_guid: route.guid,
      destination_guid: destination.guid,
    });
  });
  world.touch(route);
  return route;
}

interface WantedDestination {
  readonly app: string;
  readonly processType: string;
  readonly port: number | undefined;
  readonly protocol: string | undefined;
}

function readDestinations(message: Message): WantedDestination[] {
  const list = message.value('destinations');
  if (!Array.isArray(list) || list.length < 1 || list.length > 100) {
    message.problem('Destinations must be an array containing between 1 and 100 destination objects.');
    return [];
  }
  const result: WantedDestination[] = [];
  list.forEach((entry: unknown, at) => {
    const bad = (text: string) => message.problem(`Destinations[${at}]: ${text}`);
    if (!isObject(entry) || !isObject(entry['app'])) {
      bad('must have an "app".');
      return;
    }
    if (entry['weight'] !== undefined) {
      message.problem('Destinations cannot contain weighted destinations.');
      return;
    }
    const unknown = Object.keys(entry).filter((key) => !['app', 'port', 'protocol', 'weight'].includes(key));
    if (unknown.length > 0) bad(`has unsupported key(s): ${unknown.join(', ')}`);
    const { process, ...rest } = entry['app'];
    const app = guidOf(rest);
    if (app === undefined) bad('app must have the structure {"guid": "app_guid"}');
    const type = process === undefined ? 'web' : isObject(process) ? process['type'] : undefined;
    if (typeof type !== 'string' || type === '') bad('process must have the structure {"type": "process_type"}');
    const { port, protocol } = entry as { port?: unknown; protocol?: unknown };
    if (port !== undefined && (typeof port !== 'number' || !Number.isInteger(port) || port < 1024 || port > 65_535)) {
      bad('port must be a positive integer between 1024 and 65535 inclusive.');
    }
    if (protocol !== undefined && protocol !== 'http1' && protocol !== 'http2') {
      bad("protocol must be 'http1', 'http2' or 'tcp'.");
    }
    result.push({
      app: app ?? '',
      processType: String(type),
      port: typeof port === 'number' ? port : undefined,
      protocol: typeof protocol === 'string' ? protocol : undefined,
    });
  });
  return result;
}
