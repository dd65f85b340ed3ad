import { afterEach, expect, test } from 'vitest';
import { runningClock } from '../../../sandbox/clock.ts';
import { type DryccSandbox, dryccSeeds, startDrycc } from '../../../sandbox/drycc/drycc.ts';
import type { Request } from '../../../src/inputs/request.ts';
import { drycc } from '../../../src/platforms/drycc/index.ts';
import { endingOf, type NamedError, page, refuse } from '../controller/endings.ts';
import { deployOnce, factsOf, fastClock, pullByName, requestTo } from '../controller/workbench.ts';

/** Every refusal of Drycc that the reference names, in its own words: what a reader is told, and what to do. */

const speed = 150;
let sandbox: DryccSandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

async function start(): Promise<{ running: DryccSandbox; request: (more?: Partial<Request>) => Request }> {
  const running = await startDrycc({ clock: runningClock(speed), pull: pullByName, throttle: false });
  sandbox = running;
  const login = { kind: 'token', token: dryccSeeds.mike.token } as const;
  return { running, request: (more = {}) => requestTo(running.server.url, { login, workspace: 'teamone', ...more }) };
}

const version = { DRYCC_API_VERSION: '2.3, 2.3' };
const variables = { settings: { env: new Map([['A', 's3cret']]) } };
const two = { settings: { instances: new Map([['', 2]]) } };
const isNew = true;
const denied = { detail: 'You do not have permission to perform this action.' };
const fell = { error: { code: 'INTERNAL_ERROR', message: 'An internal error occurred' } };
const operator = /controller’s (?:own )?(?:code|log)/;
const later = /Try again later/;
const expired = /drycc tokens add/;
const role = /the role member/;

const build = 'POST apps/myapp/build/';
const config = 'POST apps/myapp/config/';
const create = 'POST apps/';

