import { afterEach, describe, expect, test } from 'vitest';
import type { Reply, RunningServer } from '../../../sandbox/server.ts';
import { createHttp } from '../../../src/http/client.ts';
import { CloudController } from '../../../src/platforms/cloudfoundry/api/cloud-controller.ts';
import { CloudControllerError } from '../../../src/platforms/cloudfoundry/api/errors.ts';
import { finishJob } from '../../../src/platforms/cloudfoundry/api/job.ts';
import { hintFor } from '../../../src/platforms/cloudfoundry/evidence/causes.ts';
import { AppLog } from '../../../src/platforms/cloudfoundry/evidence/logs.ts';
import { TokenSource } from '../../../src/platforms/cloudfoundry/login/token-source.ts';
import { taskHint } from '../../../src/platforms/cloudfoundry/task/hints.ts';
import { problem, type Script, SleepingClock, scripted, token, withoutOidc } from './scripted.ts';

/**
 * What a Cloud Controller refuses, in its own words (cloud_controller_ng `errors/v2.yml`, `errors/v3.yml`, `app/actions`,
 * `app/messages`), a table for each topic: what happened is told in those words, and what to do in ours. What a login
 * server refuses is in login.test.ts.
 */

let server: RunningServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function controller(script: Script) {
  const running = await scripted({ 'POST /oauth/token': (_, nth) => token(`t${nth}`), ...script });
  server = running;
  const clock = new SleepingClock();
  const notes: string[] = [];
  const http = createHttp({ clock, userAgent: 'test' });
  const login = { kind: 'client', id: 'ci', secret: 's3cret' } as const;
  const tokens = new TokenSource({
    ...{ http, clock, server: new URL(running.url), login, mask: () => {}, ...withoutOidc },
  });
  const api = new CloudController({
    http,
    base: running.url,
    tokens,
    signal: undefined,
    role: () => 'cf set-space-role ci acme prod SpaceDeveloper --client',
    note: (line) => notes.push(line),
  });
  return { api, notes, clock, http, tokens, url: running.url, requests: running.requests };
}

/** Status, number, title and words of an answer; what we call it, and what has to stand in the advice. */
type Row = readonly [status: number, number: number, title: string, words: string, code: string, hint: RegExp];

const unprocessable = (...row: [words: string, code: string, hint: RegExp]): Row => [
  ...([422, 10008, 'CF-UnprocessableEntity'] as const),
  ...row,
];
const disabled = (feature: string, ...row: [code: string, hint: RegExp]): Row => [
  ...([403, 330002, 'CF-FeatureDisabled', `Feature Disabled: ${feature}`] as const),
  ...row,
];

function refusals(topic: string, rows: readonly Row[]): void {
  describe(topic, () => {
    test.for(rows)('%i %i %s: %s', async ([status, number, title, words, code, hint]) => {
      const { api } = await controller({
        'POST /v3/x': () => ({
          ...problem(status, number, title, words),
          headers: { 'x-vcap-request-id': 'abc::def' },
        }),
      });
      const error = await api.write('POST', '/v3/x', 'do it', {}).catch((thrown: unknown) => thrown);
      if (!(error instanceof CloudControllerError)) throw new Error(`not refused: ${error}`);
      expect(error).toMatchObject({ code, status });
      expect(error.hint).toMatch(hint);
      expect(error.hint).toMatch(/^[A-Z].*\.$/);
      expect(error.message).toContain(`Could not do it: ${words} (POST 127.0.0.1`);
      expect(error.message).toContain(`: ${status} ${title}`);
      // Of use to the operator alone.
      expect(error.message.includes('abc::def')).toBe(status >= 500);
    });
  });
}

