import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Answered, type Bench, startBench } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.sandbox.close());

const world = () => bench.sandbox.world;
const yaml = { 'content-type': 'application/x-yaml' };
const at = () => `/v3/spaces/${world().space('prod').guid}/actions/apply_manifest`;
const apply = (text: string, headers: Record<string, string> = yaml) => bench.call('POST', at(), text, headers);
const details = (answer: Answer): string[] => answer.body.errors.map((one: Answered) => one.detail);
/** What is said of one app `a` with these keys, without the prefix. */
const said = async (keys: object): Promise<string[]> => {
  const answer = await apply(JSON.stringify({ applications: [{ name: 'a', ...keys }] }));
  expect([answer.status, answer.body.errors?.[0].code]).toEqual([422, 10008]);
  const texts = details(answer);
  for (const text of texts) expect(text).toMatch(/^For application 'a': /);
  return texts.map((text) => text.replace("For application 'a': ", ''));
};

describe('a manifest as a document', () => {
  it.each([
    ['', 400, 1001, 'Request invalid due to parse error: invalid request body'],
    ['a: [', 400, 1001, 'Request invalid due to parse error: invalid request body'],
    ['- a', 400, 1001, 'Request invalid due to parse error: invalid request body'],
    ['a: &x 1\nb: *x', 400, 1004, 'Bad request: Manifest does not support Anchors and Aliases'],
    [
      `a: ${'x'.repeat(1024 * 1024)}`,
      ...([400, 1004, 'Bad request: Manifest size is too large. The maximum supported size is 1MB.'] as const),
    ],
    ['version: 2', 422, 10008, 'Unsupported manifest schema version. Currently supported versions: [1].'],
    ['version: 1', 422, 10008, "Cannot parse manifest with no 'applications' field."],
    ['applications: []', 422, 10008, "Cannot parse manifest with no 'applications' field."],
  ] as [string, number, number, string][])('is refused as %.20s', async (text, status, code, words) => {
    const answer = await apply(text);
    expect([answer.status, answer.body.errors[0].code, details(answer)]).toEqual([status, code, [words]]);
  });

  it('has to say that it is YAML, and to be for a space that one may write to', async () => {
    const ok = 'applications: [{name: a, docker: {}}]';
    expect(details(await apply(ok, { 'content-type': 'application/json' }))).toEqual([
      'Bad request: Content-Type must be yaml',
    ]);
    expect((await bench.call('POST', '/v3/spaces/none/actions/apply_manifest', ok, yaml)).body.errors[0].detail).toBe(
      'Space not found',
    );
    const { roles } = world().account('deployer');
    roles.set(world().space('prod').guid, 'supporter');
    expect((await apply(ok)).status).toBe(403);
    roles.set(world().space('prod').guid, 'developer');
    world().org('acme').suspended = true;
    expect((await apply(ok)).body.errors[0].code).toBe(10017);
    world().org('acme').suspended = false;
    expect((await apply(ok, { 'content-type': 'text/yaml; charset=utf-8' })).status).toBe(202);
  });

  it('is not guessed at', async () => {
    for (const text of ['applications: x', 'applications: [x]', 'applications: [{name: a, env: {A: 2026-01-01}}]']) {
      expect((await apply(text)).status).toBe(599);
    }
    expect((await apply('applications: [{name: a, buildpacks: [ruby]}]')).status).toBe(599);
  });
});

