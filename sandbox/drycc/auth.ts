import { json } from '../controller/answers.ts';
import { randomHex } from '../controller/names.ts';
import { pythonTruth } from '../controller/python.ts';
import type { Route } from '../controller/router.ts';
import { serverError } from './gate.ts';
import { type User, userJson } from './records.ts';

/**
 * Base path, health, login, whoami. There is no login service (passport) behind the sandbox: a browser login never
 * ends, a password login fails as it does when the service cannot be reached.
 */
export function authRoutes(): readonly Route<User>[] {
  const html = { 'content-type': 'text/html; charset=utf-8' };
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
    {
      path: /^\/v2\/auth\/login\/?$/,
      allow: 'POST, OPTIONS',
      open: true,
      POST: (request) => {
        if (pythonTruth(request.body().value)) throw serverError();
        const base = `http://${request.exchange.headers['host'] ?? 'localhost'}/v2`;
        return { status: 302, headers: { ...html, location: `${base}/login/drycc/?key=${randomHex(32)}` }, body: '' };
      },
    },
    {
      path: /^\/v2\/auth\/token\/[0-9a-f]+\/?$/,
      allow: 'GET, HEAD, OPTIONS',
      open: true,
      GET: () => ({ status: 404, headers: html, body: '' }),
    },
    {
      path: /^\/v2\/auth\/whoami\/?$/,
      allow: 'GET, HEAD, OPTIONS',
      GET: (request) => json(200, userJson(request.user)),
    },
    { path: /^\/v2\/tokens\/?$/, allow: 'GET, HEAD, OPTIONS' },
    { path: /^\/v2\/tokens\/[^/]+\/?$/, allow: 'GET, DELETE, HEAD, OPTIONS' },
    { path: /^\/v2\/(keys|limits|users|manager|prometheus)(\/.*)?$/, allow: 'GET, POST, DELETE, HEAD, OPTIONS' },
  ];
}
