import { execFile } from 'node:child_process';
import { createSign, randomUUID, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Identity } from '../http/openssl.ts';

const run = promisify(execFile);

export interface TokenRequest {
  readonly authorization: string | undefined;
  readonly scope: string | null;
}

export interface TokenServer {
  readonly realm: string;
  /** Path of the certificate that the registry trusts. */
  readonly certificate: string;
  readonly requests: readonly TokenRequest[];
  /** A token as the server would give it, for a life of that many seconds; less than none: it is dead already. */
  sign(scopes: readonly string[], seconds: number): string;
  close(): Promise<void>;
}

export const tokenIssuer = 'probe-issuer';

/** Signs what it is asked for as distribution's token specification says: RS256, the certificate in `x5c`. */
export async function startTokenServer(
  folder: string,
  login: { readonly username: string; readonly password: string },
  options: { readonly service: string; readonly tls?: Identity | undefined },
): Promise<TokenServer> {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const made = ['-keyout', key, '-out', certificate, '-days', '2', '-subj', `/CN=${tokenIssuer}`];
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...made]);
  const [privateKey, publicCertificate] = [await readFile(key), await readFile(certificate)];
  const header = { typ: 'JWT', alg: 'RS256', x5c: [new X509Certificate(publicCertificate).raw.toString('base64')] };
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const expected = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
  const requests: TokenRequest[] = [];

  const sign = (scopes: readonly string[], seconds: number): string => {
    const access = scopes.flatMap((scope) => {
      const [, type, name, actions = ''] = /^(\w+):(.*):([^:]*)$/.exec(scope) ?? [];
      return type === undefined ? [] : [{ type, name, actions: actions.split(',') }];
    });
    const now = Math.floor(Date.now() / 1000);
    // The registry allows clocks that differ by a minute.
    const times = { exp: now + seconds, nbf: now + Math.min(seconds, 0) - 10, iat: now };
    const who = { iss: tokenIssuer, sub: 'robot', aud: options.service };
    const signed = `${encode(header)}.${encode({ ...who, ...times, jti: randomUUID(), access })}`;
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
  };

  const answer: RequestListener = (incoming, outgoing) => {
    const query = new URL(incoming.url ?? '/', 'http://token').searchParams;
    const { authorization } = incoming.headers;
    requests.push({ authorization, scope: query.get('scope') });
    if (authorization !== undefined && authorization !== expected) {
      outgoing
        .writeHead(401, { 'content-type': 'application/json' })
        .end('{"details":"incorrect username or password"}');
      return;
    }
    const token = sign(authorization === undefined ? [] : query.getAll('scope'), 300);
    outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ token, expires_in: 300 }));
  };
  const { tls } = options;
  const server = tls === undefined ? createServer(answer) : createTlsServer({ key: tls.key, cert: tls.cert }, answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const scheme = tls === undefined ? 'http' : 'https';
  return {
    realm: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    certificate,
    requests,
    sign,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
