import { describe, expect, test } from 'vitest';
import { publicUrl } from '../../../src/platforms/deis/app.ts';
import { mistakes, portFindings } from '../../../src/platforms/deis/rules.ts';
import { story } from '../controller/recordings.ts';
import { factsOf, requestTo } from '../controller/workbench.ts';

const request = (more = {}) => requestTo('https://deis.example.com', more);
const inputs = (more: object) => mistakes(request(more)).map((mistake) => mistake.input);

describe('inputs', () => {
  test('token and password are fine', () => {
    expect(inputs({})).toEqual([]);
    expect(inputs({ login: { kind: 'password', username: 'u', password: 'p' }, settings: { port: 80 } })).toEqual([]);
  });

  test('what Deis does not have', () => {
    expect(inputs({ login: { kind: 'client', id: 'a', secret: 'b' } })).toEqual(['client-id']);
    expect(inputs({ org: 'o', space: 's', workspace: 'teamone' })).toEqual(['org', 'space', 'workspace']);
    expect(inputs({ settings: { instances: new Map([['', 2]]), memoryMb: 512, diskMb: 1024 } })).toEqual([
      'instances',
      'memory',
      'disk',
    ]);
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
});

describe('ports', () => {
  const codes = (ports: readonly number[], settings = {}, configured?: number) =>
    portFindings(factsOf('good', ports), request({ settings }), configured).map(
      (finding) => `${finding.severity} ${finding.code}`,
    );

  test.for([
    ['one exposed', [8080], {}, undefined, ['info DEIS_PORT']],
    ['none', [], {}, undefined, ['error DEIS_NO_PORT']],
    ['several', [80, 443], {}, undefined, ['error DEIS_SEVERAL_PORTS']],
    ['several, chosen', [80, 443], { port: 443 }, undefined, []],
    ['none, given', [], { port: 9000 }, undefined, []],
    ['given, not exposed', [8080], { port: 9000 }, undefined, ['warning DEIS_PORT_NOT_EXPOSED']],
    ['several, configured before', [80, 443], {}, 80, []],
  ] as const)('%s', ([, ports, settings, configured, expected]) => {
    expect(codes(ports, settings, configured)).toEqual(expected);
  });

  test('several are named', () => {
    expect(portFindings(factsOf('good', [80, 443]), request(), undefined)[0]?.message).toContain('80, 443');
  });
});

describe('the app’s URL', () => {
  const api = new URL('https://deis.example.com');
  test.for([
    ['its name in place of the controller’s', [{ domain: 'web' }], 'https://web.example.com'],
    ['a domain of its own', [{ domain: 'www.acme.org' }, { domain: 'web' }], 'https://www.acme.org'],
    ['a wildcard is no address', [{ domain: '*.acme.org' }, { domain: 'web' }], 'https://web.example.com'],
    ['none', [], undefined],
  ] as const)('%s', ([, domains, expected]) => expect(publicUrl(domains, api)).toBe(expected));

  test('a controller without a domain has no apps under it', () => {
    expect(publicUrl([{ domain: 'web' }], new URL('http://127.0.0.1:8000'))).toBeUndefined();
    expect(publicUrl([{ domain: 'web' }], new URL('http://localhost:8000'))).toBeUndefined();
  });
});
