import { forbidden, json, noContent } from '../controller/answers.ts';
import type { Route } from '../controller/router.ts';
import { Fields, missing, serverError, writable } from './framework.ts';
import { appOf } from './gate.ts';
import { page } from './paging.ts';
import { type App, domainJson, type User } from './records.ts';
import type { DeisV1World } from './world.ts';

/** `domains/` and `perms/`: under which names an app answers, and who else may deploy it. */
export function sharingRoutes(world: DeisV1World): readonly Route<User>[] {
  return [
    {
      path: /^\/v1\/apps\/(?<app>[a-z0-9-]+)\/domains\/(?<domain>[-._\w]+)\/?/,
      allow: 'DELETE, OPTIONS',
      DELETE: (request) => {
        const app = appOf(world, request);
        const { domain = '' } = request.parameters;
        if (app.domains.every((it) => it.domain !== domain)) throw serverError();
        app.domains = app.domains.filter((it) => it.domain !== domain);
        world.log(app.id, `domain ${domain} removed`);
        return noContent();
      },
    },
    {
      path: /^\/v1\/apps\/(?<app>[a-z0-9-]+)\/domains\/?/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        return page(request.exchange, app.domains, (domain) => domainJson(app, domain));
      },
      POST: (request) => {
        const app = appOf(world, request);
        const fields = new Fields(writable(request.body()));
        const taken = (name: string) =>
          [...world.apps.values()].some((it) => it.domains.some(({ domain }) => domain === name));
        const text = fields.text('domain', {}, [(name) => (taken(name) ? 'This field must be unique.' : undefined)]);
        fields.done();
        const name = hostname(fields, text ?? '');
        if (taken(name)) fields.complain('domain', `The domain ${name} is already in use by another app`);
        fields.done();
        const domain = { domain: name, owner: request.user.username, createdAt: world.clock.now() };
        app.domains.push(domain);
        world.log(app.id, `domain ${name} added`);
        return json(201, domainJson(app, domain));
      },
    },
    {
      path: /^\/v1\/apps\/(?<app>[a-z0-9-]+)\/perms\/(?<user>[-\w]+)\/?/,
      allow: 'DELETE, OPTIONS',
      DELETE: (request) => {
        const app = world.apps.get(request.parameters['app'] ?? '');
        const user = world.users.find(({ username }) => username === request.parameters['user']);
        if (app === undefined || user === undefined) throw missing();
        if (!app.collaborators.has(user.username)) throw forbidden();
        if (user !== request.user && !mayShare(app, request.user)) throw forbidden();
        app.collaborators.delete(user.username);
        world.log(app.id, `User ${user.username} was revoked access to ${app.id}`);
        return noContent();
      },
    },
    {
      path: /^\/v1\/apps\/(?<app>[a-z0-9-]+)\/perms\/?/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => json(200, { users: [...appOf(world, request).collaborators] }),
      POST: (request) => {
        const app = appOf(world, request);
        if (!mayShare(app, request.user)) throw forbidden();
        const named = writable(request.body())['username'];
        if (named === undefined) throw serverError();
        const user = world.users.find(({ username }) => username === named);
        if (user === undefined) throw missing();
        app.collaborators.add(user.username);
        world.log(app.id, `User ${user.username} was granted access to ${app.id}`);
        return { status: 201 };
      },
    },
  ];
}

function mayShare(app: App, user: User): boolean {
  return user.superuser || app.owner === user.username;
}

/** By the serializer's `validate_domain`. */
function hostname(fields: Fields, written: string): string {
  if (written.length > 255) fields.complain('domain', 'Hostname must be 255 characters or less.');
  const name = written.endsWith('.') ? written.slice(0, -1) : written;
  if (name.includes('xip.io')) return name;
  const labels = name.split('.');
  if (labels[0] === '*') fields.complain('domain', 'Adding a wildcard subdomain is currently not supported.');
  fields.done();
  const bad = labels.some((label) => {
    const odd = !/^(?!-)[a-z0-9-]{1,63}(?<!-)$/i.test(label) || label.includes('--') || /^\d+$/.test(label);
    return odd || (labels.length === 1 && /\d/.test(label));
  });
  if (bad) fields.complain('domain', 'Hostname does not look valid.');
  fields.done();
  return name;
}
