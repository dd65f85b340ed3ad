import { expect, test } from 'vitest';
import { mistakes } from '../../../src/platforms/deis/inputs.ts';
import { story } from '../controller/recordings.ts';
import { requestTo } from '../controller/workbench.ts';

const request = (more = {}) => requestTo('https://deis.example.com', more);
const inputs = (more: object) => mistakes(request(more)).map((mistake) => mistake.input);

test('token and password are fine', () => {
  expect(inputs({})).toEqual([]);
  expect(inputs({ login: { kind: 'password', username: 'u', password: 'p' }, settings: { port: 80 } })).toEqual([]);
});

test('what Deis does not have', () => {
  expect(inputs({ login: { kind: 'client', id: 'a', secret: 'b' } })).toEqual(['client-id']);
  expect(inputs({ login: { kind: 'oidc-client', id: 'a' } })).toEqual(['oidc']);
  expect(inputs({ login: { kind: 'oidc-user', client: { id: 'cf', secret: '' } } })).toEqual(['oidc']);
  expect(inputs({ org: 'o', space: 's', workspace: 'teamone' })).toEqual(['org', 'space', 'workspace']);
  expect(inputs({ settings: { instances: new Map([['', 2]]), memoryMb: 512, diskMb: 1024 } })).toEqual(['disk']);
  const settings = { command: './serve', healthCheck: { type: 'port' }, env: new Map([['A', 'a-value']]) };
  expect(inputs({ settings })).toEqual([]);
});

test('names are judged as the recorded controller judged them', () => {
  const judged = story('v2', 'create-bad-names').steps.filter((step) => step.request.path === '/v2/apps/');
  let seen = 0;
  for (const { request: sent, response } of judged as readonly {
    request: { body?: { id?: unknown } };
    response: { status: number; body?: unknown } | null;
  }[]) {
    const id = sent.body?.id;
    if (typeof id !== 'string' || id !== id.trim() || JSON.stringify(response?.body).includes('reserved')) continue;
    seen += 1;
    expect(inputs({ app: id }), id).toEqual(response?.status === 201 ? [] : ['app']);
  }
  expect(seen).toBeGreaterThan(10);
});