refusals('login and target', [
  [
    403,
    10003,
    'CF-NotAuthorized',
    'You are not authorized to perform the requested action',
    'CF_FORBIDDEN',
    /: cf set-space-role ci acme prod SpaceDeveloper --client\. A client needs the authority cloud_controller\.write/,
  ],
  [
    403,
    10007,
    'CF-InsufficientScope',
    'Your token lacks the necessary scopes to access this resource.',
    'CF_FORBIDDEN',
    /cloud_controller\.write/,
  ],
  [403, 10017, 'CF-OrgSuspended', 'The organization is suspended', 'CF_ORG_SUSPENDED', /operator/],
  [403, 10019, 'CF-SpaceSuspended', 'The space is suspended', 'CF_ORG_SUSPENDED', /operator/],
  [404, 10010, 'CF-ResourceNotFound', 'App not found', 'CF_FORBIDDEN', /not exist any more, or the login may not see/],
  [401, 10002, 'CF-NotAuthenticated', 'Authentication error', 'CF_TOKEN_REFUSED', /api address/],
  [401, 1000, 'CF-InvalidAuthToken', 'Invalid Auth Token', 'CF_TOKEN_REFUSED', /api address/],
  [502, 20004, 'CF-UaaUnavailable', 'The UAA service is currently unavailable', 'CF_UNAVAILABLE', /request id/],
]);

refusals('app, variables and labels', [
  disabled('diego_docker', 'CF_DOCKER_DISABLED', /cf enable-feature-flag diego_docker/),
  disabled('Docker is not for us, ask platform@acme.gov', 'CF_DOCKER_DISABLED', /diego_docker/),
  disabled('ask platform@acme.gov', 'CF_FEATURE_DISABLED', /cf feature-flags/),
  unprocessable("For application 'a': Feature Disabled: diego_docker", 'CF_DOCKER_DISABLED', /diego_docker/),
  disabled('env_var_visibility', 'CF_ENV_HIDDEN', /Leave env out/),
  disabled('space_developer_env_var_visibility', 'CF_ENV_HIDDEN', /cf set-env/),
  [422, 10016, 'CF-UniquenessError', "App with the name 'a' already exists.", 'CF_APP_NAME_TAKEN', /another name/],
  unprocessable('Name is too long (maximum is 255 characters)', 'CF_REFUSED', /change the input/),
  unprocessable(
    "For application 'a': Docker cannot be configured for a buildpack lifecycle app.",
    'CF_NOT_A_DOCKER_APP',
    /another name/,
  ),
  unprocessable('Cannot create Docker package for a buildpack app.', 'CF_NOT_A_DOCKER_APP', /cf delete/),
  unprocessable('Assign a droplet before starting this app.', 'CF_NO_DROPLET', /deploy an image/),
  unprocessable(
    'Unable to assign current droplet while the app has a deployment in progress. Wait for the deployment to complete or cancel it.',
    'CF_DEPLOYMENT_IN_FLIGHT',
    /cf cancel-deployment/,
  ),
  unprocessable(
    'Unable to assign current droplet. Ensure the droplet exists and belongs to this app.',
    'CF_DROPLET_GONE',
    /by its digest/,
  ),
  unprocessable("Non-string value in environment variable for key 'K', value '1'", 'CF_REFUSED', /change the input/),
  unprocessable('Environment variables cannot start with VCAP_', 'CF_REFUSED', /change the input/),
  unprocessable('Environment variables cannot set PORT', 'CF_REFUSED', /change the input/),
  unprocessable(
    `Metadata label value error: '${'x'.repeat(64)}' is greater than 63 characters`,
    'CF_REFUSED',
    /change the input/,
  ),
]);

