import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AwsRequest, signedHeaders } from '../../../src/registry/login/aws-signature.ts';

/** The key of AWS's documentation and of its test suite for Signature Version 4. */
const key = { id: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const now = Date.UTC(2015, 7, 30, 12, 36, 0);
const suite = { region: 'us-east-1', service: 'service' };

const signed = (more: Partial<AwsRequest> = {}, scope = suite, time = now, by = key) =>
  signedHeaders(
    { method: 'GET', url: new URL('https://example.amazonaws.com/'), headers: {}, body: '', ...more },
    by,
    scope,
    time,
  );
const at = (path: string) => new URL(path, 'https://example.amazonaws.com');
const unreserved = '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

describe('the signature of a request to AWS', () => {
  it('is that of the documented example', () => {
    const headers = signed(
      {
        url: new URL('https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08'),
        headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
      },
      { region: 'us-east-1', service: 'iam' },
    );
    expect(headers).toEqual({
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'x-amz-date': '20150830T123600Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    });
  });

  it.each<[name: string, request: Partial<AwsRequest>, names: string, signature: string]>([
    ['get-vanilla', {}, 'host;x-amz-date', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    [
      'get-vanilla-query-order-key-case',
      { url: at('/?Param2=value2&Param1=value1') },
      'host;x-amz-date',
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    [
      'get-vanilla-query-unreserved',
      { url: at(`/?${unreserved}=${unreserved}`) },
      'host;x-amz-date',
      '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197',
    ],
    [
      'get-vanilla-utf8-query',
      { url: at('/?ሴ=bar') },
      'host;x-amz-date',
      '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04',
    ],
    [
      'get-vanilla-query-order-encoded',
      { url: at('/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1') },
      'host;x-amz-date',
      '371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac',
    ],
    [
      'get-header-value-trim',
      { headers: { 'My-Header2': ' "a   b   c"', 'My-Header1': ' value1' } },
      'host;my-header1;my-header2;x-amz-date',
      'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
    ],
    [
      'post-vanilla',
      { method: 'POST' },
      'host;x-amz-date',
      '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
    ],
    [
      'post-header-key-sort',
      { method: 'POST', headers: { 'My-Header1': 'value1' } },
      'host;my-header1;x-amz-date',
      'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c',
    ],
    [
      'post-x-www-form-urlencoded',
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: 'Param1=value1',
      },
      'content-type;host;x-amz-date',
      'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    ],
  ])('is that of AWS’s test suite: %s', (_name, request, names, signature) => {
    expect(signed(request)['authorization']).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${names}, Signature=${signature}`,
    );
  });

  it('covers all of the request, where it goes and when', () => {
    const others = [
      signed({ method: 'POST' }),
      signed({ url: at('/other') }),
      signed({ url: at('/?a=1') }),
      signed({ url: new URL('https://other.amazonaws.com/') }),
      signed({ headers: { 'x-amz-target': 'a' } }),
      signed({ body: '{}' }),
      signed({}, { ...suite, region: 'eu-central-1' }),
      signed({}, { ...suite, service: 'ecr' }),
      signed({}, suite, now + 1_000),
      signed({}, suite, now, { ...key, secret: 'other' }),
    ].map((headers) => /Signature=(\w+)$/.exec(headers['authorization'] ?? '')?.[1]);
    expect(new Set([...others, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31']).size).toBe(11);
    expect(others).not.toContain(undefined);
  });

  it('has the secret in no header, and is one that a header can hold', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 20 }), fc.string(), fc.string(), (secret, query, body) => {
        const url = at(`/?${new URLSearchParams({ [query]: query }).toString()}`);
        for (const value of Object.values(signed({ url, body }, suite, now, { id: key.id, secret }))) {
          expect(value).not.toContain(secret);
          expect(value).toMatch(/^[\x20-\x7e]+$/);
        }
      }),
    );
  });
});