describe('an entry for an app', () => {
  it('needs a name', async () => {
    const answer = await apply('applications: [{memory: 1}, {name: 3, docker: {}}]');
    expect(details(answer)).toEqual([
      'For application at index 0: Name must not be empty',
      'For application at index 0: Name must be a string',
      'For application at index 0: Process "web": Memory must use a supported unit: B, K, KB, M, MB, G, GB, T, or TB',
      'For application at index 1: Name must be a string',
    ]);
    expect(world().apps).toEqual([]);
  });

  it.each<[object, string[]]>([
    [{ memory: 'lots' }, ['Process "web": Memory is not a number']],
    [
      { memory: '0M', disk_quota: '-1G' },
      ['Process "web": Memory must be greater than 0MB', 'Process "web": Disk quota must be greater than 0MB'],
    ],
    [
      { 'log-rate-limit-per-second': '5x' },
      ['Process "web": Log rate limit per second must use a supported unit: B, K, KB, M, MB, G, GB, T, or TB'],
    ],
    [{ instances: -1 }, ['Process "web": Instances must be greater than or equal to 0']],
    [{ instances: 1.5 }, ['Process "web": Instances must be an integer']],
    [{ instances: 'many' }, ['Process "web": Instances is not a number']],
    [{ timeout: 0 }, ['Process "web": Timeout must be greater than or equal to 1']],
    [{ 'health-check-type': 'ping' }, ['Process "web": Health check type must be "port", "process", or "http"']],
    [
      { 'health-check-type': 'port', 'health-check-http-endpoint': '/up' },
      ['Process "web": Health check type must be "http" to set a health check HTTP endpoint'],
    ],
    [{ 'health-check-http-endpoint': 'up' }, ['Process "web": Health check http endpoint must be a valid URI path']],
    [
      { 'readiness-health-check-invocation-timeout': 0 },
      ['Process "web": Readiness health check invocation timeout must be greater than or equal to 1'],
    ],
    [{ command: '' }, ['Process "web": Command must be between 1 and 4096 characters']],
    [{ processes: {} }, ['Processes must be an array of process configurations']],
    [{ processes: [{ instances: 1 }] }, ['All Processes must specify a type']],
    [{ processes: [{ type: 'w' }, { type: 'w' }] }, ['Process "w" may only be present once']],
    [
      { processes: [{ type: 'w', memory: '1', 'health-check-timeout': 1, user: '' }] },
      [
        'Process "w": Memory must use a supported unit: B, K, KB, M, MB, G, GB, T, or TB',
        `Process "w": Unknown field(s): 'health_check_timeout'`,
        'Process "w": User must be between 1 and 255 characters',
      ],
    ],
    [{ sidecars: 'x' }, ['Sidecars must be an array of sidecar configurations']],
    [
      {
        sidecars: [
          { name: 'p', process_types: ['web'], memory: '5x' },
          { command: 'c', process_types: ['web'] },
        ],
      },
      [
        `Sidecar "p": Command can't be blank`,
        'Sidecar "p": Command must be a string',
        'Sidecar "p": Memory in mb is not a number',
        `Sidecar name can't be blank`,
        'Sidecar name must be a string',
      ],
    ],
    [{ metadata: { labels: { 'a b': 'c' } } }, ["Metadata label key error: 'a b' contains invalid characters"]],
    [{ docker: {}, buildpack: 'x' }, ['Cannot specify both buildpack(s) and docker keys']],
    [{ services: ['a', { binding_name: 'b' }] }, ['Services must be a list of service instances']],
    [{ services: [{ name: 'b', parameters: 1 }] }, ['Services must be a list of service instances']],
    [{ env: 'A=1' }, ['Env must be an object of keys and values']],
    [{ env: { PORT: 1, VCAP_X: 1 } }, ['Env cannot set PORT', 'Env cannot start with VCAP_']],
    [{ routes: ['a.test'] }, ['Routes must be a list of route objects']],
    [
      { routes: [{ route: 'http://a.test:80' }, { route: '/x' }, { route: 'a.test', protocol: 'h3' }] },
      [
        "The route 'http://a.test:80' is not a properly formed URL",
        "The route '/x' is not a properly formed URL",
        "Route protocol must be 'http1', 'http2' or 'tcp'.",
      ],
    ],
    [
      {
        routes: [
          { route: 'a.test', options: 'x' },
          { route: 'b.test', options: { loadbalancing: 'hash', x: 1 } },
          { route: 'c.test', options: { loadbalancing: null } },
        ],
      },
      [
        "Route 'a.test': options must be an object",
        "Route 'b.test' contains invalid route option 'x'. Valid keys: 'loadbalancing'",
        "Cannot use loadbalancing value 'hash' for Route 'b.test'; Valid values are: 'round-robin, least-connection'",
        "Invalid value for 'loadbalancing' for Route 'c.test'; Valid values are: 'round-robin, least-connection'",
      ],
    ],
    [{ 'no-route': 'yes' }, ['No-route must be a boolean']],
    [{ 'random-route': true, 'default-route': true }, ['Random-route and default-route may not be used together']],
    [
      { features: { ssh: 'on' } },
      ['Features must be a map of valid feature names to booleans (true = enabled, false = disabled)'],
    ],
    [
      { features: { nonsense: true } },
      ['Features must be a map of valid feature names to booleans (true = enabled, false = disabled)'],
    ],
  ])('is refused as %j', async (keys, words) => {
    expect(await said(keys)).toEqual(words);
    expect(world().apps).toEqual([]);
  });

  it('is made an app of at once, unless docker is off or the app is of another kind', async () => {
    world().featureFlags.set('diego_docker', false);
    expect(await said({ docker: {} })).toEqual(['Feature Disabled: diego_docker']);
    world().featureFlags.set('diego_docker', true);
    const text = 'applications: [{name: web, docker: {image: a}, metadata: {labels: {a: b}}}, {name: old}]';
    expect((await apply(text)).status).toBe(202);
    expect(
      world().apps.map(({ name, state, lifecycle, metadata }) => [name, state, lifecycle, metadata.labels]),
    ).toEqual([
      ['web', 'STOPPED', 'docker', { a: 'b' }],
      ['old', 'STOPPED', 'buildpack', {}],
    ]);
    const other = await apply('applications: [{name: first, docker: {}}, {name: OLD, docker: {image: b}}]');
    expect(details(other)).toEqual([
      "For application 'OLD': Docker cannot be configured for a buildpack lifecycle app.",
    ]);
    // What came before it has been made.
    expect(world().apps.map(({ name }) => name)).toEqual(['web', 'old', 'first']);
    const long = 'n'.repeat(256);
    expect(details(await apply(`applications: [{name: ${long}, docker: {}}]`))).toEqual([
      `For application '${long}': Name is too long (maximum is 255 characters)`,
    ]);
  });
});
