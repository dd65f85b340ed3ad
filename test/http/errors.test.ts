import { describe, expect, it } from 'vitest';
import { BodyError, NetworkError, nameOf } from '../../src/http/errors.ts';
import type { HttpRequest } from '../../src/http/http.ts';

const request: HttpRequest = {
  method: 'GET',
  url: new URL('https://us3r:s3cret@api.example.org:8443/v3/apps?sig=s3cret#s3cret'),
  headers: { authorization: 'Bearer s3cret' },
  body: 's3cret',
};

describe('network errors', () => {
  it.each([
    ['ECONNREFUSED', 'api.example.org:8443 refuses connections'],
    ['ENOTFOUND', 'the name api.example.org is not known to DNS'],
    ['EAI_AGAIN', 'DNS gave no answer for api.example.org'],
    ['EHOSTUNREACH', 'no route to api.example.org:8443'],
    ['ENETUNREACH', 'no route to api.example.org:8443'],
    ['ECONNRESET', 'the connection was cut before the answer was complete'],
    ['EPIPE', 'the connection was cut while the request was being sent'],
    ['TRUNCATED', 'the answer ended before it was complete'],
    ['DEADLINE', 'no complete answer within 30 s'],
    ['PROXY', 'the proxy of this runner could not be reached'],
    ['PROXY_407', 'the proxy of this runner refused to connect to api.example.org:8443 (407)'],
    ['CERT_HAS_EXPIRED', 'the TLS certificate of api.example.org:8443 is not trusted (CERT_HAS_EXPIRED)'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'the TLS certificate of api.example.org:8443 is not trusted'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'the TLS certificate of api.example.org:8443 is not trusted'],
    ['EWHATEVER', 'the connection failed (EWHATEVER)'],
  ])('%s', (reason, sentence) => {
    const error = new NetworkError(request, reason, false);
    expect(error).toMatchObject({ code: 'NETWORK', reason, mayHaveActed: false });
    expect(error.message).toContain(`GET api.example.org:8443/v3/apps: ${sentence}`);
  });

  it('tell the deadline that was set', () => {
    expect(new NetworkError({ ...request, deadlineMs: 5_000 }, 'DEADLINE', true).message).toContain('within 5 s');
  });

  it('say what to do about certificates and proxies', () => {
    expect(new NetworkError(request, 'CERT_HAS_EXPIRED', false).hint).toContain('ca-certificate');
    expect(new NetworkError(request, 'PROXY_407', false).hint).toContain('no_proxy');
  });

  it('hold neither query nor userinfo nor headers nor body', () => {
    for (const reason of ['ECONNREFUSED', 'ENOTFOUND', 'DEADLINE', 'PROXY_407', 'CERT_HAS_EXPIRED', 'X']) {
      const { message, hint } = new NetworkError(request, reason, true);
      expect(`${message} ${hint}`).not.toMatch(/s3cret|us3r/);
    }
    expect(new BodyError(request, 'too long').message).toBe('GET api.example.org:8443/v3/apps: too long');
    expect(nameOf(request)).toBe('GET api.example.org:8443/v3/apps');
  });
});
