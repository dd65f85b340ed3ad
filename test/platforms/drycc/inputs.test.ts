import { expect, test } from 'vitest';
import { mistakes } from '../../../src/platforms/drycc/inputs.ts';
import { story } from '../controller/recordings.ts';
import { requestTo } from '../controller/workbench.ts';

const request = (more = {}) => requestTo('https://drycc.example.com', more);
const inputs = (more: object) => mistakes(request(more)).map((mistake) => mistake.input);

test('a token and a workspace', () => expect(inputs({ workspace: 'teamone' })).toEqual([]));

test('what Drycc does not take', () => {
  expect(inputs({ login: { kind: 'client', id: 'a', secret: 'b' } })).toEqual(['client-id']);
  expect(inputs({ login: { kind: 'oidc-client', id: 'a' } })).toEqual(['oidc']);
  expect(inputs({ login: { kind: 'oidc-user', client: { id: 'cf', secret: '' } } })).toEqual(['oidc']);
  expect(inputs({ login: { kind: 'password', username: 'u', password: 'p' } })).toEqual(['username']);
  expect(inputs({ org: 'o', settings: { diskMb: 1 } })).toEqual(['org', 'disk']);
  const settings = { command: './serve -p 1', healthCheck: { type: 'port' }, env: new Map([['A', 'hidden-value']]) };
  expect(inputs({ settings })).toEqual([]);
  expect(inputs({ settings: { command: './serve "a b"', env: new Map([['A', '']]) } })).toEqual(['command', 'env']);
  expect(inputs({ beforeRelease: { command: 'true', timeoutMs: 1 } })).toEqual(['before-release']);
  expect(inputs({ workspace: 'Team-1' })).toEqual(['workspace']);
  expect(inputs({ workspace: 'team' })).toEqual(['workspace']);
});

test('names are judged as the recorded controller judged them', () => {
  const judged = story('drycc', 'create-bad-names').steps.filter((step) => step.request.path === '/v2/apps/');
  let seen = 0;
  for (const { request: sent, response } of judged as readonly {
    request: { body?: { id?: unknown } };
    response: { status: number } | null;
  }[]) {
    const id = sent.body?.id;
    if (typeof id !== 'string' || id !== id.trim()) continue;
    seen += 1;
    expect(inputs({ app: id }), id).toEqual(response?.status === 201 ? [] : ['app']);
  }
  expect(seen).toBeGreaterThan(10);
});
