import { randomUUID } from 'node:crypto';
import { detail, forbidden, json, leftOut, noContent, Refusal } from '../controller/answers.ts';
import { readAppName } from '../controller/app-names.ts';
import { dictionary, isObject } from '../controller/body.ts';
import { merged } from '../controller/config-changes.ts';
import { readDomain } from '../controller/domain-names.ts';
import { Fields } from '../controller/fields.ts';
import { page } from '../controller/paging.ts';
import { pythonTruth } from '../controller/python.ts';
import type { Action, Route } from '../controller/router.ts';
import { appOf, mayUse, missing, roleOf, serverError, writableBody } from './gate.ts';
import { appNamePattern, isReserved } from './names.ts';
import { appJson, domainJson, settingsJson, type User } from './records.ts';
import type { DryccWorld } from './world.ts';

/** `apps/`, one app, its domains and settings. */
export function appRoutes(world: DryccWorld): readonly Route<User>[] {
  const move: Action<User> = (request) => {
    appOf(world, request, 'app');
    const body = request.body().value;
    if (isObject(body) && pythonTruth(body['workspace'])) throw leftOut('the transfer of an app');
    throw new Refusal(json(400, ['workspace is required']));
  };
  return [
    {
      path: /^\/v2\/apps\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => {
        const workspace = request.exchange.query.get('workspace');
        const visible = [...world.apps.values()].filter(
          (app) => roleOf(app, request.user) !== undefined && (workspace === null || app.workspace.id === workspace),
        );
        visible.sort((a, b) => (a.id < b.id ? -1 : 1));
        return page(request.exchange, visible, appJson);
      },
      POST: (request) => createApp(world, request.user, request.body().value),
    },
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/?$/,
      allow: 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS',
      GET: (request) => json(200, appJson(appOf(world, request, 'app'))),
      PUT: move,
      PATCH: move,
      DELETE: (request) => {
        world.deleteApp(appOf(world, request, 'app'));
        return noContent();
      },
    },
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/domains\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        const sorted = [...app.domains].sort((a, b) => (a.domain < b.domain ? -1 : 1));
        return page(request.exchange, sorted, (domain) => domainJson(app, domain));
      },
      POST: (request) => {
        const app = appOf(world, request);
        const fields = new Fields(writableBody(request));
        const name = readDomain(fields, (candidate) =>
          [...world.apps.values()].some((other) => other.domains.some(({ domain }) => domain === candidate)),
        );
        const ptype = fields.text('ptype');
        fields.done();
        const domain = { domain: name, ptype, createdAt: world.clock.now() };
        app.domains.push(domain);
        return json(201, domainJson(app, domain));
      },
    },
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/domains\/(?<domain>[^/]+)\/?$/,
      allow: 'DELETE, OPTIONS',
      DELETE: (request) => {
        const app = appOf(world, request);
        const index = app.domains.findIndex(({ domain }) => domain === request.parameters['domain']);
        if (index < 0) throw missing('Domain');
        app.domains.splice(index, 1);
        return noContent();
      },
    },
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/settings\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => json(200, settingsJson(appOf(world, request))),
      POST: changeSettings(world),
    },
    ...leftOutRoutes,
  ];
}

/** Below an app, but not played. */
const leftOutRoutes: readonly Route<User>[] = (
  [
    ['tls', 'GET, POST, HEAD, OPTIONS'],
    ['services', 'GET, POST, DELETE, HEAD, OPTIONS'],
    ['gateways', 'GET, HEAD, OPTIONS'],
    ['gateways/[^/]+', 'GET, PUT, DELETE, HEAD, OPTIONS'],
    ['routes', 'GET, HEAD, OPTIONS'],
    ['routes/[^/]+', 'GET, PUT, DELETE, HEAD, OPTIONS'],
    ['metrics', 'GET, HEAD, OPTIONS'],
    ['(volumes|certs|addons|resources)(/.*)?', 'GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS'],
  ] as const
).map(([path, allow]) => ({ path: new RegExp(`^/v2/apps/[a-z0-9-]+/${path}/?$`), allow }));

function createApp(world: DryccWorld, user: User, posted: unknown) {
  const body = dictionary(posted);
  const fields = new Fields(body);
  const id = readAppName(body['id'], fields, {
    pattern: appNamePattern,
    reserved: isReserved,
    taken: (name) => world.apps.has(name),
    random: () => world.randomName(),
  });
  const name = fields.text('workspace');
  const workspace = world.workspaces.find((candidate) => candidate.id === name);
  if (name !== '' && workspace === undefined) fields.complain('workspace', `Object with id=${name} does not exist.`);
  fields.done();
  if (workspace === undefined || !mayUse(roleOf({ workspace }, user), 'POST')) throw forbidden();
  if (world.cluster.foreignNamespaces.has(id)) {
    throw detail(409, `${id} already exists as a namespace in this kuberenetes setup`);
  }
  return json(201, appJson(world.createApp(id, workspace)));
}

/** Unknown keys are ignored, and no change is a 409. */
function changeSettings(world: DryccWorld): Action<User> {
  return (request) => {
    const app = appOf(world, request);
    const body = writableBody(request);
    if (pythonTruth(body['autoscale'])) throw leftOut('"autoscale" in settings');
    const fields = new Fields(body);
    const { settings } = app;
    const routable = fields.flag('routable') ?? settings.routable;
    const autodeploy = fields.flag('autodeploy') ?? settings.autodeploy;
    const autorollback = fields.flag('autorollback') ?? settings.autorollback;
    fields.done();
    const posted = body['label'] ?? {};
    if (!isObject(posted)) throw serverError();
    const label = merged(settings.label, posted, 'label');
    const wanted = { routable, autodeploy, autorollback, label };
    const { uuid: _uuid, createdAt: _createdAt, ...current } = settings;
    if (JSON.stringify(wanted) === JSON.stringify(current)) {
      throw detail(409, `${app.workspace.id} changed nothing`);
    }
    app.settings = { uuid: randomUUID(), createdAt: world.clock.now(), ...wanted };
    return json(201, settingsJson(app));
  };
}
