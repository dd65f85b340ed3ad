import { describe, expect, it } from 'vitest';
import { parseReference } from '../../src/image/reference.ts';
import { registryUrl } from '../../src/registry/location.ts';
import { inspection, linesOf } from './inspection.ts';

describe('where a registry is asked', () => {
  it.each([
    ['127.0.0.1:5000/a/b', false, 'http://127.0.0.1:5000/v2/'],
    ['localhost/a/b', false, 'http://localhost/v2/'],
    ['[::1]:5000/a', false, 'http://[::1]:5000/v2/'],
    ['127.0.0.1:5000/a/b', true, 'https://127.0.0.1:5000/v2/'],
    ['localhost:5000/a', true, 'https://localhost:5000/v2/'],
    ['10.0.0.1:5000/a', false, 'https://10.0.0.1:5000/v2/'],
    ['localhost.example.com/a', false, 'https://localhost.example.com/v2/'],
    ['alpine', false, 'https://registry-1.docker.io/v2/'],
  ])('%s, with TLS on loopback: %s', (name, loopbackTls, expected) => {
    expect(registryUrl(parseReference(name), loopbackTls).href).toBe(expected);
  });

  it('the caller’s word about loopback is heard', async () => {
    const image = '127.0.0.1:5000/a/b:1';
    const { error, requests } = await inspection(() => ({ status: 404 }), { image, access: { loopbackTls: true } });
    expect(error?.code).toBe('IMAGE_NOT_FOUND');
    expect(linesOf(requests)).toContain('HEAD 127.0.0.1:5000/v2/a/b/manifests/1');
    expect(new Set(requests.map(({ url }) => url.protocol))).toEqual(new Set(['https:']));
  });
});