refusals('package and build', [
  unprocessable("Type must be one of 'bits, docker'", 'CF_REFUSED', /change the input/),
  unprocessable('Data Image required', 'CF_REFUSED', /change the input/),
  unprocessable("Data Unknown field(s): 'x'", 'CF_API_TOO_OLD', /CF API version/),
  unprocessable('App is invalid. Ensure it exists and you have access to it.', 'CF_FORBIDDEN', /SpaceDeveloper/),
  unprocessable(
    'Unable to use package. Ensure that the package exists and you have access to it.',
    'CF_FORBIDDEN',
    /SpaceDeveloper/,
  ),
  [
    422,
    170017,
    'CF-StagingInProgress',
    'Only one build can be STAGING at a time per application.',
    'CF_STAGING_IN_PROGRESS',
    /Another build/,
  ],
  [
    400,
    1004,
    'CF-BadRequest',
    'Bad request: Cannot stage package whose state is not ready.',
    'CF_NOT_UNDERSTOOD',
    /Run the job again/,
  ],
  [500, 170011, 'CF-StagerError', 'Stager error: x', 'CF_UNAVAILABLE', /Try again/],
  [500, 170016, 'CF-RunnerError', 'Runner error: x', 'CF_UNAVAILABLE', /request id/],
  [503, 170010, 'CF-StagerUnavailable', 'Stager is unavailable: x', 'CF_UNAVAILABLE', /Try again/],
  [
    503,
    170015,
    'CF-RunnerUnavailable',
    'Runner is unavailable: Unable to communicate with Diego',
    'CF_UNAVAILABLE',
    /Try again/,
  ],
  [504, 170007, 'CF-StagingTimeExpired', 'Staging time expired: staging failed', 'CF_UNAVAILABLE', /Try again/],
]);

refusals('deployment', [
  unprocessable(
    'Unable to use app. Ensure that the app exists and you have access to it.',
    'CF_FORBIDDEN',
    /SpaceDeveloper/,
  ),
  unprocessable("Strategy 'canary' is not a supported deployment strategy", 'CF_API_TOO_OLD', /CF API version/),
  unprocessable('Options has unsupported key(s): web_instances', 'CF_API_TOO_OLD', /CF API version/),
  unprocessable('Max in flight must be an integer greater than 0', 'CF_REFUSED', /change the input/),
  unprocessable(
    'Invalid droplet. Please specify a droplet in the request or set a current droplet for the app.',
    'CF_NO_DROPLET',
    /deploy an image/,
  ),
  unprocessable(
    'Cannot cancel a deployment with status: FINALIZED and reason: DEPLOYED',
    'CF_ENDED',
    /run this job again/,
  ),
  unprocessable(
    'Cannot continue a deployment with status: ACTIVE and reason: DEPLOYING',
    'CF_ENDED',
    /run this job again/,
  ),
  unprocessable(
    'Attempting to run process as root user, which is not permitted.',
    'CF_ROOT_USER_FORBIDDEN',
    /USER line/,
  ),
  unprocessable(
    'Unable to deploy this revision, the droplet for this revision no longer exists.',
    'CF_DROPLET_GONE',
    /last few releases/,
  ),
  unprocessable('The revision does not exist', 'CF_DROPLET_GONE', /by its digest/),
  [
    403,
    390014,
    'CF-DeploymentsDisabled',
    "Deployments cannot be created due to manifest property 'temporary_disable_deployments'",
    'CF_DEPLOYMENTS_DISABLED',
    /when they are back/,
  ],
  [404, 10010, 'CF-ResourceNotFound', 'Deployment not found', 'CF_FORBIDDEN', /SpaceDeveloper/],
]);

