import { randomUUID } from 'node:crypto';
import { detail, json, leftOut, noContent } from '../../controller/answers.ts';
import { dictionary, isObject, type JsonObject } from '../../controller/body.ts';
import { Fields } from '../../controller/fields.ts';
import type { Schema } from '../../controller/json-schema.ts';
import { page } from '../../controller/paging.ts';
import { pythonStr } from '../../controller/python.ts';
import type { ApiRequest, Route } from '../../controller/router.ts';
import { appOf, missing, serverError, writableBody } from '../gate.ts';
import type { Gateway, GatewayRoute, User } from '../records.ts';
import { gatewayJson, routeJson, serviceName, tlsJson } from '../shapes.ts';
import type { DryccWorld } from '../world.ts';

const appPath = '^/v2/apps/(?<app>[a-z0-9-]+)';
const one = { allow: 'GET, PUT, DELETE, HEAD, OPTIONS' };
const all = { allow: 'GET, HEAD, OPTIONS' };

/** `gateways/`, `routes/` and `tls/`: how requests get from outside to the app's services. */
export function gatewayRoutes(world: DryccWorld): readonly Route<User>[] {
  return [
    {
      ...{ path: new RegExp(`${appPath}/gateways/?$`), ...all },
      GET: (request) => {
        const app = appOf(world, request);
        return page(request.exchange, app.gateways, (gateway) => gatewayJson(app, gateway));
      },
    },
    {
      ...{ path: new RegExp(`${appPath}/gateways/(?<name>[^/]+)/?$`), ...one },
      GET: (request) => json(200, gatewayJson(appOf(world, request), found(world, request, 'gateways'))),
      PUT: (request) => putGateway(world, request),
      DELETE: (request) => {
        const { gateways } = appOf(world, request);
        gateways.splice(gateways.indexOf(found(world, request, 'gateways')), 1);
        return noContent();
      },
    },
    {
      ...{ path: new RegExp(`${appPath}/routes/?$`), ...all },
      GET: (request) => {
        const app = appOf(world, request);
        return page(request.exchange, app.routes, (route) => routeJson(app, route));
      },
    },
    {
      ...{ path: new RegExp(`${appPath}/routes/(?<name>[^/]+)/?$`), ...one },
      GET: (request) => json(200, routeJson(appOf(world, request), found(world, request, 'routes'))),
      PUT: (request) => putRoute(world, request),
      DELETE: (request) => {
        const { routes } = appOf(world, request);
        routes.splice(routes.indexOf(found(world, request, 'routes')), 1);
        return noContent();
      },
    },
    {
      path: new RegExp(`${appPath}/tls/?$`),
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => json(200, tlsJson(appOf(world, request))),
      POST: (request) => changeTls(world, request),
    },
  ];
}

function found(world: DryccWorld, request: ApiRequest<User>, kind: 'gateways'): Gateway;
function found(world: DryccWorld, request: ApiRequest<User>, kind: 'routes'): GatewayRoute;
function found(world: DryccWorld, request: ApiRequest<User>, kind: 'gateways' | 'routes'): Gateway | GatewayRoute {
  const records: readonly (Gateway | GatewayRoute)[] = appOf(world, request)[kind];
  const record = records.find(({ name }) => name === request.parameters['name']);
  if (record === undefined) throw missing(kind === 'gateways' ? 'Gateway' : 'Route');
  return record;
}

const portNumber: Schema = { type: 'integer', minimum: 1, maximum: 65_535 };
const portsSchema: Schema = {
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['port', 'protocol'],
    properties: { port: portNumber, protocol: { type: 'string', enum: ['HTTP', 'HTTPS', 'TCP', 'UDP', 'TLS'] } },
  },
};
const parentRefsSchema: Schema = {
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'port'],
    properties: { name: { type: 'string' }, port: portNumber },
  },
};

