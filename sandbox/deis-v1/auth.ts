import { detail, forbidden, json } from '../controller/answers.ts';
import { randomHex } from '../controller/names.ts';
import type { Route } from '../controller/router.ts';
import { dictionary, Fields, missing, serverError, writable } from './framework.ts';
import { type User, userJson } from './records.ts';
import type { DeisV1World } from './world.ts';

/** Base path, health, login, registration and tokens. Patterns have no end, as all of v1's. */
export function authRoutes(world: DeisV1World): readonly Route<User>[] {
  const healthy = { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: 'OK' };
  return [
    { path: /^\/healthz$/, allow: '', open: true, GET: () => healthy },
    { path: /^\/v1\/$/, allow: 'GET, HEAD, OPTIONS', GET: () => json(200, {}) },
    {
      path: /^\/v1\/auth\/login\//,
      allow: 'POST, OPTIONS',
      open: true,
      POST: (request) => {
        const body = request.body();
        const fields = new Fields(body.kind === 'form' ? body.value : dictionary(body));
        const username = fields.text('username');
        const password = fields.text('password');
        fields.done();
        const user = world.users.find((one) => one.username === username && one.password === password);
        if (user !== undefined) return json(200, { token: user.token });
        fields.complain('non_field_errors', 'Unable to log in with provided credentials.');
        fields.done();
        throw serverError();
      },
    },
    {
      path: /^\/v1\/auth\/register\/?/,
      allow: 'POST, OPTIONS',
      open: true,
      POST: (request) => {
        if (world.registration === 'disabled') throw detail(403, 'Registration is disabled');
        if (world.registration === 'admin_only' && !isAdmin(world, request.exchange.headers['authorization'])) {
          throw forbidden();
        }
        return json(201, userJson(register(world, new Fields(dictionary(request.body())))));
      },
    },
    {
      path: /^\/v1\/auth\/tokens\//,
      allow: 'POST, OPTIONS',
      POST: (request) => {
        const posted = writable(request.body());
        if (('username' in posted || 'all' in posted) && !request.user.superuser) throw forbidden();
        if ('all' in posted) {
          for (const user of world.users) user.token = randomHex(40);
          return json(200, '');
        }
        const named = posted['username'];
        const user = named === undefined ? request.user : world.users.find((one) => one.username === named);
        if (user === undefined) throw missing();
        user.token = randomHex(40);
        return json(200, { token: user.token });
      },
    },
    { path: /^\/v1\/auth\/cancel\/?/, allow: 'DELETE, OPTIONS' },
    { path: /^\/v1\/auth\/passwd\/?/, allow: 'POST, OPTIONS' },
    { path: /^\/v1\/(keys|hooks|admin\/perms|certs|users)/, allow: 'GET, POST, DELETE, HEAD, OPTIONS' },
  ];
}

function isAdmin(world: DeisV1World, authorization: string | undefined): boolean {
  const token = /^token\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  return world.users.some((user) => user.superuser && user.token === token);
}

/** Throws 400. */
function register(world: DeisV1World, fields: Fields): User {
  const email = fields.text('email', { optional: true, blank: true, longest: 75 }, [
    (text) => (/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text) ? undefined : 'Enter a valid email address.'),
  ]);
  const username = fields.text('username', { longest: 30 }, [
    (text) => (/^[\w.@+-]+$/.test(text) ? undefined : 'Enter a valid username.'),
    (text) => (world.users.some((user) => user.username === text) ? 'This field must be unique.' : undefined),
  ]);
  const password = fields.text('password', { longest: 128 });
  const firstName = fields.text('first_name', { optional: true, blank: true, longest: 30 });
  const lastName = fields.text('last_name', { optional: true, blank: true, longest: 30 });
  fields.done();
  return world.addUser({
    username: username ?? '',
    password: password ?? '',
    email: email ?? '',
    firstName: firstName ?? '',
    lastName: lastName ?? '',
  });
}