refusals('processes and instances', [
  unprocessable(
    'Cannot scale this process while a deployment is in flight.',
    'CF_DEPLOYMENT_IN_FLIGHT',
    /cf cancel-deployment/,
  ),
  unprocessable(
    'Cannot update this process while a deployment is in flight.',
    'CF_DEPLOYMENT_IN_FLIGHT',
    /command and health-check/,
  ),
  [
    422,
    390016,
    'CF-ScaleDisabledDuringDeployment',
    'Cannot scale this process while a deployment is in flight.',
    'CF_DEPLOYMENT_IN_FLIGHT',
    /Wait/,
  ],
  disabled('app_scaling', 'CF_FEATURE_DISABLED', /Leave instances, memory and disk out/),
  unprocessable('health_check_timeout Maximum exceeded: max 180s', 'CF_TOO_LARGE', /health-check-timeout/),
  unprocessable(
    'disk_quota too much disk requested (requested 4096 MB - must be less than 2048 MB)',
    'CF_TOO_LARGE',
    /input disk/,
  ),
  [
    503,
    220002,
    'CF-InstancesUnavailable',
    'Instances information unavailable: Diego BBS is unavailable',
    'CF_UNAVAILABLE',
    /Try again/,
  ],
  [
    503,
    200002,
    'CF-StatsUnavailable',
    'Stats unavailable: Stats server temporarily unavailable.',
    'CF_UNAVAILABLE',
    /Try again/,
  ],
  [
    503,
    150003,
    'CF-InsufficientRunningResourcesAvailable',
    'One or more instances could not be started because of insufficient running resources.',
    'CF_NO_ROOM',
    /No cell/,
  ],
]);

refusals('routes, manifest and services', [
  unprocessable("Route already exists with host 'a' for domain 'd'.", 'CF_ROUTE_TAKEN', /cf unmap-route/),
  unprocessable('Routes cannot be mapped to destinations in different spaces', 'CF_ROUTE_TAKEN', /another one/),
  unprocessable(
    'Cannot add destination with protocol: http2. Destination already exists for route: a.b, app: c, process: web, and protocol: http1.',
    'CF_PROTOCOL_TAKEN',
    /another protocol/,
  ),
  unprocessable('No domains exist for route a.example', 'CF_DOMAIN_NOT_FOUND', /cf domains/),
  unprocessable("Routes quota exceeded for space 'prod'.", 'CF_ROUTE_QUOTA', /cf delete-orphaned-routes/),
  unprocessable("Routes quota exceeded for organization 'acme'.", 'CF_ROUTE_QUOTA', /larger quota/),
  disabled('route_creation', 'CF_FEATURE_DISABLED', /Name one in routes/),
  [400, 1004, 'CF-BadRequest', 'Bad request: Content-Type must be yaml', 'CF_NOT_UNDERSTOOD', /report/],
  [
    400,
    1001,
    'CF-MessageParseError',
    'Request invalid due to parse error: invalid request body',
    'CF_NOT_UNDERSTOOD',
    /report/,
  ],
  unprocessable('Manifest does not support Anchors and Aliases', 'CF_MANIFEST_REFUSED', /change it there/),
  unprocessable(
    'For application \'a\': Process "web": Memory must use a supported unit: B, K, KB, M, MB, G, GB, T, or TB',
    'CF_MANIFEST_REFUSED',
    /change it there/,
  ),
  unprocessable(
    "For application 'a': Cannot specify both buildpack(s) and docker keys",
    'CF_MANIFEST_REFUSED',
    /change it there/,
  ),
  unprocessable(
    'For application \'my web\': Failed to create default route from app name: Host must be either "*" or contain only alphanumeric characters, "_", or "-"',
    'CF_MANIFEST_REFUSED',
    /change it there/,
  ),
  [
    409,
    60016,
    'CF-AsyncServiceInstanceOperationInProgress',
    'An operation for service instance db is in progress.',
    'CF_SERVICE_BUSY',
    /cf service NAME/,
  ],
]);

refusals('tasks', [
  unprocessable('Command No command or template provided', 'CF_REFUSED', /change the input/),
  unprocessable(
    'Task must have a droplet. Specify droplet or assign current droplet to app.',
    'CF_NO_DROPLET',
    /deploy an image/,
  ),
  unprocessable('Attempting to run task as root user, which is not permitted.', 'CF_ROOT_USER_FORBIDDEN', /USER line/),
  unprocessable('Task state is SUCCEEDED and therefore cannot be canceled', 'CF_ENDED', /run this job again/),
  disabled('task_creation', 'CF_TASKS_DISABLED', /cf enable-feature-flag task_creation/),
  [404, 10010, 'CF-ResourceNotFound', 'Droplet not found', 'CF_FORBIDDEN', /does not exist any more/],
  [500, 170019, 'CF-TaskError', 'Task failed: x', 'CF_UNAVAILABLE', /request id/],
  [503, 170020, 'CF-TaskWorkersUnavailable', 'Task workers are unavailable: x', 'CF_UNAVAILABLE', /request id/],
]);