const cases: Readonly<Record<string, NamedError>> = {
  'a gateway that wants https': {
    at: 'GET ',
    status: 301,
    body: '',
    says: /redirects to https:\/\/drycc\.example\.com \(301\)/,
    todo: /use https/,
    headers: { location: 'https://drycc.example.com/v2/' },
  },
  'a path in api that is none': {
    at: 'GET ',
    status: 404,
    body: page('Not Found'),
    says: /^The controller at .* does not know \/v2\/\.$/,
    todo: /controller’s own URL/,
    headers: version,
  },
  'a token that was revoked': {
    at: 'GET auth/whoami/',
    status: 401,
    body: { detail: 'Invalid token.' },
    says: /^Drycc refuses the login: Invalid token\./,
    todo: expired,
  },
  'a token of the passport that has run out': {
    at: 'GET auth/whoami/',
    status: 401,
    body: { detail: 'Verify token fail.' },
    says: /Verify token fail/,
    todo: expired,
  },
  'a token whose grant has run out': {
    at: 'GET auth/whoami/',
    status: 403,
    body: denied,
    says: /^Drycc refuses the token: You do not have permission/,
    todo: expired,
  },
  'a user whom the workflow manager has suspended': {
    at: 'GET auth/whoami/',
    status: 401,
    body: { detail: 'user mike has been suspended, please contact the administrator' },
    says: /user mike has been suspended/,
    todo: expired,
  },
  'a proxy that keeps the token for itself': {
    at: 'GET auth/whoami/',
    status: 401,
    body: { detail: 'Authentication credentials were not provided.' },
    says: /credentials were not provided/,
    todo: /header Authorization/,
  },
  'a passport that is down': {
    at: 'GET auth/whoami/',
    status: 500,
    body: fell,
    says: /^checking the token: An internal error occurred/,
    todo: operator,
  },
  'too many requests of this user': {
    at: 'GET auth/whoami/',
    status: 429,
    body: { detail: 'Request was throttled. Expected available in 500 seconds.' },
    says: /too many requests: Request was throttled/,
    todo: /come back in 500 s.*same login/,
    headers: { 'retry-after': '500' },
  },
  'another generation’s path': {
    at: 'GET apps/myapp/settings/',
    status: 404,
    body: page('Not Found'),
    says: /does not know this path/,
    todo: /right generation/,
  },
  'an app of a workspace that is not ours': {
    at: 'GET apps/myapp/releases/',
    status: 403,
    body: { detail: "You are not a member of workspace 'teamone'" },
    says: /not a member of workspace 'teamone'/,
    todo: role,
  },
  'reading: the controller falls over': {
    at: 'GET apps/myapp/config/',
    status: 500,
    body: fell,
    says: /An internal error occurred/,
    todo: operator,
  },
  'reading: the gateway finds nobody': {
    at: 'GET apps/myapp/config/',
    status: 503,
    body: page('503 Service Temporarily Unavailable'),
    says: /503 Service Temporarily Unavailable/,
    todo: later,
  },
  'a name with other characters': {
    at: create,
    status: 400,
    body: {
      id: [
        'App name must start with an alphabetic character, cannot end with a hyphen and can only contain a-z (lowercase), 0-9 and hyphens.',
      ],
    },
    says: /App name must start/,
    todo: /another `app`/,
    isNew,
  },
  'a name that is kept': {
    at: create,
    status: 400,
    body: { id: ['kube-x12 is a reserved name.'] },
    says: /kube-x12 is a reserved name/,
    todo: /another `app`/,
    isNew,
  },
  'a name of another workspace’s app': {
    at: create,
    status: 400,
    body: { id: ['Application with this id already exists.'] },
    says: /^An app named myapp exists, but this login cannot see it/,
    todo: /another `app`, or get access.*role member/,
    isNew,
  },
  'a namespace of that name': {
    at: create,
    status: 409,
    body: { detail: 'duplicate already exists as a namespace in this kuberenetes setup' },
    says: /already exists as a namespace/,
    todo: /another `app`/,
    isNew,
  },
  'no workspace': {
    at: create,
    status: 400,
    body: { workspace: ['This field is required.'] },
    says: /workspace: This field is required/,
    todo: /drycc workspaces/,
    isNew,
  },
  'a workspace that is none': {
    at: create,
    status: 400,
    body: { workspace: ['Object with id=nope does not exist.'] },
    says: /Object with id=nope does not exist/,
    todo: /drycc workspaces/,
    isNew,
  },
  'a workspace of others': {
    at: create,
    status: 403,
    body: denied,
    says: /^creating app myapp: Drycc does not permit it/,
    todo: role,
    isNew,
  },
  'a viewer': { at: build, status: 403, body: denied, says: /^deploying myapp: Drycc does not permit it/, todo: role },
  'a registry on this machine': {
    at: build,
    status: 400,
    body: { detail: 'image must not use the loopback address' },
    says: /image must not use the loopback address/,
    todo: /push the image to one that they can reach/,
  },
  'no stack': {
    at: build,
    status: 400,
    body: { stack: ['This field is required.'] },
    says: /stack: This field is required/,
    todo: /version of Drycc/,
  },
  'a process type with other characters': {
    at: build,
    status: 400,
    body: { procfile: ['Process types can only supports: ^(?P<type>[a-z0-9]+(\\-[a-z0-9]+)*)$'] },
    says: /Process types can only supports/,
    todo: /Procfile: check its names/,
  },
  'a process type that is too short': {
    at: build,
    status: 400,
    body: { procfile: ['The length of ptype must be between 3 and 63'] },
    says: /between 3 and 63/,
    todo: /Procfile: check its names/,
  },
  'a dryccfile that it does not take': {
    at: build,
    status: 400,
    body: { dryccfile: ["could not validate {'config': {'A': 's3cret'}}: 'pipeline' is a required property"] },
    says: /could not validate what was sent: 'pipeline' is a required property/,
    todo: /dryccfile/,
  },
  'a dryccfile without process types': {
    at: build,
    status: 400,
    body: { detail: 'skip deploy, ptypes are not within the optional range: []' },
    says: /skip deploy/,
    todo: /dryccfile/,
  },
  'building: the controller falls over': {
    at: build,
    status: 500,
    body: fell,
    says: /An internal error occurred/,
    todo: operator,
  },
  'building: Kubernetes is down': {
    at: build,
    status: 503,
    body: { detail: 'Service temporarily unavailable, try again later.' },
    says: /Service temporarily unavailable/,
    todo: later,
  },
  'building: a proxy that changes bodies': {
    at: build,
    status: 415,
    body: { detail: 'Unsupported media type "text/plain" in request.' },
    says: /Unsupported media type/,
    todo: /change methods, bodies or headers/,
  },
  'settings: values in another form': {
    at: config,
    status: 400,
    body: {
      values: [
        "could not validate [{'name': 'A', 'value': 's3cret'}]: {'name': 'A', 'value': 's3cret'} is not valid under any of the given schemas",
      ],
    },
    says: /could not validate/,
    todo: /version of Drycc/,
    asked: variables,
  },
  'settings: a name that is none': {
    at: config,
    status: 400,
    body: { values: ['Config key can only supports: ^[A-z0-9_\\-\\.]+$'] },
    says: /Config key can only supports/,
    todo: /input `env` has a name/,
    asked: variables,
  },
  'settings: a PORT that is none': {
    at: config,
    status: 400,
    body: { values: ['PORT can only be a numeric value'] },
    says: /PORT can only be a numeric value/,
    todo: /`port` input/,
    asked: variables,
  },
  'settings: a limit plan that is none': {
    at: config,
    status: 400,
    body: { limits: ['The limit plan nope does not exist'] },
    says: /limit plan nope does not exist/,
    todo: /this `memory`/,
    asked: variables,
  },
  'settings: tags that no node has': {
    at: config,
    status: 400,
    body: { detail: 'No nodes matched the provided labels: ssd=false' },
    says: /No nodes matched/,
    todo: /none that fits its tags/,
    asked: variables,
  },
  'settings: the controller falls over': {
    at: config,
    status: 500,
    body: fell,
    says: /^setting A of myapp: An internal error occurred/,
    todo: operator,
    asked: variables,
  },
  'settings: autodeploy that cannot be turned off': {
    at: 'POST apps/myapp/settings/',
    status: 403,
    body: denied,
    says: /^turning autodeploy of myapp off: Drycc does not permit it/,
    todo: role,
    asked: variables,
  },
  'scaling: a right that is missing': {
    at: 'POST apps/myapp/ptypes/scale/',
    status: 403,
    body: denied,
    says: /^scaling was refused: You do not have permission/,
    todo: role,
    asked: two,
  },
};

