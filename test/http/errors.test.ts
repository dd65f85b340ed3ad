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
    ['ETIMEDOUT', 'api.example.org:8443 does not take the connection'],
    ['DEADLINE', 'no complete answer within 30 s'],
    ['PROXY', 'the proxy of this runner could not be reached'],
    ['PROXY_407', 'the proxy of this runner refused to connect to api.example.org:8443 (407)'],
    ['CERT_HAS_EXPIRED', 'the TLS certificate of api.example.org:8443 is not trusted (CERT_HAS_EXPIRED)'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'the TLS certificate of api.example.org:8443 is not trusted'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'the TLS certificate of api.example.org:8443 is not trusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'the TLS certificate of api.example.org:8443 is not trusted'],
    ['HOSTNAME_MISMATCH', 'the TLS certificate of api.example.org:8443 is not trusted'],
    ['INVALID_PURPOSE', 'the TLS certificate of api.example.org:8443 is not trusted'],
    ['PATH_LENGTH_EXCEEDED', 'the TLS certificate of api.example.org:8443 is not trusted'],
    ['UNSPECIFIED', 'the TLS certificate of api.example.org:8443 is not trusted'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'api.example.org:8443 asks for a client certificate'],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'api.example.org:8443 asks for a client certificate'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'no TLS connection with api.example.org:8443'],
    ['EPROTO', 'no TLS connection with api.example.org:8443'],
    ['HPE_INVALID_CONSTANT', 'the answer is not HTTP (HPE_INVALID_CONSTANT)'],
    ['PRIVATE_ADDRESS', 'api.example.org is at a private address, and it was not the workflow that named it'],
    ['EWHATEVER', 'the connection failed (EWHATEVER)'],
  ])('%s', (reason, sentence) => {
    const error = new NetworkError(request, reason, false);
    expect(error).toMatchObject({ code: 'NETWORK', reason, mayHaveActed: false });
    expect(error.message).toContain(`GET api.example.org:8443/v3/apps: ${sentence}`);
  });

  it('tell the deadline that was set', () => {
    expect(new NetworkError({ ...request, deadlineMs: 5_000 }, 'DEADLINE', true).message).toContain('within 5 s');
  });

  it.each([
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ca-certificate'],
    ['UNABLE_TO_GET_ISSUER_CERT', 'ca-certificate'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'ca-certificate'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'ca-certificate'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'ca-certificate'],
    ['CERT_UNTRUSTED', 'ca-certificate'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'is the address right?'],
    ['CERT_HAS_EXPIRED', 'renewed'],
    ['CERT_NOT_YET_VALID', 'clock'],
    ['CERT_REVOKED', 'whoever runs the server'],
    ['INVALID_PURPOSE', 'whoever runs the server'],
    ['EPROTO', 'TLS 1.2'],
    ['PRIVATE_ADDRESS', 'allow-private-network'],
    ['PROXY_407', 'no_proxy'],
    ['ECONNREFUSED', 'is the server up?'],
    ['ENOTFOUND', 'spelling'],
    ['EAI_AGAIN', 'name server'],
    ['EHOSTUNREACH', 'May this runner reach'],
    ['ENETUNREACH', 'May this runner reach'],
    ['ECONNRESET', 'ask whoever runs api.example.org:8443'],
    ['EPIPE', 'ask whoever runs api.example.org:8443'],
    ['TRUNCATED', 'ask whoever runs api.example.org:8443'],
    ['ETIMEDOUT', 'firewall'],
    ['DEADLINE', 'firewall'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'whoever runs it'],
  ])('say what to do about %s', (reason, part) => {
    expect(new NetworkError(request, reason, false).hint).toContain(part);
  });

  it('hold neither query nor userinfo nor headers nor body', () => {
    for (const reason of [
      'ECONNREFUSED',
      'ENOTFOUND',
      'DEADLINE',
      'PROXY_407',
      'CERT_HAS_EXPIRED',
      'PRIVATE_ADDRESS',
      'X',
    ]) {
      const { message, hint } = new NetworkError(request, reason, true);
      expect(`${message} ${hint}`).not.toMatch(/s3cret|us3r/);
    }
    expect(new BodyError(request, 'too long').message).toBe('GET api.example.org:8443/v3/apps: too long');
    expect(nameOf(request)).toBe('GET api.example.org:8443/v3/apps');
  });
});