refusals('quotas', [
  unprocessable("space's memory limit exceeded: staging requires 1024M memory", 'CF_QUOTA', /Free memory/),
  unprocessable("organization's memory limit exceeded: staging requires 1024M memory", 'CF_QUOTA', /larger quota/),
  unprocessable('disk limit exceeded', 'CF_TOO_LARGE', /input disk/),
  unprocessable(
    "space's log rate limit exceeded: staging requires 1024 bytes per second",
    'CF_QUOTA',
    /log in a second/,
  ),
  unprocessable('log_rate_limit exceeds organization log rate quota', 'CF_QUOTA', /log in a second/),
  unprocessable(
    "memory quota_exceeded for organization acme. This organization's quota may not be large enough to support rolling deployments or your configured max-in-flight.",
    'CF_QUOTA',
    /one more instance/,
  ),
  unprocessable(
    "memory space_quota_exceeded for space prod. This space's quota may not be large enough to support rolling deployments or your configured max-in-flight.",
    'CF_QUOTA',
    /one more instance/,
  ),
  unprocessable('memory instance_memory_limit_exceeded', 'CF_QUOTA', /input memory/),
  unprocessable('memory space_instance_memory_limit_exceeded', 'CF_QUOTA', /input memory/),
  unprocessable(
    "app_instance_limit app_instance_limit_exceeded for organization acme. This organization's quota may not be large enough to support rolling deployments or your configured max-in-flight.",
    'CF_QUOTA',
    /instances/,
  ),
  unprocessable('memory_in_mb exceeds space memory quota', 'CF_QUOTA', /before-release-memory/),
  unprocessable('memory_in_mb exceeds organization instance memory quota', 'CF_QUOTA', /before-release-memory/),
  unprocessable('app_task_limit quota exceeded', 'CF_TASK_LIMIT', /cf terminate-task/),
]);

refusals('what any request may meet', [
  [
    400,
    10005,
    'CF-BadQueryParameter',
    "The query parameter is invalid: Unknown query parameter(s): 'label_selector'. Valid parameters are: 'names'",
    'CF_API_TOO_OLD',
    /CF API version/,
  ],
  [404, 10000, 'CF-NotFound', 'Unknown request', 'CF_API_TOO_OLD', /CF API version/],
  [500, 10001, 'UnknownError', 'An unknown error occurred.', 'CF_UNAVAILABLE', /request id/],
  [500, 10001, 'CF-ServerError', 'Server error', 'CF_UNAVAILABLE', /request id/],
  [503, 10015, 'CF-ServiceUnavailable', 'Database connection failure', 'CF_UNAVAILABLE', /request id/],
]);

