import { NotModelled, unprocessable } from '../errors.ts';
import type { App } from '../model.ts';
import { presentDestination, presentDestinations } from '../present/places.ts';
import type { Call } from '../request/call.ts';
import { isObject } from '../request/json.ts';
import { commaList } from '../request/list.ts';
import { Message } from '../request/message.ts';
import {
  addDestinations,
  removeDestination,
  replaceDestinations,
  type WantedDestination,
} from '../routing/destinations.ts';
import { protocolOf } from '../routing/domains.ts';
import type { Destination, Protocol, Route } from '../routing/model.ts';
import { type Endpoint, type Foundation, noContent, ok } from './endpoint.ts';
import { routeOf } from './routes.ts';

const mostPorts = 10;

/** Where routes lead (CCNG, app/controllers/v3/routes_controller.rb). The form is checked before the route is looked up. */
export function destinationEndpoints(foundation: Foundation): Endpoint[] {
  const { world, link } = foundation;
  const path = '/v3/routes/:guid/destinations';
  const writable = (call: Call): Route => {
    const route = routeOf(foundation, call);
    call.require('manage', route.space);
    return route;
  };
  const destination = (call: Call, route: Route): Destination => {
    const hit = route.destinations.find((one) => one.guid === call.param('destination'));
    if (hit !== undefined) return hit;
    throw unprocessable('Unable to unmap route from destination. Ensure the route has a destination with this guid.');
  };

  return [
    {
      method: 'GET',
      path,
      query: ['guids', 'app_guids'],
      answer: (call) => {
        const route = routeOf(foundation, call);
        const guids = commaList(call.query.get('guids'));
        const apps = commaList(call.query.get('app_guids'));
        const hits = route.destinations.filter(
          (one) => guids?.includes(one.guid) !== false && apps?.includes(one.app.guid) !== false,
        );
        return ok(presentDestinations(link, route, hits));
      },
    },
    {
      method: 'POST',
      path,
      query: [],
      answer: (call) => {
        const wanted = readDestinations(call, false);
        const route = writable(call);
        const found = appsFound(foundation, call, route, wanted);
        const keys = wanted.map((one) => JSON.stringify(one));
        // The server has no answer of its own to this: it fails with a 500.
        if (new Set(keys).size < keys.length) throw new NotModelled('the same destination twice in one request');
        addDestinations(world, route, found, call.caller);
        return ok(presentDestinations(link, route, route.destinations));
      },
    },
    {
      method: 'PATCH',
      path,
      query: [],
      answer: (call) => {
        const wanted = readDestinations(call, true);
        const route = writable(call);
        replaceDestinations(world, route, appsFound(foundation, call, route, wanted), call.caller);
        return ok(presentDestinations(link, route, route.destinations));
      },
    },
    {
      method: 'PATCH',
      path: `${path}/:destination`,
      query: [],
      answer: (call) => {
        const message = new Message(call.body(), ['protocol']);
        const protocol = message.value('protocol');
        if (message.has('protocol') && !isProtocol(protocol)) {
          message.problem("Destination protocol must be 'http1', 'http2' or 'tcp'.");
        }
        message.check();
        const route = writable(call);
        const target = destination(call, route);
        if (isProtocol(protocol)) {
          const tcp = protocolOf(route.domain) === 'tcp';
          if (tcp && protocol !== 'tcp') {
            throw unprocessable("Destination protocol must be 'tcp' if the parent route's protocol is 'tcp'");
          }
          if (!tcp && protocol === 'tcp') {
            throw unprocessable(
              "Destination protocol must be 'http1' or 'http2' if the parent route's protocol is 'http'",
            );
          }
          target.protocol = protocol;
          target.updatedAt = world.clock.now();
        }
        return ok(presentDestination(link, route, target));
      },
    },
    {
      method: 'DELETE',
      path: `${path}/:destination`,
      query: [],
      answer: (call) => {
        const route = writable(call);
        removeDestination(world, route, destination(call, route), call.caller);
        return noContent();
      },
    },
  ];
}

/** As a request names it. */
interface Named extends Omit<WantedDestination, 'app'> {
  readonly app: string;
}

