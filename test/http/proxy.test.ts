import { afterEach, describe, expect, it } from 'vitest';
import { startProxy, withProxy } from './proxies.ts';
import { client, closedPort, closeServers, failure, serve, status } from './servers.ts';

afterEach(closeServers);

describe('a proxy', () => {
  it('is used for a host that is not this machine, with its login', async () => {
    const target = new URL(await serve((message, response) => response.end(`for ${message.headers.host}`)));
    const { port, asked } = await startProxy(Number(target.port));
    const answer = await withProxy({ http_proxy: `http://me:p%40ss@127.0.0.1:${port}` }, () =>
      client()('http://api.invented.example:8080/x'),
    );
    expect(answer.body.toString()).toBe('for api.invented.example:8080');
    expect(asked).toEqual([
      {
        authority: 'api.invented.example:8080',
        authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
      },
    ]);
  });

  it('is asked for port 443 of an https host', async () => {
    const { port, asked } = await startProxy(0, 403);
    const error = await withProxy({ https_proxy: `http://127.0.0.1:${port}` }, () =>
      failure(client()('https://api.invented.example/', { retry: 'never' })),
    );
    expect(asked.map(({ authority }) => authority)).toEqual(['api.invented.example:443']);
    expect(error).toMatchObject({ reason: 'PROXY_403', mayHaveActed: false });
    expect(error.message).toContain('the proxy of this runner refused to connect to api.invented.example (403)');
  });

  it('that is not there is named as the culprit, without its password', async () => {
    const port = await closedPort();
    const error = await withProxy({ http_proxy: `http://me:s3cret@127.0.0.1:${port}` }, () =>
      failure(client()('http://api.invented.example/', { method: 'POST', retry: 'never' })),
    );
    expect(error).toMatchObject({ reason: 'PROXY', mayHaveActed: false });
    expect(error.message).toContain(`could not be reached (connect ECONNREFUSED 127.0.0.1:${port})`);
    expect(error.message + error.hint).not.toContain('s3cret');
  });

  it('is not used for this machine, nor for hosts in no_proxy', async () => {
    const url = await serve(status(200));
    const { port, asked } = await startProxy(0, 500);
    await withProxy({ http_proxy: `http://127.0.0.1:${port}`, no_proxy: 'invalid' }, async () => {
      expect((await client()(url)).status).toBe(200);
      await failure(client()('http://excepted.invalid/', { retry: 'never' }));
    });
    expect(asked).toEqual([]);
  });

  it('is used again for the next request', async () => {
    const target = new URL(await serve(status(200)));
    const { port } = await startProxy(Number(target.port));
    await withProxy({ http_proxy: `http://127.0.0.1:${port}` }, async () => {
      const send = client();
      for (let i = 0; i < 3; i++) expect((await send('http://api.invented.example/')).status).toBe(200);
    });
  });
});
