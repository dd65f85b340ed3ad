import { afterEach, expect, test } from 'vitest';
import { runningClock } from '../../../sandbox/clock.ts';
import { type DeisSandbox, deisSeeds, startDeis } from '../../../sandbox/deis/deis.ts';
import type { Request } from '../../../src/inputs/request.ts';
import { deis } from '../../../src/platforms/deis/index.ts';
import { endingOf, type NamedError, page, refuse } from '../controller/endings.ts';
import { deployOnce, factsOf, fastClock, pullByName, requestTo } from '../controller/workbench.ts';

/** Every refusal of Deis Workflow and Hephy that the reference names, in its own words: what a reader is told, and what to do. */

const speed = 150;
let sandbox: DeisSandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

const version = { DEIS_API_VERSION: '2.3' };
const password = { login: { kind: 'password', username: 'bob', password: 'wrong' } } as const;
const variables = { settings: { env: new Map([['A', 'x']]) } };
const two = { settings: { instances: new Map([['', 2]]) } };
const isNew = true;
const denied = { detail: 'You do not have permission to perform this action.' };
const failed = (why: string) =>
  `(app::deploy): There was a problem deploying v4. Rolling back process types to release v3.\nThere was a problem while deploying v4 of myapp-cmd. Additional information:\n${why}`;
const operator = /controller’s (?:own )?(?:code|log)/;
const later = /Try again later/;
const port = /`port` input/;
const regenerated = /deis login/;

const build = 'POST apps/myapp/builds/';
const config = 'POST apps/myapp/config/';
const scale = 'POST apps/myapp/scale/';
const create = 'POST apps/';

