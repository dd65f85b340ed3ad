import { randomBytes } from 'node:crypto';
import { detail, forbidden, invalid, json } from '../../controller/answers.ts';
import { dictionary, isObject } from '../../controller/body.ts';
import { Fields } from '../../controller/fields.ts';
import type { ApiRequest, Route } from '../../controller/router.ts';
import { missing, serverError } from '../gate.ts';
import { type User, userJson } from '../records.ts';
import type { DeisWorld } from '../world.ts';

/** Base path, health, users and their tokens. Keys, hooks and the rights of administrators are not played. */
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
    {
      path: /^\/v2\/auth\/register\/?$/,
      allow: 'POST, OPTIONS',
      open: true,
      POST: (request) => json(201, userJson(register(world, request))),
    },
    {
      path: /^\/v2\/auth\/tokens\/$/,
      allow: 'POST, OPTIONS',
      POST: (request) => regenerate(world, request),
    },
    {
      path: /^\/v2\/auth\/passwd\/?$/,
      allow: 'POST, OPTIONS',
    },
    { path: /^\/v2\/auth\/cancel\/?$/, allow: 'DELETE, OPTIONS' },
    { path: /^\/v2\/(keys|users|hooks|admin)(\/.*)?$/, allow: 'GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS' },
    { path: /^\/v2\/certs\/.+$/, allow: 'GET, POST, DELETE, HEAD, OPTIONS' },
  ];
}

/** `REGISTRATION_MODE` of the installation decides who may. The first user ever is its superuser. Throws 400 and 403. */
function register(world: DeisWorld, request: ApiRequest<User>): User {
  if (world.registrationMode === 'disabled') throw detail(403, 'Registration is disabled');
  if (world.registrationMode === 'admin_only' && request.maybeUser?.superuser !== true) throw forbidden();
  const fields = new Fields(dictionary(request.body().value));
  const username = fields.text('username');
  if (username !== '' && !/^[\w.@+-]+$/.test(username)) {
    fields.complain(
      'username',
      'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.',
    );
  }
  if (world.users.some((user) => user.username === username)) {
    fields.complain('username', 'A user with that username already exists.');
  }
  const password = fields.text('password');
  fields.done();
  const email = dictionary(request.body().value)['email'];
  return world.addUser(username, password, newToken(), {
    superuser: world.users.every((user) => !user.superuser),
    email: typeof email === 'string' ? email : '',
  });
}

/** A new token, and the old one is gone: one's own, or by a superuser somebody else's or everybody's. Throws 403, 404. */
function regenerate(world: DeisWorld, request: ApiRequest<User>) {
  const body = request.body().value;
  if (!isObject(body)) throw serverError();
  const others = Object.hasOwn(body, 'all') || Object.hasOwn(body, 'username');
  if (others && !request.user.superuser) throw forbidden();
  if (Object.hasOwn(body, 'all')) {
    for (const user of world.users) user.token = newToken();
    return json(200, '');
  }
  const user = others ? world.users.find((one) => one.username === body['username']) : request.user;
  if (user === undefined) throw missing('User');
  user.token = newToken();
  return json(200, { token: user.token });
}

function newToken(): string {
  return randomBytes(20).toString('hex');
}