function appsFound(
  { world }: Foundation,
  call: Call,
  route: Route,
  wanted: readonly Named[],
): readonly WantedDestination[] {
  const known = new Map(world.apps.map((app) => [app.guid, app]));
  const missing = wanted.filter((one) => !known.has(one.app)).map((one) => one.app);
  if (missing.length > 0) throw unprocessable(`App(s) with guid(s) "${missing.join('", "')}" do not exist.`);
  const apps = wanted.map((one) => known.get(one.app) as App);
  const hidden = apps.filter((app) => !call.canRead(app.space)).map((app) => app.guid);
  if (hidden.length > 0) throw unprocessable(`App(s) with guid(s) "${hidden.join('", "')}" you do not have access.`);
  if (apps.some((app) => app.space !== route.space)) {
    throw unprocessable("Routes destinations must be in either the route's space or the route's shared spaces");
  }
  return wanted.map((one, at) => ({ ...one, app: apps[at] as App }));
}

/** Rules: CCNG, app/messages/route_update_destinations_message.rb. */
function readDestinations(call: Call, replace: boolean): readonly Named[] {
  const message = new Message(call.body(), ['destinations']);
  const list = message.value('destinations');
  const least = replace ? 0 : 1;
  const result: Named[] = [];
  if (!Array.isArray(list) || list.length < least || list.length > 100) {
    message.problem(`Destinations must be an array containing between ${least} and 100 destination objects.`);
  } else {
    const before = message.problems;
    list.forEach((entry: unknown, at) => {
      const one = readDestination(entry, replace, (text) => message.problem(`Destinations[${at}]: ${text}`));
      if (one !== undefined) result.push(one);
    });
    const ports = Map.groupBy(list.filter(isObject), (entry) => JSON.stringify(entry['app']));
    if ([...ports.values()].some((entries) => entries.length > mostPorts)) {
      message.problem(`Process must have at most ${mostPorts} exposed ports.`);
    }
    if (message.problems === before) checkWeights(message, result);
  }
  message.check();
  return result;
}

function readDestination(entry: unknown, replace: boolean, bad: (text: string) => void): Named | undefined {
  if (!isObject(entry)) return void bad('must be an object.');
  if (entry['app'] === undefined) return void bad('must have an "app".');
  if (Object.keys(entry).some((key) => !['app', 'weight', 'port', 'protocol'].includes(key))) {
    return void bad('must have only "app" and optionally "weight", "port" or "protocol".');
  }
  const { app, weight, port, protocol } = entry as {
    app: unknown;
    weight?: unknown;
    port?: unknown;
    protocol?: unknown;
  };
  const guid = isObject(app) ? app.guid : undefined;
  const process = isObject(app) ? app['process'] : undefined;
  const type = isObject(process) && Object.keys(process).join() === 'type' ? process['type'] : undefined;
  const namesApp = typeof guid === 'string' && guid.length >= 1 && guid.length < 200;
  if (!namesApp) bad('app must have the structure {"guid": "app_guid"}');
  else if (process !== undefined && process !== null && (typeof type !== 'string' || type === '')) {
    bad('process must have the structure {"type": "process_type"}');
  }
  if (isSet(weight)) {
    if (!replace) bad('weighted destinations can only be used when replacing all destinations.');
    else if (!isWithin(weight, 1, 100)) bad('weight must be a positive integer between 1 and 100.');
  }
  if (isSet(port) && !isWithin(port, 1024, 65_535)) {
    bad('port must be a positive integer between 1024 and 65535 inclusive.');
  }
  if (isSet(protocol) && !isProtocol(protocol)) bad("protocol must be 'http1', 'http2' or 'tcp'.");
  return {
    app: String(guid),
    processType: typeof type === 'string' ? type : 'web',
    port: typeof port === 'number' ? port : undefined,
    protocol: isProtocol(protocol) ? protocol : undefined,
    weight: typeof weight === 'number' ? weight : undefined,
  };
}

function checkWeights(message: Message, destinations: readonly Named[]): void {
  const weights = destinations.flatMap(({ weight }) => (weight === undefined ? [] : [weight]));
  if (weights.length === 0) return;
  if (weights.length < destinations.length) {
    message.problem('Destinations cannot contain both weighted and unweighted destinations.');
  } else if (weights.reduce((sum, weight) => sum + weight, 0) !== 100) {
    message.problem('Destinations must have weights that sum to 100.');
  }
}

/** Ruby's truth: null and false count as absent. */
function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false;
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

function isProtocol(value: unknown): value is Protocol {
  return value === 'http1' || value === 'http2' || value === 'tcp';
}