const cases: Readonly<Record<string, NamedError>> = {
  'a router that wants https': {
    at: 'GET ',
    status: 301,
    body: '',
    says: /redirects to https:\/\/deis\.example\.com \(301\)/,
    todo: /`api: https:\/\/deis\.example\.com`: use https/,
    headers: { location: 'https://deis.example.com/v2/' },
  },
  'a path in api that is none': {
    at: 'GET ',
    status: 404,
    body: page('Not Found'),
    says: /^The controller at .* does not know \/v2\/\.$/,
    todo: /controller’s own URL as `api`/,
    headers: version,
  },
  'something else at api': {
    at: 'GET ',
    status: 200,
    body: page('Welcome'),
    says: /answers neither like Cloud Foundry nor like/,
    todo: /URL of the platform’s API/,
  },
  'a router whose controller is down': {
    at: 'GET ',
    status: 502,
    body: page('502 Bad Gateway'),
    says: /answers 502: 502 Bad Gateway$/,
    todo: later,
  },
  'a token that was regenerated': {
    at: 'GET auth/whoami/',
    status: 401,
    body: { detail: 'Invalid token.' },
    says: /^Deis refuses the login: Invalid token\./,
    todo: regenerated,
  },
  'a token with a blank': {
    at: 'GET auth/whoami/',
    status: 401,
    body: { detail: 'Invalid token header. Token string should not contain spaces.' },
    says: /should not contain spaces/,
    todo: /holds a blank/,
  },
  'a proxy that keeps the token for itself': {
    at: 'GET auth/whoami/',
    status: 401,
    body: { detail: 'Authentication credentials were not provided.' },
    says: /credentials were not provided/,
    todo: /take the header Authorization away/,
  },
  'a wrong password': {
    at: 'POST auth/login/',
    status: 400,
    body: { non_field_errors: ['Unable to log in with provided credentials.'] },
    says: /^Deis refuses the login of bob: Unable to log in with provided credentials\.$/,
    todo: /Check `username` and `password`/,
    asked: password,
  },
  'a login at another generation': {
    at: 'POST auth/login/',
    status: 404,
    body: page('Not Found'),
    says: /^logging in: the server does not know this path/,
    todo: /right generation/,
    asked: password,
  },
  'a login that a proxy turns into a GET': {
    at: 'POST auth/login/',
    status: 405,
    body: { detail: 'Method "GET" not allowed.' },
    says: /Method "GET" not allowed/,
    todo: /proxy in front of the controller change methods/,
    asked: password,
  },
  'a login that the controller falls over': {
    at: 'POST auth/login/',
    status: 500,
    body: { detail: 'Server Error' },
    says: /^logging in: Server Error/,
    todo: operator,
    asked: password,
  },
  'an app of somebody else': {
    at: 'GET apps/myapp/',
    status: 403,
    body: denied,
    says: /^reading app myapp: Deis does not permit it: You do not have permission/,
    todo: /deis perms:create/,
  },
  'reading: the controller falls over': {
    at: 'GET apps/myapp/config/',
    status: 500,
    body: { detail: 'Server Error' },
    says: /^reading app myapp: Server Error/,
    todo: operator,
  },
  'reading: Kubernetes is down': {
    at: 'GET apps/myapp/config/',
    status: 503,
    body: { detail: 'Service temporarily unavailable, try again later.' },
    says: /Deis is not available: Service temporarily unavailable/,
    todo: later,
  },
  'reading: the load balancer gives up': {
    at: 'GET apps/myapp/config/',
    status: 504,
    body: page('504 Gateway Time-out'),
    says: /504 Gateway Time-out/,
    todo: later,
  },
  'reading: a login page': {
    at: 'GET apps/myapp/config/',
    status: 200,
    body: page('Please log in'),
    says: /the answer is not JSON: Please log in/,
    todo: /login page or a proxy/,
  },
  'a name with other characters': {
    at: create,
    status: 400,
    body: {
      id: [
        'App name must start with an alphabetic character, cannot end with a hyphen and can only contain a-z (lowercase), 0-9 and hyphens.',
      ],
    },
    says: /^creating app myapp: id: App name must start/,
    todo: /another `app`/,
    isNew,
  },
  'a name that is too long': {
    at: create,
    status: 400,
    body: { id: ['Ensure this field has no more than 63 characters.'] },
    says: /no more than 63 characters/,
    todo: /another `app`/,
    isNew,
  },
  'a name that is kept': {
    at: create,
    status: 400,
    body: { id: ['grafana is a reserved name.'] },
    says: /grafana is a reserved name/,
    todo: /keeps that name for itself: choose another `app`/,
    isNew,
  },
  'a name that somebody else has': {
    at: create,
    status: 400,
    body: { id: ['Application with this id already exists.'] },
    says: /^An app named myapp exists, but this login cannot see it/,
    todo: /another `app`, or get access.*deis perms:create/,
    isNew,
  },
  'a namespace of that name': {
    at: create,
    status: 409,
    body: { detail: 'duplicate already exists as a namespace in this kuberenetes setup' },
    says: /already exists as a namespace/,
    todo: /just being deleted: choose another `app`/,
    isNew,
  },
  'no namespace to be had': {
    at: create,
    status: 503,
    body: { detail: 'Could not create the Namespace in Kubernetes' },
    says: /Could not create the Namespace in Kubernetes/,
    todo: later,
    isNew,
  },
  'who may not create apps': {
    at: create,
    status: 403,
    body: denied,
    says: /^creating app myapp: Deis does not permit it/,
    todo: /owner/,
    isNew,
  },
  'a Procfile with other names': {
    at: build,
    status: 400,
    body: { procfile: ['Process types can only contain lowercase alphanumeric characters'] },
    says: /^procfile: Process types can only contain/,
    todo: /Procfile: check its names/,
  },
  'a Procfile that is missed': {
    at: build,
    status: 409,
    body: {
      detail:
        'Last deployment had a Procfile but is missing in this deploy. For a successful deployment provide a Procfile.',
    },
    says: /Last deployment had a Procfile/,
    todo: /manifest: Procfile/,
  },
  'a private image without PORT': {
    at: build,
    status: 400,
    body: { detail: 'PORT needs to be set in the application config when using a private registry' },
    says: /^PORT needs to be set/,
    todo: port,
  },
  'an image without EXPOSE': {
    at: build,
    status: 400,
    body: { detail: 'Expose a port or make the app non routable by changing the process type' },
    says: /^Expose a port/,
    todo: port,
  },
  'half a registry login': {
    at: build,
    status: 400,
    body: { detail: 'Registry auth requires a username and a password' },
    says: /^Registry auth requires/,
    todo: /`registry-username` and `registry-password`/,
  },
  'a registry login that is refused': {
    at: build,
    status: 400,
    body: { detail: 'Could not log into registry.example.com/org/better with username ci' },
    says: /^Could not log into registry\.example\.com/,
    todo: /`registry-username` and `registry-password` anew/,
  },
  'a name of a component': {
    at: build,
    status: 400,
    body: { detail: 'Repository name deis/router is not allowed, as it is reserved by Deis' },
    says: /reserved by Deis/,
    todo: /under another name/,
  },
  'an image that is not there': {
    at: build,
    status: 400,
    body: {
      detail:
        '(app::deploy): rpc error: code = Unknown desc = Error response from daemon: manifest for registry.example.com/org/missing:1 not found',
    },
    says: /^Error response from daemon: manifest for .* not found$/,
    todo: /is the image still there/,
  },
  'a pull that is denied': {
    at: build,
    status: 400,
    body: {
      detail: failed(
        'Error response from daemon: pull access denied for org/better, repository does not exist or may require docker login',
      ),
    },
    says: /^Error response from daemon: pull access denied/,
    todo: /May the platform pull this image/,
  },
  'a copy that its own registry refuses': {
    at: build,
    status: 400,
    body: { detail: 'There was an error pushing the image: received unexpected HTTP status: 502 Bad Gateway' },
    says: /error pushing the image/,
    todo: /own registry/,
  },
  'an app that is not ready': {
    at: build,
    status: 400,
    body: { detail: failed('Readiness probe failed: dial tcp 10.2.0.7:5000: getsockopt: connection refused') },
    says: /^Readiness probe failed/,
    todo: port,
  },
  'a printed tuple, with line ends as two characters': {
    at: build,
    status: 400,
    body: {
      detail: failed(`('failed to update Deployment "myapp-cmd": 503 Network Unreachable ', 'myapp-cmd')`).replaceAll(
        '\n',
        '\\n',
      ),
    },
    says: /^failed to update Deployment "myapp-cmd": 503 Network Unreachable$/,
    todo: /could not reach Kubernetes/,
  },
  'a quota of the namespace': {
    at: build,
    status: 400,
    body: {
      detail: failed(
        `('failed to create Deployment "myapp-cmd" in Namespace "myapp": 403 pods "myapp-cmd-1" is forbidden: exceeded quota: compute, requested: limits.memory=1Gi', 'myapp')`,
      ),
    },
    says: /exceeded quota: compute, requested: limits\.memory=1Gi$/,
    todo: /less `memory` or fewer `instances`/,
  },
  'a cluster that is full': {
    at: build,
    status: 400,
    body: {
      detail:
        '(app::deploy): No nodes are available that match all of the following predicates:: Insufficient memory (3).',
    },
    says: /Insufficient memory/,
    todo: /no node with room/,
  },
  'an error in its own code': {
    at: build,
    status: 400,
    body: { detail: "'NoneType' object is not iterable" },
    says: /^'NoneType' object is not iterable$/,
    todo: operator,
  },
  'another one': {
    at: build,
    status: 400,
    body: { detail: "(app::deploy): argument of type 'int' is not iterable" },
    says: /^argument of type 'int' is not iterable$/,
    todo: operator,
  },
  'building: the controller falls over': {
    at: build,
    status: 500,
    body: { detail: 'Server Error' },
    says: /Server Error .* no release of .* has appeared since$/,
    todo: operator,
  },
  'building: Kubernetes is down': {
    at: build,
    status: 503,
    body: { detail: 'Service temporarily unavailable, try again later.' },
    says: /Service temporarily unavailable.* no release of .* has appeared since$/,
    todo: later,
  },
  'building: a token that dies on the way': {
    at: build,
    status: 401,
    body: { detail: 'Invalid token.' },
    says: /^Deis refuses the login: Invalid token/,
    todo: regenerated,
  },
  'building: a right that is taken away': {
    at: build,
    status: 403,
    body: denied,
    says: /^deploying myapp: Deis does not permit it/,
    todo: /deis perms:create/,
  },
  'building: a proxy that counts requests': {
    at: build,
    status: 429,
    body: { detail: 'Request was throttled. Expected available in 500 seconds.' },
    says: /too many requests: Request was throttled/,
    todo: /come back in 500 s.*same login/,
    headers: { 'retry-after': '500' },
  },
  'building: a proxy that changes bodies': {
    at: build,
    status: 415,
    body: { detail: 'Unsupported media type "" in request.' },
    says: /Unsupported media type/,
    todo: /change methods, bodies or headers/,
  },
  'building: a body that is cut': {
    at: build,
    status: 400,
    body: { detail: 'JSON parse error - Expecting value: line 1 column 1 (char 0)' },
    says: /^JSON parse error/,
    todo: /change methods, bodies or headers/,
  },
  'settings: a login without PORT': {
    at: config,
    status: 400,
    body: { detail: 'PORT needs to be set in the config when using a private registry' },
    says: /^setting A of myapp: PORT needs to be set in the config/,
    todo: port,
    asked: variables,
  },
  'settings: a PORT that is none': {
    at: config,
    status: 400,
    body: { values: ['PORT can only be a numeric value'] },
    says: /PORT can only be a numeric value/,
    todo: port,
    asked: variables,
  },
  'settings: a PORT that is too high': {
    at: config,
    status: 400,
    body: { values: ['PORT needs to be between 1 and 65535'] },
    says: /between 1 and 65535/,
    todo: port,
    asked: variables,
  },
  'settings: a name that is none': {
    at: config,
    status: 400,
    body: { values: ['Config keys must start with a letter or underscore and only contain [A-z0-9_]'] },
    says: /Config keys must start/,
    todo: /input `env` has a name/,
    asked: variables,
  },
  'settings: a variable that somebody else removed': {
    at: config,
    status: 422,
    body: { detail: 'NOPE does not exist under values' },
    says: /NOPE does not exist under values/,
    todo: /Somebody else has changed .* Run this job again/,
    asked: variables,
  },
  'settings: a memory that it does not read': {
    at: config,
    status: 400,
    body: {
      memory: ['Memory limit format: <number><unit> or <number><unit>/<number><unit>, where unit = B, K, M or G'],
    },
    says: /Memory limit format/,
    todo: /this `memory`/,
    asked: variables,
  },
  'settings: a check that it does not take': {
    at: config,
    status: 400,
    body: { healthcheck: ["could not validate {'httpGet': {'path': '/s3cret'}}: 'port' is a required property"] },
    says: /^setting A of myapp: healthcheck: could not validate what was sent: 'port' is a required property\.$/,
    todo: /this `health-check`/,
    asked: variables,
  },
  'settings: tags that no node has': {
    at: config,
    status: 400,
    body: { detail: 'No nodes matched the provided labels: ssd=false' },
    says: /No nodes matched the provided labels: ssd=false/,
    todo: /none that fits its tags/,
    asked: variables,
  },
  'settings: an image that does not run with them': {
    at: config,
    status: 400,
    body: { detail: failed('Readiness probe failed: connection refused') },
    says: /Readiness probe failed: connection refused\. The controller went back to release v3\./,
    todo: port,
    asked: variables,
  },
  'settings: one that says nothing': {
    at: config,
    status: 400,
    body: { detail: failed('something odd') },
    says: /something odd\. The controller went back to release v3\./,
    todo: /check that it runs with these/,
    asked: variables,
  },
  'settings: the controller falls over': {
    at: config,
    status: 500,
    body: { detail: 'Server Error' },
    says: /^setting A of myapp: Server Error/,
    todo: operator,
    asked: variables,
  },
  'scaling: a process type that is none': {
    at: scale,
    status: 404,
    body: { detail: 'Container type nope does not exist in application' },
    says: /^scaling was refused: Container type nope/,
    todo: /those of the Procfile/,
    asked: two,
  },
  'scaling: a quota': {
    at: scale,
    status: 503,
    body: { detail: '(scale): failed to scale Deployment "myapp-cmd": exceeded quota: compute' },
    says: /^scaling was refused: \(scale\): failed to scale .*exceeded quota/,
    todo: /fewer `instances`/,
    asked: two,
  },
};

