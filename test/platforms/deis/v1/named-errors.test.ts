import { afterEach, expect, test } from 'vitest';
import { runningClock } from '../../../../sandbox/clock.ts';
import { type DeisV1Sandbox, startDeisV1, v1Seeds } from '../../../../sandbox/deis-v1/deis-v1.ts';
import type { Request } from '../../../../src/inputs/request.ts';
import { deis } from '../../../../src/platforms/deis/index.ts';
import { endingOf, type NamedError, page, refuse } from '../../controller/endings.ts';
import { deployOnce, factsOf, fastClock, pullByName, requestTo } from '../../controller/workbench.ts';

/** Every refusal of Deis v1 that the reference names, in its own words: what a reader is told, and what to do. */

const speed = 150;
let sandbox: DeisV1Sandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

const version = { DEIS_API_VERSION: '1.7' };
const password = { login: { kind: 'password', username: 'bob', password: 'wrong' } } as const;
const isNew = true;
const later = /Try again later/;
const build = 'POST apps/myapp/builds/';
const create = 'POST apps/';

const cases: Readonly<Record<string, NamedError>> = {
  'a path in api that is none': {
    at: 'GET ',
    status: 404,
    body: page('Not Found'),
    says: /^The controller at .* does not know \/v1\/\.$/,
    todo: /controller’s own URL/,
    headers: version,
  },
  'a token that was regenerated': {
    at: 'GET apps/',
    status: 401,
    body: { detail: 'Invalid token' },
    says: /^Deis v1 refuses the login: Invalid token/,
    todo: /deis login/,
  },
  'a wrong password': {
    at: 'POST auth/login/',
    status: 400,
    body: { non_field_errors: ['Unable to log in with provided credentials.'] },
    says: /^Deis refuses the login of bob: Unable to log in/,
    todo: /`username` and `password`/,
    asked: password,
  },
  'an app of somebody else': {
    at: 'GET apps/myapp/',
    status: 403,
    body: { detail: 'You do not have permission to perform this action.' },
    says: /Deis v1 does not permit it/,
    todo: /deis perms:create/,
  },
  'a name with other characters': {
    at: create,
    status: 400,
    body: { id: ['App IDs can only contain [a-z0-9-].'] },
    says: /App IDs can only contain/,
    todo: /another `app`/,
    isNew,
  },
  'a name that is kept': {
    at: create,
    status: 400,
    body: { id: ['deis is a reserved name.'] },
    says: /deis is a reserved name/,
    todo: /another `app`/,
    isNew,
  },
  'a name that somebody else has': {
    at: create,
    status: 400,
    body: { id: ['This field must be unique.'] },
    says: /^An app named myapp exists, but this login cannot see it/,
    todo: /another `app`/,
    isNew,
  },
  'no room for containers': {
    at: build,
    status: 503,
    body: { detail: 'aborting, failed to create some containers' },
    says: /^aborting, failed to create some containers$/,
    todo: /room for them/,
  },
  'a health check that fails': {
    at: build,
    status: 503,
    body: { detail: 'aborting, app containers failed to respond to health check' },
    says: /^aborting, app containers failed to respond to health check$/,
    todo: /HEALTHCHECK_URL/,
  },
  'an image that Docker cannot pull': {
    at: build,
    status: 500,
    body: page('Server Error (500)'),
    says: /^Deis v1 answers 500 without a reason/,
    todo: /login of its own Docker/,
  },
  'a name of a component': {
    at: build,
    status: 403,
    body: { detail: 'Repository name deis/router is not allowed' },
    says: /Repository name deis\/router is not allowed/,
    todo: /another name/,
  },
  'a config that somebody else changes': {
    at: build,
    status: 409,
    body: { error: 'Config changes already in progress.\\nPlease try again.' },
    says: /Config changes already in progress/,
    todo: /Somebody else changes/,
  },
  'nginx in front of a controller that is down': {
    at: build,
    status: 502,
    body: page('502 Bad Gateway'),
    says: /502 Bad Gateway.* no release of .* has appeared since$/,
    todo: later,
  },
  'a client of another version': {
    at: build,
    status: 405,
    body: { error: 'Client and server versions do not match. Client version: 2 Server version: 1' },
    says: /Client and server versions do not match/,
    todo: /change methods, bodies or headers/,
  },
};

test.for(Object.entries(cases))('%s', async ([, named]) => {
  const running = await startDeisV1({ clock: runningClock(speed), pull: pullByName });
  sandbox = running;
  const request = (more: Partial<Request> = {}) =>
    requestTo(running.server.url, { login: { kind: 'token', token: v1Seeds.admin.token }, ...more });
  if (named.isNew !== true) await deployOnce(deis, request(), fastClock(speed), factsOf('good'));
  refuse(running.server, named, '/v1/');
  const { says, todo } = await endingOf(deis, request(named.asked), speed);
  expect(says).toMatch(named.says);
  expect(todo).toMatch(named.todo);
});