describe('limits', () => {
  const limited = (number: number, title: string, words: string, seconds: string | undefined): Reply => ({
    status: 429,
    // The body is JSON all the same (`rate_limiter.rb`).
    headers: { 'content-type': 'text/plain', ...(seconds === undefined ? {} : { 'retry-after': seconds }) },
    body: JSON.stringify({ errors: [{ code: number, title, detail: words }] }),
  });

  test.for<[number, string, string, string, RegExp]>([
    [10013, 'CF-RateLimitExceeded', 'Rate Limit Exceeded', 'CF_RATE_LIMIT', /user that nothing else uses/],
    [
      10014,
      'CF-IPBasedRateLimitExceeded',
      'Rate Limit Exceeded: Unauthenticated requests from this IP address have exceeded the limit. Please log in.',
      'CF_ADDRESS_RATE_LIMIT',
      /runners share theirs/,
    ],
    [
      20008,
      'CF-UaaRateLimited',
      'The UAA is currently rate limited. Please try again later',
      'CF_LOGIN_RATE_LIMIT',
      /login server/,
    ],
    // The number of CF-UniquenessError: the title decides.
    [
      10016,
      'CF-ServiceBrokerRateLimitExceeded',
      'Service broker concurrent request limit exceeded',
      'CF_BROKER_RATE_LIMIT',
      /service brokers/,
    ],
  ])('%i %s: a short wait is waited for, a long one is told', async ([number, title, words, code, hint]) => {
    const short = await controller({
      'POST /v3/x': (_, nth) => (nth === 1 ? limited(number, title, words, '3') : { status: 201, body: { guid: 'g' } }),
    });
    expect(await short.api.write('POST', '/v3/x', 'do it', {})).toEqual({ guid: 'g' });
    expect(short.clock.pauses).toEqual([3_000]);
    await server?.close();

    const long = await controller({ 'POST /v3/x': () => limited(number, title, words, '1800') });
    const error = await long.api.write('POST', '/v3/x', 'do it', {}).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, hint: expect.stringMatching(hint) });
    expect(error).toMatchObject({ hint: expect.stringMatching(/ It takes the next one in 30m\.$/) });
    expect(String(error)).toContain(`Could not do it: ${words}`);
    expect(long.clock.pauses).toEqual([]);
  });

  test('one that does not say when is tried again for a while', async () => {
    const { api, clock } = await controller({
      'GET /v3/x': () => limited(10013, 'CF-RateLimitExceeded', 'Rate Limit Exceeded', undefined),
    });
    const error = await api.get('/v3/x', 'look').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'CF_RATE_LIMIT', hint: expect.stringMatching(/nothing else uses\.$/) });
    expect(clock.pauses).toHaveLength(3);
  });
});

describe('what stands between us and the API', () => {
  test.for<[string, number, Record<string, string>, string, string, RegExp]>([
    [
      'a route that is gone',
      404,
      { 'x-cf-routererror': 'unknown_route' },
      "404 Not Found: Requested route ('api.example.org') does not exist.\n",
      'CF_UNEXPECTED_ANSWER',
      /input api/,
    ],
    [
      'an API that stumbles',
      502,
      { 'x-cf-routererror': 'endpoint_failure' },
      '502 Bad Gateway: Registered endpoint failed to handle the request.\n',
      'CF_UNAVAILABLE',
      /down or restarting/,
    ],
    ['a proxy that forbids', 403, {}, '<html>Forbidden</html>', 'CF_UNEXPECTED_ANSWER', /proxy between this runner/],
    ['a proxy that limits', 429, { 'retry-after': '600' }, 'Too many requests', 'CF_RATE_LIMIT', /next one in 10m/],
    ['nothing at all', 503, {}, '', 'CF_UNAVAILABLE', /Try again/],
  ])('%s', async ([, status, headers, body, code, hint]) => {
    const { api } = await controller({ 'POST /v3/x': () => ({ status, headers, body }) });
    const error = await api.write('POST', '/v3/x', 'do it', {}).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, status, hint: expect.stringMatching(hint) });
    const who =
      'x-cf-routererror' in headers ? 'the Cloud Foundry router' : 'a server in front of the Cloud Foundry API';
    const words = body === '' || body.startsWith('<') ? 'no explanation' : body.trim();
    expect(String(error)).toContain(`Could not do it: ${who} answered ${status}: ${words} (POST 127.0.0.1`);
  });
});

