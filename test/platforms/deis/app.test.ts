import { describe, expect, test } from 'vitest';
import { publicUrl } from '../../../src/platforms/deis/app.ts';

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
