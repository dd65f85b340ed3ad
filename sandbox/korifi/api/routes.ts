import { randomUUID } from 'node:crypto';
import { unprocessable } from '../errors.ts';
import { presentDestinations, presentRoute } from '../present/routes.ts';
import type { App, Destination, Route } from '../records.ts';
import { type Call, created, type Endpoint, noContent, ok } from '../request/call.ts';
import { Checks, newMetadata, patchedMetadata } from '../request/checks.ts';
import { allOf, ordered, pageOf, passes, times } from '../request/list.ts';
import { int, list, metadata, metadataPatch, object, relationship, text } from '../request/shape.ts';
import { portOf, routesOf } from '../runtime/routing.ts';
import { appOf, type Foundation } from './foundation.ts';
import { acceptedJob } from './jobs.ts';

const routeCreate = object('RouteCreate', {
  host: text,
  path: text,
  relationships: object('RouteRelationships', { domain: relationship, space: relationship }),
  metadata,
});

const routeDestination = object('RouteDestination', {
  app: object('AppResource', { guid: text, process: object('DestinationAppProcess', { type: text }) }),
  port: int,
  protocol: text,
});

const destinationsCreate = object('RouteDestinationCreate', {
  destinations: list('[]payloads.RouteDestination', routeDestination),
});

const routePatch = object('RoutePatch', { metadata: metadataPatch });

/** @see cloudfoundry/korifi: api/handlers/route.go, api/payloads/route.go */
export function routeEndpoints(foundation: Foundation): readonly Endpoint[] {
  const { world, controller } = foundation;
  const routeAt = (call: Call) => call.found(world.routes, call.param('guid'), 'Route', ({ space }) => space);
  const port = (one: Destination) => portOf(world, one);
  const presented = (route: Route) => presentRoute(world.url, route, port);
  const tell = (destinations: readonly Destination[]) => {
    for (const app of new Set(destinations.map((one) => one.app))) controller.changed(app);
  };
  return [
    { ...{ method: 'POST', path: '/v3/routes' }, answer: (call) => created(presented(createRoute(call, foundation))) },
    {
      ...{ method: 'GET', path: '/v3/routes' },
      query: ['app_guids', 'space_guids', 'domain_guids', 'hosts', 'paths', 'per_page', 'page'],
      answer: (call) => {
        const hits = world.routes
          .filter(({ space }) => call.sees(space) && passes(call, 'space_guids', space.guid))
          .filter(({ destinations }) => passes(call, 'app_guids', ...destinations.map(({ app }) => app.guid)))
          .filter(({ domain, host }) => passes(call, 'domain_guids', domain.guid) && passes(call, 'hosts', host))
          .filter(({ path }) => passes(call, 'paths', path));
        return ok(pageOf(call, world.url, ordered(call, hits, times), presented));
      },
    },
    {
      ...{ method: 'GET', path: '/v3/apps/:guid/routes' },
      answer: (call) => ok(allOf(call, world.url, routesOf(world, appOf(call, world)), presented)),
    },
    { ...{ method: 'GET', path: '/v3/routes/:guid' }, answer: (call) => ok(presented(routeAt(call))) },
    {
      ...{ method: 'PATCH', path: '/v3/routes/:guid' },
      answer: (call) => {
        const route = routeAt(call);
        const body = call.body(routePatch);
        const checks = new Checks();
        checks.metadata(body.metadata);
        checks.done();
        call.mayWrite(route.space);
        route.metadata = patchedMetadata(route.metadata, body.metadata);
        world.touch(route);
        return ok(presented(route));
      },
    },
    {
      ...{ method: 'DELETE', path: '/v3/routes/:guid' },
      answer: (call) => {
        const route = routeAt(call);
        call.mayWrite(route.space);
        return acceptedJob(world, 'route.delete', route.guid, () => {
          world.routes = world.routes.filter((one) => one !== route);
          tell(route.destinations);
        });
      },
    },
    {
      ...{ method: 'GET', path: '/v3/routes/:guid/destinations' },
      answer: (call) => ok(presentDestinations(world.url, routeAt(call), port)),
    },
    {
      ...{ method: 'POST', path: '/v3/routes/:guid/destinations' },
      answer: (call) => {
        const asked = destinationsOf(call, foundation);
        const route = routeAt(call);
        call.mayWrite(route.space);
        if (asked.some(({ app }) => app.space !== route.space)) throw unprocessable(notInSpace);
        const isNew = (one: Destination) =>
          !route.destinations.some(
            ({ app, type, port: at }) => app === one.app && type === one.type && at === one.port,
          );
        route.destinations = [...route.destinations, ...asked.filter(isNew)];
        world.touch(route);
        tell(route.destinations);
        return ok(presentDestinations(world.url, route, port));
      },
    },
    {
      ...{ method: 'DELETE', path: '/v3/routes/:guid/destinations/:destination' },
      answer: (call) => {
        const route = routeAt(call);
        call.mayWrite(route.space);
        const going = route.destinations.filter(({ guid }) => guid === call.param('destination'));
        if (going.length === 0) {
          throw unprocessable(
            'Unable to unmap route from destination. Ensure the route has a destination with this guid.',
          );
        }
        route.destinations = route.destinations.filter((one) => !going.includes(one));
        world.touch(route);
        tell(going);
        return noContent();
      },
    },
  ];
}