/** The body names the app and the gateway once more. Without ports a gateway goes away. */
function putGateway(world: DryccWorld, request: ApiRequest<User>) {
  const app = appOf(world, request);
  const { name = '' } = request.parameters;
  const body = dictionary(request.body().value);
  const fields = new Fields(body);
  checkNames(world, fields);
  const ports = fields.list('ports', portsSchema) as Gateway['ports'];
  fields.done();
  const existing = app.gateways.find((gateway) => gateway.name === name);
  if (ports.length === 0) {
    if (existing === undefined) throw serverError();
    app.gateways.splice(app.gateways.indexOf(existing), 1);
    return noContent();
  }
  const gateway = existing ?? { id: world.nextId('gateway'), name, createdAt: world.clock.now(), ports };
  if (existing === undefined) app.gateways.push(gateway);
  gateway.ports = ports;
  return json(200, gatewayJson(app, gateway));
}

/** Rules lead to services that are there; others are dropped, and a route that has none left is refused. */
function putRoute(world: DryccWorld, request: ApiRequest<User>) {
  const app = appOf(world, request);
  const { name = '' } = request.parameters;
  const body = dictionary(request.body().value);
  const fields = new Fields(body);
  checkNames(world, fields, () => {
    const kind = fields.text('kind');
    if (kind === '' || /^(HTTPRoute|TCPRoute|UDPRoute|TLSRoute)$/.test(kind)) return;
    fields.complain('kind', 'the route kind only supports: ^(HTTPRoute|TCPRoute|UDPRoute|TLSRoute)$');
  });
  const rules = fields.list('rules', { type: 'array' });
  const parentRefs = fields.list('parent_refs', parentRefsSchema) as GatewayRoute['parentRefs'];
  fields.done();
  const services = app.services.flatMap(({ ptype, ports }) =>
    ports.map(({ port }) => `${serviceName(app, ptype)}:${pythonStr(port)}`),
  );
  const cleaned = rules.map(plainRule).map(({ backendRefs }) => ({
    backendRefs: backendRefs.filter((ref) => services.includes(`${ref.name}:${ref.port}`)),
  }));
  const kept = cleaned.filter(({ backendRefs }) => backendRefs.length > 0);
  if (kept.length === 0) throw missing('Route');
  const existing = app.routes.find((route) => route.name === name);
  const parts = { kind: String(body['kind']), rules: kept, parentRefs };
  const route = existing ?? { id: world.nextId('route'), name, createdAt: world.clock.now(), ...parts };
  if (existing === undefined) app.routes.push(route);
  Object.assign(route, parts);
  return json(200, routeJson(app, route));
}

function checkNames(world: DryccWorld, fields: Fields, between: () => void = () => undefined): void {
  const id = fields.text('app');
  if (id !== '' && !world.apps.has(id)) fields.complain('app', `Object with id=${id} does not exist.`);
  between();
  fields.text('name');
}

function plainRule(rule: unknown): GatewayRoute['rules'][number] {
  const refs = isObject(rule) && Object.keys(rule).length === 1 ? rule['backendRefs'] : undefined;
  if (!Array.isArray(refs) || !refs.every(isBackendRef)) throw leftOut('rules that are more than services');
  return { backendRefs: refs as GatewayRoute['rules'][number]['backendRefs'] };
}

function isBackendRef(ref: unknown): boolean {
  return isObject(ref) && typeof ref['name'] === 'string' && typeof ref['port'] === 'number';
}

/** One switch at a time; the other one stays as it is. */
function changeTls(world: DryccWorld, request: ApiRequest<User>) {
  const app = appOf(world, request);
  const body: JsonObject = writableBody(request);
  const fields = new Fields(body);
  const [https, certs] = [fields.flag('https_enforced'), fields.flag('certs_auto_enabled')];
  fields.done();
  const { httpsEnforced, certsAutoEnabled } = app.tls;
  const same = https === undefined ? certs !== undefined && certs === certsAutoEnabled : https === httpsEnforced;
  if (same) throw detail(409, `${app.workspace.id} changed nothing`);
  app.tls = {
    ...{ uuid: randomUUID(), createdAt: world.clock.now() },
    httpsEnforced: https ?? (certs === undefined ? null : httpsEnforced),
    certsAutoEnabled: https === undefined ? (certs ?? null) : certsAutoEnabled,
  };
  return json(201, tlsJson(app));
}