test.for(Object.entries(cases))('%s', async ([, named]) => {
  const running = await startDeis({ clock: runningClock(speed), pull: pullByName });
  sandbox = running;
  const request = (more: Partial<Request> = {}) =>
    requestTo(running.server.url, { login: { kind: 'token', token: deisSeeds.admin.token }, ...more });
  if (named.isNew !== true) await deployOnce(deis, request(), fastClock(speed), factsOf('good'));
  refuse(running.server, named, '/v2/');
  const { says, todo } = await endingOf(deis, request(named.asked), speed);
  expect(says).toMatch(named.says);
  expect(todo).toMatch(named.todo);
  expect(`${says}${todo}`).not.toContain('s3cret');
});

test('a version that stands twice in a header is one', async () => {
  const running = await startDeis({ clock: runningClock(speed), pull: pullByName });
  sandbox = running;
  const twice = { DEIS_API_VERSION: '2.3, 2.3', DEIS_PLATFORM_VERSION: '2.3.0, 2.3.0' };
  refuse(running.server, { at: 'GET ', status: 401, body: {}, headers: twice, says: /^/, todo: /^/ }, '/v2/');
  const request = requestTo(running.server.url, { login: { kind: 'token', token: deisSeeds.admin.token } });
  expect(await endingOf(deis, request, speed)).toEqual({ says: 'live', todo: undefined });
});

test.for([
  [true, 'Hephy Workflow'],
  [false, 'Deis Workflow'],
] as const)('an app tells whether it is on Hephy (%j)', async ([hephy, title]) => {
  const running = await startDeis({ clock: runningClock(speed), pull: pullByName, hephy });
  sandbox = running;
  const request = requestTo(running.server.url, { login: { kind: 'token', token: deisSeeds.admin.token } });
  // Before there is an app nothing tells; the first one does as soon as it is created.
  const first = await deployOnce(deis, request, fastClock(speed), factsOf('good'));
  const second = await deployOnce(deis, request, fastClock(speed), factsOf('better'));
  expect([first.platform.title, second.platform.title]).toEqual([title, title]);
});