const notInSpace = 'Route destination app not found in space';

function destinationsOf(call: Call, { world }: Foundation): readonly Destination[] {
  const { destinations = [] } = call.body(destinationsCreate);
  const checks = new Checks();
  for (const [index, one] of destinations.entries()) {
    checks.oneOf(`destinations[${index}].protocol`, one.protocol, ['http1']);
  }
  checks.done();
  return destinations.map(({ app, port }) => {
    const known: App | undefined = world.app(app?.guid ?? '');
    if (known === undefined) throw unprocessable(notInSpace);
    return { guid: randomUUID(), app: known, type: app?.process?.type ?? 'web', port };
  });
}

function createRoute(call: Call, { world }: Foundation): Route {
  const body = call.body(routeCreate);
  const { relationships } = body;
  const checks = new Checks();
  checks.required('host', body.host);
  if (checks.given('relationships', relationships)) {
    checks.one('relationships.domain', relationships?.domain, 'required');
    checks.one('relationships.space', relationships?.space, 'required');
  }
  checks.metadata(body.metadata);
  checks.done();
  const space = world.spaces.find(({ guid }) => guid === relationships?.space?.data?.guid);
  if (space === undefined || !call.sees(space)) {
    throw unprocessable('Invalid space. Ensure that the space exists and you have access to it.');
  }
  const domain = world.domains.find(({ guid }) => guid === relationships?.domain?.data?.guid);
  if (domain === undefined) {
    throw unprocessable('Invalid domain. Ensure that the domain exists and you have access to it.');
  }
  call.mayWrite(space);
  const [host, path] = [body.host?.toLowerCase() ?? '', body.path?.toLowerCase() ?? ''];
  if (!/^(\*|[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)$/.test(host)) throw unprocessable(`Host "${host}" is not valid`);
  checkPath(path);
  if (world.routes.some((one) => one.host === host && one.path === path && one.domain === domain)) {
    const where = path === '' ? `host '${host}'` : `host '${host}' and path '${path}'`;
    throw unprocessable(`Route already exists with ${where} for domain '${domain.name}'.`);
  }
  const resource = world.newResource(`cf-route-${randomUUID()}`, newMetadata(body.metadata));
  const route: Route = { ...resource, host, path, space, domain, destinations: [] };
  world.routes.push(route);
  return route;
}

function checkPath(path: string): void {
  if (path === '') return;
  const problems = [
    ...(path.startsWith('/') ? [] : ['Invalid Route URI']),
    ...(path === '/' ? ['Path cannot be a single slash'] : []),
    ...(path.includes('?') ? ['Path cannot contain a question mark'] : []),
    ...(path.length > 128 ? ['Path cannot exceed 128 characters'] : []),
  ];
  if (problems.length > 0) throw unprocessable(problems.join(', '));
}
