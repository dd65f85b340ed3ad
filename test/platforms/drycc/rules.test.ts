import { describe, expect, test } from 'vitest';
import { mistakes, portFindings } from '../../../src/platforms/drycc/rules.ts';
import { story } from '../controller/recordings.ts';
import { factsOf, requestTo } from '../controller/workbench.ts';

const request = (more = {}) => requestTo('https://drycc.example.com', more);
const inputs = (more: object) => mistakes(request(more)).map((mistake) => mistake.input);

describe('inputs', () => {
  test('a token and a workspace', () => expect(inputs({ workspace: 'teamone' })).toEqual([]));

  test('what Drycc does not take', () => {
    expect(inputs({ login: { kind: 'client', id: 'a', secret: 'b' } })).toEqual(['client-id']);
    expect(inputs({ login: { kind: 'password', username: 'u', password: 'p' } })).toEqual(['username']);
    expect(inputs({ org: 'o', settings: { memoryMb: 1 } })).toEqual(['org', 'memory']);
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
});

describe('ports', () => {
  const codes = (ports: readonly number[], settings = {}, configured?: number) =>
    portFindings(factsOf('good', ports), request({ settings }), configured).map(
      (finding) => `${finding.severity} ${finding.code}`,
    );

  test.for([
    ['one port', [8080], {}, undefined, ['info DRYCC_PORT']],
    ['none: 5000', [], {}, undefined, ['info DRYCC_PORT']],
    ['several: the lowest', [80, 443], {}, undefined, ['warning DRYCC_SEVERAL_PORTS']],
    ['several, chosen', [80, 443], { port: 443 }, undefined, []],
    ['another than what serves now', [8080], {}, 5000, ['warning DRYCC_PORT_NOT_EXPOSED']],
  ] as const)('%s', ([, ports, settings, configured, expected]) => {
    expect(codes(ports, settings, configured)).toEqual(expected);
  });
});