describe('jobs', () => {
  const job = (state: string, ...errors: readonly object[]): Reply => ({
    status: 200,
    body: { guid: 'j1', operation: 'space.apply_manifest', state, errors, warnings: [] },
  });
  const run = async (states: readonly Reply[], limitMs = 60_000) => {
    const { api, clock, notes, requests } = await controller({
      'GET /v3/jobs/j1': (_, nth) => states[Math.min(nth, states.length) - 1] ?? job('COMPLETE'),
    });
    const ended = await finishJob({ api, clock, signal: undefined }, 'j1', 'apply the manifest', limitMs).catch(
      (thrown: unknown) => thrown,
    );
    return { ended, clock, notes, looks: requests.filter(({ target }) => target === '/v3/jobs/j1').length };
  };

  test('are waited for, by the platform itself and by its brokers', async () => {
    const { ended, looks, clock } = await run([job('PROCESSING'), job('POLLING'), job('POLLING'), job('COMPLETE')]);
    expect(ended).toBeUndefined();
    expect(looks).toBe(4);
    expect(clock.pauses).toEqual([500, 750, 1_125]);
  });

  test('warn, each of its warnings once', async () => {
    const warned: Reply = {
      status: 200,
      body: { guid: 'j1', state: 'PROCESSING', errors: [], warnings: [{ detail: 'Stack a is deprecated' }, {}] },
    };
    const { notes } = await run([warned, warned, job('COMPLETE')]);
    expect(notes).toEqual(['Cloud Foundry warns: Stack a is deprecated']);
  });

  test('that are cleaned away have ended', async () => {
    const { ended } = await run([problem(404, 10010, 'CF-ResourceNotFound', 'Job not found')]);
    expect(ended).toBeUndefined();
  });

  test.for<[string, readonly object[], string, RegExp]>([
    [
      'in words that are known',
      [{ code: 10008, title: 'CF-UnprocessableEntity', detail: "For application 'a': Feature Disabled: diego_docker" }],
      "For application 'a': Feature Disabled: diego_docker",
      /enable-feature-flag/,
    ],
    [
      'a route of somebody else',
      [
        {
          ...{ code: 10008, title: 'CF-UnprocessableEntity' },
          detail: "For application 'a': For route 'x.y.z': Routes cannot be mapped to destinations in different spaces",
        },
      ],
      'destinations in different spaces',
      /Whoever has the route/,
    ],
    [
      'a domain that nobody has',
      [
        {
          ...{ code: 10008, title: 'CF-UnprocessableEntity' },
          detail: "For application 'a': No domains exist for route x.y.z",
        },
      ],
      'No domains exist for route x.y.z',
      /cf domains/,
    ],
    [
      'several at once',
      [
        { code: 10008, title: 'CF-UnprocessableEntity', detail: "For application 'a': one" },
        { code: 10008, title: 'CF-UnprocessableEntity', detail: "For application 'a': two" },
      ],
      "For application 'a': one; For application 'a': two",
      /manifest/,
    ],
    ['without any', [], 'the platform gives no reason', /stays done/],
  ])('fail: %s', async ([, errors, words, hint]) => {
    const { ended } = await run([job('PROCESSING'), job('FAILED', ...errors)]);
    expect(ended).toMatchObject({ code: 'CF_JOB_FAILED', hint: expect.stringMatching(hint) });
    expect(String(ended)).toContain('Could not apply the manifest: ');
    expect(String(ended)).toContain(words);
  });

  test('that do not end are given up, and go on', async () => {
    const { ended } = await run([job('POLLING')], 10_000);
    expect(ended).toMatchObject({ code: 'CF_JOB_TIMEOUT', hint: expect.stringContaining('job j1') });
    expect(String(ended)).toContain('it is not done after 10 s');
  });
});

