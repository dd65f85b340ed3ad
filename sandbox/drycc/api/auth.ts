import { json, noContent, Refusal } from '../../controller/answers.ts';
import { isObject } from '../../controller/body.ts';
import { randomHex } from '../../controller/names.ts';
import { page } from '../../controller/paging.ts';
import type { Action, Route } from '../../controller/router.ts';
import type { Reply } from '../../server.ts';
import { missing, serverError } from '../gate.ts';
import type { User } from '../records.ts';
import { tokenJson, userJson } from '../shapes.ts';
import type { DryccWorld } from '../world.ts';

const html = { 'content-type': 'text/html; charset=utf-8' };

/** Base path, health, login, tokens, whoami. What stands behind the login, the passport, is a switch of the world. */
export function authRoutes(world: DryccWorld): readonly Route<User>[] {
  const healthy = { status: 200, headers: html, body: 'OK' };
  return [
    { path: /^\/healthz$/, allow: '', open: true, GET: () => healthy },
    { path: /^\/readiness$/, allow: '', open: true, GET: () => healthy },
    {
      path: /^\/v2\/$/,
      allow: 'GET, HEAD, OPTIONS',
      GET: ({ exchange }) => {
        const names = ['workspaces', 'apps', 'keys', 'tokens', 'limits/specs', 'limits/plans'];
        const base = `http://${exchange.headers['host'] ?? 'localhost'}/v2`;
        return json(200, Object.fromEntries(names.map((name) => [name, `${base}/${name}`])));
      },
    },
    { path: /^\/v2\/auth\/login\/?$/, allow: 'POST, OPTIONS', open: true, POST: login(world) },
    {
      path: /^\/v2\/auth\/token\/(?<key>[-_\w]+)\/?$/,
      allow: 'GET, HEAD, OPTIONS',
      open: true,
      GET: ({ parameters, exchange }) => {
        const user = world.logins.get(parameters['key'] ?? '');
        if (user === undefined) return { status: 404, headers: html, body: '' };
        // Each asking makes a new token.
        const { uuid, key } = world.addToken(user, exchange.query.get('alias') ?? '');
        return { status: 200, headers: html, body: JSON.stringify({ uuid, token: key, username: user.username }) };
      },
    },
    {
      path: /^\/v2\/auth\/whoami\/?$/,
      allow: 'GET, HEAD, OPTIONS',
      GET: (request) => json(200, userJson(request.user)),
    },
    {
      path: /^\/v2\/tokens\/?$/,
      allow: 'GET, HEAD, OPTIONS',
      GET: ({ exchange, user }) =>
        page(
          exchange,
          world.tokens.filter(({ owner }) => owner === user.username),
          tokenJson,
        ),
    },
    {
      path: /^\/v2\/tokens\/(?<uuid>[-_\w]+)\/?$/,
      allow: 'GET, DELETE, HEAD, OPTIONS',
      GET: (request) => json(200, tokenJson(ownToken(world, request.user, request.parameters['uuid']))),
      DELETE: (request) => {
        world.tokens.splice(world.tokens.indexOf(ownToken(world, request.user, request.parameters['uuid'])), 1);
        return noContent();
      },
    },
    { path: /^\/v2\/(keys|users|manager|prometheus)(\/.*)?$/, allow: 'GET, POST, DELETE, HEAD, OPTIONS' },
  ];
}

function ownToken(world: DryccWorld, user: User, uuid: string | undefined) {
  const token = world.tokens.find((one) => one.uuid === uuid && one.owner === user.username);
  if (token === undefined) throw missing('Token');
  return token;
}

/** Without a password the browser has to do it; with one the passport is asked, in whose words a refusal comes. */
function login(world: DryccWorld): Action<User> {
  return ({ body, exchange }) => {
    const posted = body().value;
    const { username, password } = isObject(posted) ? posted : {};
    if (typeof username !== 'string' || typeof password !== 'string' || username === '' || password === '') {
      const key = randomHex(32);
      world.logins.set(key, undefined);
      const base = `http://${exchange.headers['host'] ?? 'localhost'}/v2`;
      return { status: 302, headers: { ...html, location: `${base}/login/drycc/?key=${key}` }, body: '' };
    }
    return passwordLogin(world, username, password);
  };
}

function passwordLogin(world: DryccWorld, username: string, password: string): Reply {
  switch (world.passport) {
    case 'unreachable':
      throw serverError();
    case 'browser only':
      throw new Refusal(json(400, { error: 'unauthorized_client' }));
    case 'takes passwords': {
      const user = world.users.find((one) => one.username === username);
      if (user === undefined || world.passwords.get(username) !== password) {
        throw new Refusal(json(400, { error: 'invalid_grant', error_description: 'Invalid credentials given.' }));
      }
      const key = randomHex(32);
      world.logins.set(key, user);
      return { status: 200, headers: html, body: JSON.stringify({ key }) };
    }
  }
}
