import { createServer as createHttpServer, request as httpRequest, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { CertificateMaker } from '../http/openssl.ts';

/** A proxy behind which host names of the world are served over TLS by servers of this machine. */
export interface Internet {
  /** For the step's `env`: all https goes through the proxy. */
  readonly env: Readonly<Record<string, string>>;
  /** For the step's `ca-certificate`: the authority of all its certificates. PEM. */
  readonly authority: string;
  /** The hosts that were connected to, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/**
 * @param hosts the names that there are; connections to others are refused
 * @param at where on loopback a URL is answered; undefined: 404
 */
export async function startInternet(hosts: readonly string[], at: (url: URL) => URL | undefined): Promise<Internet> {
  const maker = await CertificateMaker.open();
  const issuer = await maker.make('authority', {});
  const { key, cert } = await maker.make('world', { names: hosts.map((host) => `DNS:${host}`), issuer });
  const front = createTlsServer({ key, cert }, (incoming, outgoing) => {
    const { method = 'GET', headers, url = '/' } = incoming;
    const target = at(new URL(url, `https://${headers.host ?? 'nowhere.invalid'}`));
    if (target === undefined) {
      outgoing.writeHead(404).end();
      return;
    }
    const onwards = httpRequest(target, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onwards.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onwards.destroy());
    incoming.pipe(onwards);
  });
  const asked: string[] = [];
  const proxy = createHttpServer((_request, answer) => answer.writeHead(405).end());
  proxy.on('connect', (request, socket) => {
    const authority = request.url ?? '';
    asked.push(authority);
    socket.on('error', () => undefined);
    if (!hosts.includes(authority.replace(/:\d+$/, ''))) {
      socket.end('HTTP/1.1 502 No such host\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    const upstream = connect(portOf(front), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
  });
  const servers = [front, proxy];
  await Promise.all(servers.map((server) => new Promise<void>((done) => server.listen(0, '127.0.0.1', done))));
  return {
    env: { https_proxy: `http://127.0.0.1:${portOf(proxy)}` },
    authority: issuer.cert,
    asked,
    close: async () => {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
      await maker.close();
    },
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
