import { badQuery, NotModelled, unprocessable } from '../errors.ts';
import { presentDomain, presentOrg, presentRoute, presentSpace } from '../present/places.ts';
import { type Call, spaceOfApp } from '../request/call.ts';
import { commaList, type Filters, pageOf } from '../request/list.ts';
import { Message } from '../request/message.ts';
import { changeMetadata, metadataOf } from '../request/metadata.ts';
import { isShared } from '../routing/domains.ts';
import type { Route } from '../routing/model.ts';
import { changedOptions, optionsProblems } from '../routing/options.ts';
import { createRoute } from '../routing/route-create.ts';
import { remove } from '../world.ts';
import { acceptedJob, created, type Endpoint, type Foundation, listKeys, ok } from './endpoint.ts';

const filters: Filters<Route> = {
  hosts: (one) => [one.host],
  paths: (one) => [one.path],
  ports: (one) => [String(one.port ?? 0)],
  domain_guids: (one) => [one.domain.guid],
  space_guids: (one) => [one.space.guid],
  organization_guids: (one) => [one.space.org.guid],
  app_guids: (one) => one.destinations.map((destination) => destination.app.guid),
  // No route goes through a service.
  service_instance_guids: () => [],
};
const listed = listKeys(...Object.keys(filters), 'include');
const includable = ['domain', 'space', 'space.organization'];

/** Routes themselves (CCNG, app/controllers/v3/routes_controller.rb); where they lead is in `destinations.ts`. */
export function routeEndpoints(foundation: Foundation): Endpoint[] {
  const { world, link } = foundation;
  const show = (call: Call, target: Route) =>
    ok({ ...presentRoute(link, target), ...includedBy(foundation, includesOf(call), [target]) });
  const list = (call: Call, routes: readonly Route[], includes: readonly string[]) => {
    const page = pageOf(call, foundation.url, routes, filters, (one) => one);
    const entries = page.resources as readonly Route[];
    return ok({
      pagination: page.pagination,
      resources: entries.map((one) => presentRoute(link, one)),
      ...includedBy(foundation, includes, entries),
    });
  };
  return [
    {
      method: 'POST',
      path: '/v3/routes',
      query: [],
      answer: (call) => created(presentRoute(link, create(foundation, call))),
    },
    {
      method: 'GET',
      path: '/v3/routes',
      query: listed,
      answer: (call) => {
        const mine = world.routes.filter((one) => call.canRead(one.space));
        return list(call, mine, includesOf(call));
      },
    },
    {
      method: 'GET',
      path: '/v3/apps/:guid/routes',
      query: listed,
      answer: (call) => {
        // Known here, too, and of no consequence.
        includesOf(call);
        const app = call.visible(world.apps, call.param('guid'), spaceOfApp, 'App');
        const mine = world.routes.filter((one) => one.destinations.some((to) => to.app === app));
        return list(call, mine, []);
      },
    },
    {
      method: 'GET',
      path: '/v3/routes/:guid',
      query: ['include'],
      answer: (call) => show(call, routeOf(foundation, call)),
    },
    {
      method: 'PATCH',
      path: '/v3/routes/:guid',
      query: [],
      answer: (call) => {
        const message = new Message(call.body(), ['options', 'metadata']);
        if (message.value('options') === null) throw new NotModelled('options that are null');
        if (message.has('options')) {
          for (const problem of optionsProblems(message.value('options'))) message.problem(problem);
        }
        message.check();
        const route = routeOf(foundation, call);
        call.require('manage', route.space);
        changeMetadata(route, message.value('metadata'));
        route.options = changedOptions(route.options, message.value('options'));
        world.touch(route);
        return ok(presentRoute(link, route));
      },
    },
    {
      method: 'DELETE',
      path: '/v3/routes/:guid',
      query: [],
      answer: (call) => {
        const route = routeOf(foundation, call);
        call.require('manage', route.space);
        const exists = () => world.routes.includes(route);
        return acceptedJob(foundation, 'route.delete', { type: 'route', guid: route.guid, exists }, () => {
          remove(world.routes, route);
          const target = { guid: route.guid, type: 'route', name: route.host };
          world.recordOn(target, route.space, 'audit.route.delete-request', call.caller);
        });
      },
    },
  ];
}

/** The route that the path names, or 404. */
export function routeOf({ world }: Foundation, call: Call): Route {
  return call.visible(world.routes, call.param('guid'), (one) => one.space, 'Route');
}

/** Rules of the form: CCNG, app/messages/route_create_message.rb. */
function create(foundation: Foundation, call: Call): Route {
  const { world } = foundation;
  world.requireFeature('route_creation');
  const message = new Message(call.body(), ['host', 'path', 'port', 'relationships', 'options', 'metadata']);
  const host = message.string('host', { nullable: true, max: 63 }) ?? '';
  if (!/^([\w-]+|\*)?$/.test(host)) {
    message.problem('Host must be either "*" or contain only alphanumeric characters, "_", or "-"');
  }
  const path = message.string('path', { nullable: true, max: 128 }) ?? '';
  if (path !== '' && !path.startsWith('/')) message.problem('Path must begin with /');
  if (path.includes('?')) message.problem('Path cannot contain ?');
  if (path === '/') message.problem('Path cannot be exactly /');
  const port = message.integer('port', { min: 0, max: 65_535 });
  const guids = message.relationships(['space', 'domain']);
  if (message.has('options')) {
    for (const problem of optionsProblems(message.value('options'))) message.problem(problem);
  }
  message.check();

  const space = world.spaces.find((one) => one.guid === guids.space);
  const domain = world.domains.find((one) => one.guid === guids.domain);
  if (space === undefined) {
    throw unprocessable('Invalid space. Ensure that the space exists and you have access to it.');
  }
  if (domain === undefined) {
    throw unprocessable('Invalid domain. Ensure that the domain exists and you have access to it.');
  }
  call.require('manage', space);
  if (host === '*' && isShared(domain)) {
    throw unprocessable(
      'You do not have sufficient permissions to create a route with a wildcard host on a domain not scoped to an organization.',
    );
  }
  const wanted = {
    ...{ host, path, port: message.value('port') === null ? null : port },
    options: changedOptions({}, message.value('options')),
    metadata: metadataOf(message.value('metadata')),
  };
  return createRoute(world, space, domain, wanted, call.caller);
}

function includesOf(call: Call): readonly string[] {
  const wanted = commaList(call.query.get('include')) ?? [];
  for (const name of wanted) {
    if (includable.includes(name)) continue;
    const valid = includable.map((one) => `'${one}'`).join(', ');
    throw badQuery(`Invalid included resource: '${name}'. Valid included resources are: ${valid}`);
  }
  return wanted;
}

function includedBy({ link }: Foundation, includes: readonly string[], routes: readonly Route[]): object {
  if (includes.length === 0) return {};
  const each = <T>(of: (one: Route) => T): T[] => [...new Set(routes.map(of))];
  return {
    included: {
      ...(includes.includes('domain')
        ? { domains: each((one) => one.domain).map((one) => presentDomain(link, one)) }
        : {}),
      ...(includes.includes('space') ? { spaces: each((one) => one.space).map((one) => presentSpace(link, one)) } : {}),
      ...(includes.includes('space.organization')
        ? { organizations: each((one) => one.space.org).map((one) => presentOrg(link, one)) }
        : {}),
    },
  };
}
