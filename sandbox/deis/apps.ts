import { detail, json, leftOut, noContent } from '../controller/answers.ts';
import { adjectiveNoun, readAppName } from '../controller/app-names.ts';
import { dictionary } from '../controller/body.ts';
import { readDomain } from '../controller/domain-names.ts';
import { Fields } from '../controller/fields.ts';
import { page } from '../controller/paging.ts';
import type { Route } from '../controller/router.ts';
import { appOf, missing, writableBody } from './gate.ts';
import type { Shapes, User } from './records.ts';
import type { DeisWorld } from './world.ts';

/** `apps/`, one app, and its domains. */
export function appRoutes(world: DeisWorld, shapes: Shapes): readonly Route<User>[] {
  return [
    {
      path: /^\/v2\/apps\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => {
        const { user } = request;
        const visible = [...world.apps.values()].filter((app) => user.superuser || app.owner === user.username);
        visible.sort((a, b) => (a.id < b.id ? -1 : 1));
        return page(request.exchange, visible, (app) => shapes.app(app));
      },
      POST: (request) => {
        const body = dictionary(request.body().value);
        const fields = new Fields(body);
        const id = readAppName(body['id'], fields, {
          pattern: /^[a-z]([a-z0-9-]*[a-z0-9])?$/,
          reserved: (name) => world.reservedNames.has(name),
          taken: (name) => world.apps.has(name),
          random: () => adjectiveNoun((name) => world.apps.has(name)),
        });
        fields.done();
        if (world.cluster.foreignNamespaces.has(id)) {
          throw detail(409, `${id} already exists as a namespace in this kuberenetes setup`);
        }
        return json(201, shapes.app(world.createApp(id, request.user)));
      },
    },
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/?$/,
      allow: 'GET, POST, DELETE, HEAD, OPTIONS',
      GET: (request) => json(200, shapes.app(appOf(world, request))),
      POST: (request) => {
        appOf(world, request);
        const owner = dictionary(request.body().value)['owner'];
        if (typeof owner === 'string' && world.users.every((user) => user.username !== owner)) throw missing('User');
        throw leftOut('the transfer of an app');
      },
      DELETE: (request) => {
        world.deleteApp(appOf(world, request));
        return noContent();
      },
    },
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/domains\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        const sorted = [...app.domains].sort((a, b) => (a.domain < b.domain ? -1 : 1));
        return page(request.exchange, sorted, (domain) => shapes.domain(app, domain));
      },
      POST: (request) => {
        const app = appOf(world, request);
        const fields = new Fields(writableBody(request));
        const name = readDomain(fields, (candidate) =>
          [...world.apps.values()].some((other) => other.domains.some((domain) => domain.domain === candidate)),
        );
        fields.done();
        const domain = { domain: name, owner: request.user.username, createdAt: world.clock.now() };
        app.domains.push(domain);
        return json(201, shapes.domain(app, domain));
      },
    },
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/domains\/(?<domain>[^/]+)\/?$/,
      allow: 'DELETE, OPTIONS',
      DELETE: (request) => {
        const app = appOf(world, request);
        const index = app.domains.findIndex((domain) => domain.domain === request.parameters['domain']);
        if (index < 0) throw missing('Domain');
        app.domains.splice(index, 1);
        return noContent();
      },
    },
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/tls\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => json(200, shapes.tls(appOf(world, request))),
    },
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/whitelist\/?$/,
      allow: 'GET, POST, DELETE, HEAD, OPTIONS',
      GET: (request) => {
        appOf(world, request);
        return json(200, { addresses: [] });
      },
    },
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/run\/?$/,
      allow: 'POST, OPTIONS',
    },
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/perms(\/[^/]+)?\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
    },
  ];
}
