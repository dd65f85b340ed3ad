import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Asker } from '../asker.ts';
import { type Answer, KorifiBench } from './bench.ts';

let bench: KorifiBench;
beforeEach(async () => {
  bench = await KorifiBench.start();
});
afterEach(() => bench.close());

const said = ({ status, body }: Answer) => `${status} ${body.errors[0].code} ${body.errors[0].detail}`;

describe("what the sandbox's Korifi refuses", () => {
  it('asks who it is, and tells who nobody knows', async () => {
    const asked = async (authorization?: string) => {
      const headers = authorization === undefined ? {} : { authorization };
      const asker = new Asker(bench.sandbox.server, bench.clock, undefined, headers);
      const answer = await bench.call('GET', '/v3/apps', undefined, asker);
      asker.close();
      return said(answer);
    };
    expect(await asked()).toBe('401 10002 Authentication error');
    expect(await asked('bearer x.y.z')).toBe('401 1000 Invalid Auth Token');
    expect(await asked('bearer')).toBe('401 1000 Invalid Auth Token');
  });

  it('shows a stranger nothing, and warns', async () => {
    const app = await bench.app();
    const { body, headers } = await bench.call('GET', '/v3/apps', undefined, bench.stranger);
    expect(body.resources).toEqual([]);
    expect(headers['x-cf-warnings']).toBe(
      "Warning: subject 'ServiceAccount/system:serviceaccount:cf:stranger' has no CF roles assigned. This is not supported and may cause unexpected behaviour.",
    );
    expect(said(await bench.call('GET', `/v3/apps/${app}`, undefined, bench.stranger))).toBe(
      '404 10010 App not found. Ensure it exists and you have access to it.',
    );
  });

  it('lets a viewer read, and neither write nor see variables', async () => {
    const app = await bench.app();
    const forbidden = '403 10003 You are not authorized to perform the requested action';
    const by = bench.viewer;
    expect((await bench.call('GET', `/v3/apps/${app}`, undefined, by)).status).toBe(200);
    expect(said(await bench.call('GET', `/v3/apps/${app}/env`, undefined, by))).toBe(forbidden);
    expect(said(await bench.call('GET', `/v3/apps/${app}/environment_variables`, undefined, by))).toBe(forbidden);
    expect(said(await bench.call('POST', `/v3/apps/${app}/actions/start`, undefined, by))).toBe(forbidden);
  });

  it('takes no body, key or address that it does not know', async () => {
    const app = await bench.app();
    const relationships = { space: { data: { guid: bench.space } } };
    const docker = { type: 'docker', data: {} };
    const rows: readonly (readonly [string, string, object | undefined, string])[] = [
      [
        'GET',
        '/v3/apps?guid=x',
        undefined,
        "400 10005 The query parameter is invalid: Valid parameters are: 'names', 'guids', 'space_guids', 'order_by', 'per_page', 'page', 'label_selector'",
      ],
      ['GET', '/v3/feature_flags', undefined, '404 10000 Unknown request'],
      ['POST', `/v3/deployments/${app}/actions/cancel`, {}, '404 10000 Unknown request'],
      ['POST', '/v3/apps', { nope: 1 }, '422 10008 invalid request body: json: unknown field "nope"'],
      ['POST', '/v3/apps', {}, '422 10008 name cannot be blank, relationships is required'],
      ['POST', '/v3/apps', { name: 3 }, '422 10008 Name must be a string'],
      [
        'POST',
        '/v3/apps',
        { name: 'WEB', relationships, lifecycle: docker },
        "422 10016 App with the name 'WEB' already exists.",
      ],
      ['POST', `/v3/apps/${app}/actions/start`, undefined, '422 10008 Assign a droplet before starting this app.'],
      [
        'PATCH',
        `/v3/apps/${app}/relationships/current_droplet`,
        { data: { guid: 'x' } },
        '422 10008 Unable to assign current droplet. Ensure the droplet exists and belongs to this app.',
      ],
      ['PATCH', '/v3/builds/x', {}, '422 10008 Labels and annotations are not supported for builds.'],
      [
        'POST',
        '/v3/builds',
        { package: { guid: 'x' } },
        '422 10008 Unable to use package. Ensure that the package exists and you have access to it.',
      ],
      [
        'POST',
        '/v3/deployments',
        { strategy: 'canary' },
        '422 10008 invalid request body: json: unknown field "strategy"',
      ],
      [
        'POST',
        `/v3/apps/${app}/processes/web/actions/scale`,
        { instances: '2' },
        '422 10008 Instances must be a int32',
      ],
      [
        'PATCH',
        `/v3/apps/${app}/environment_variables`,
        { var: { PORT: '1' } },
        '422 10008 var.PORT value PORT is not allowed',
      ],
      ['PATCH', '/v3/apps/x', {}, '404 10010 App not found. Ensure it exists and you have access to it.'],
    ];
    for (const [method, path, body, expected] of rows)
      expect(said(await bench.call(method, path, body))).toBe(expected);
    const broken = await bench.deployer.ask('POST', '/v3/apps', '{"name"');
    expect(said(broken as Answer)).toBe('400 1001 Request invalid due to parse error: invalid request body');
  });
});
