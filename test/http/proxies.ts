import { createServer } from 'node:http';
import { connect } from 'node:net';
import { listen } from './servers.ts';

const variables = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

/** Does the work with these variables, and none of the machine's own that name proxies. */
export async function withProxy<T>(env: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const before = variables.map((name) => [name, process.env[name]] as const);
  try {
    for (const name of variables) delete process.env[name];
    Object.assign(process.env, env);
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

/** A proxy that connects every host to `target`, or answers `refuse`. */
export async function startProxy(target: number, refuse?: number) {
  const asked: { authority: string | undefined; authorization: string | undefined }[] = [];
  const proxy = createServer((_, response) => response.writeHead(405).end());
  proxy.on('connect', (message, socket) => {
    asked.push({ authority: message.url, authorization: message.headers['proxy-authorization'] });
    if (refuse !== undefined) {
      socket.end(`HTTP/1.1 ${refuse} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const upstream = connect(target, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [upstream, socket]) end.on('error', () => undefined);
    socket.on('close', () => upstream.destroy());
  });
  return { port: await listen(proxy), asked };
}
