import { invalid, json } from '../controller/answers.ts';
import { dictionary } from '../controller/body.ts';
import { Fields } from '../controller/fields.ts';
import type { Route } from '../controller/router.ts';
import { type User, userJson } from './records.ts';
import type { DeisWorld } from './world.ts';

/** Base path, health, login, whoami, and the paths of users and certificates, which the sandbox does not play. */
export function authRoutes(world: DeisWorld): readonly Route<User>[] {
  const healthy = { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: 'OK' };
  return [
    { path: /^\/healthz$/, allow: '', open: true, GET: () => healthy },
    { path: /^\/readiness$/, allow: '', open: true, GET: () => healthy },
    { path: /^\/v2\/$/, allow: 'GET, HEAD, OPTIONS', GET: () => json(200, {}) },
    {
      path: /^\/v2\/auth\/login\/$/,
      allow: 'POST, OPTIONS',
      open: true,
      POST: (request) => {
        const fields = new Fields(dictionary(request.body().value));
        const username = fields.text('username');
        const password = fields.text('password');
        fields.done();
        const user = world.users.find((one) => one.username === username && one.password === password);
        if (user === undefined) throw invalid({ non_field_errors: ['Unable to log in with provided credentials.'] });
        return json(200, { token: user.token });
      },
    },
    {
      path: /^\/v2\/auth\/whoami\/?$/,
      allow: 'GET, HEAD, OPTIONS',
      GET: (request) => json(200, userJson(request.user)),
    },
    { path: /^\/v2\/auth\/register\/?$/, allow: 'POST, OPTIONS', open: true },
    { path: /^\/v2\/auth\/tokens\/$/, allow: 'POST, OPTIONS' },
    { path: /^\/v2\/auth\/passwd\/?$/, allow: 'POST, OPTIONS' },
    { path: /^\/v2\/auth\/cancel\/?$/, allow: 'DELETE, OPTIONS' },
    { path: /^\/v2\/(keys|certs|users|hooks|admin)(\/.*)?$/, allow: 'GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS' },
  ];
}
