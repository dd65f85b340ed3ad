import { forbidden, json, noContent } from '../../controller/answers.ts';
import { isObject } from '../../controller/body.ts';
import type { Route } from '../../controller/router.ts';
import { appOf, missing, owns, serverError } from '../gate.ts';
import type { User } from '../records.ts';
import type { DeisWorld } from '../world.ts';

/** `perms/`: with whom an app is shared. */
export function permRoutes(world: DeisWorld): readonly Route<User>[] {
  const named = (username: unknown) => {
    const user = world.users.find((candidate) => candidate.username === username);
    if (user === undefined) throw missing('User');
    return user;
  };
  return [
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/perms\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => json(200, { users: [...appOf(world, request).collaborators] }),
      POST: (request) => {
        const app = appOf(world, request);
        if (!owns(app, request.user)) throw forbidden();
        const body = request.body().value;
        if (!isObject(body) || body['username'] === undefined) throw serverError();
        app.collaborators.add(named(body['username']).username);
        return { status: 201 };
      },
    },
    {
      // Who is shared with may leave; the rule that collaborators may not delete is not asked here.
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/perms\/(?<user>[-_\w]+)\/?$/,
      allow: 'DELETE, OPTIONS',
      DELETE: (request) => {
        const app = world.apps.get(request.parameters['app'] ?? '');
        if (app === undefined) throw missing('App');
        const { username } = named(request.parameters['user']);
        const mayRemove = username === request.user.username || owns(app, request.user);
        if (!app.collaborators.has(username) || !mayRemove) throw forbidden();
        app.collaborators.delete(username);
        return noContent();
      },
    },
  ];
}