describe('the log', () => {
  const read = async (script: Script) => {
    const { log, requests } = await logOf(script);
    const lines = await log.since('app', 0, undefined);
    const asked = requests.filter(({ target }) => target.startsWith('/api/v1/read/app'));
    return { lines, limits: asked.map(({ target }) => new URL(target, 'http://x').searchParams.get('limit')) };
  };
  const logOf = async (script: Script) => {
    const { tokens, http, requests, url } = await controller(script);
    return { log: new AppLog(http, new URL(url), tokens), requests };
  };
  const line = {
    ...{ timestamp: '1524071322998223702', source_id: 'app', instance_id: '0', tags: { source_type: 'STG' } },
    log: { payload: Buffer.from('hello').toString('base64'), type: 'OUT' },
  };

  test.for<[string, Reply]>([
    ['that may not be read, or is not there', { status: 404, body: 'app not found\n' }],
    ['that is asked for too much', { status: 500, body: { code: 2, message: 'limit (2000) must be 1000 or less' } }],
    ['that is down', { status: 503, body: 'upstream unavailable' }],
    ['that is a login page', { status: 200, body: '<h1>Sign in</h1>' }],
  ])('%s has no lines, and that is no error', async ([, reply]) => {
    const { lines, limits } = await read({ 'GET /api/v1/read/app': () => reply });
    expect(lines).toEqual([]);
    expect(limits).toEqual(['1000']);
  });

  test('that is too long for one answer is read in smaller pieces', async () => {
    const { lines, limits } = await read({
      'GET /api/v1/read/app': (_, nth) =>
        nth < 3 ? { status: 429, body: 'too many' } : { status: 200, body: { envelopes: { batch: [line] } } },
    });
    expect(lines.map(({ text }) => text)).toEqual(['hello']);
    expect(limits).toEqual(['1000', '500', '250']);
  });

  test('that is too long all the same has no lines', async () => {
    const { lines, limits } = await read({ 'GET /api/v1/read/app': () => ({ status: 429, body: 'too many' }) });
    expect(lines).toEqual([]);
    expect(limits).toEqual(['1000', '500', '250']);
  });
});

describe('what failed without an answer of its own', () => {
  test.for<[string, RegExp]>([
    ['StagingError - Staging error: Start command not specified', /CMD or ENTRYPOINT/],
    ['StagingError - Staging error: missing docker image download url', /name of the image/],
    ['StagingError - Staging error: missing docker registry', /name of the image/],
    ['StagingError - Staging error: missing docker credentials', /name of the image/],
    ['StagingError - Staging error: invalid docker registry address', /name of the image/],
    ['InsufficientResources - Insufficient resources', /No cell/],
    ['NoCompatibleCell - Found no compatible cell', /isolation segment/],
    ['StagingTimeExpired - Staging time expired: staging failed', /given the build up/],
  ])('a build: %s', ([error, hint]) => expect(hintFor(undefined, error)).toMatch(hint));

  test.for<[string, RegExp]>([
    ['memory quota_exceeded', /quota/],
    ['An unexpected error has occurred: CloudController::UriUtils::InvalidDockerURI', /name of the image/],
    ['An unexpected error has occurred: Sequel::DatabaseError', /Cloud Controller itself/],
  ])('a deployment: %s', ([error, hint]) => expect(hintFor(error)).toMatch(hint));

  test.for<[string, RegExp]>([
    ['insufficient resources: memory', /No cell/],
    ['found no compatible cell', /isolation segment/],
    ['unable to communicate to compatible cells', /operator/],
    ['APP/PROC/WEB: Exited with status 137 (out of memory)', /input memory/],
    ['failed to create container: running image plugin create: layer size exceeds image quota', /input disk/],
    [
      'failed to create container: running image plugin create: unauthorized: authentication required',
      /registry-password/,
    ],
    [
      'Instance never healthy after 1m0s: Timed out after 1m0s (31 attempts) waiting for startup check to succeed: failed to make TCP connection to port 8080: connection refused',
      /\$PORT/,
    ],
  ])('an instance: %s', ([words, hint]) => expect(hintFor(words)).toMatch(hint));

  test.for<[string, RegExp]>([
    ['Exited with status 137 (out of memory)', /before-release-memory/],
    ['task was cancelled', /cf terminate-task/],
    ['Unable to request task to be run', /lost the command/],
    ['Unable to determine completion status', /lost the command/],
    ['Task expired in PENDING state', /lost the command/],
    [
      'failed to create container: running image plugin create: unauthorized: authentication required',
      /registry-password/,
    ],
  ])('a task: %s', ([reason, hint]) => expect(taskHint(reason, undefined)).toMatch(hint));
});