test.for(Object.entries(cases))('%s', async ([, named]) => {
  const { running, request } = await start();
  if (named.isNew !== true) await deployOnce(drycc, request(), fastClock(speed), factsOf('good'));
  refuse(running.server, named, '/v2/');
  const { says, todo } = await endingOf(drycc, request(named.asked), speed);
  expect(says).toMatch(named.says);
  expect(todo).toMatch(named.todo);
  expect(`${says}${todo}`).not.toContain('s3cret');
});

/** Of a pipeline that has crashed: `conditions[0].exception`. */
test.for([
  [
    'ServiceUnavailable: (app::deploy): Error response from daemon: manifest for registry.example.com/org/better:1 not found',
    /^Error response from daemon: manifest for .* not found$/,
    /is the image still there/,
  ],
  [
    'ServiceUnavailable: (app::deploy): Readiness probe failed: dial tcp 10.2.0.7:5000: connect: connection refused',
    /^Readiness probe failed/,
    /`port` input/,
  ],
  [
    'ServiceUnavailable: (app::deploy): pods "myapp-web-1" is forbidden: exceeded quota: compute',
    /exceeded quota: compute$/,
    /less `memory` or fewer `instances`/,
  ],
  [
    'DryccException: pipeline run state error: crashed',
    /^pipeline run state error: crashed$/,
    /`run` step of the dryccfile/,
  ],
  ['KubeException: 0/3 nodes are available: 3 Insufficient memory.', /Insufficient memory/, /no node with room/],
] as const)('a pipeline that crashes: %s', async ([exception, words, advice]) => {
  const { running, request } = await start();
  await deployOnce(drycc, request(), fastClock(speed), factsOf('good'));
  running.server.faults.push({
    ...{ method: 'GET', path: /\/releases\/$/, when: 'after' },
    action: (answer) => {
      const list = JSON.parse(String(answer.body)) as { results: { version: number }[] };
      const crashed = {
        state: 'crashed',
        failed: true,
        conditions: [{ state: 'crashed', action: 'pipeline', exception }],
      };
      const results = list.results.map((it) => (it.version > 3 ? { ...it, ...crashed } : it));
      return { ...answer, body: JSON.stringify({ ...list, results }) };
    },
  });
  const { says, todo } = await endingOf(drycc, request(), speed);
  expect(says).toMatch(words);
  expect(todo).toMatch(advice);
});
