import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { serve } from '../../sandbox/server.ts';
import { runStep } from '../support/runner.ts';

/** The committed bundle itself: its shape, its start, and what it does when the world is broken. */

const dist = new URL('../../dist/', import.meta.url);
const names = readdirSync(dist).sort();
const read = (name: string) => readFileSync(new URL(name, dist), 'utf8');
const isChunk = (name: string) => /^\d+\.main\.js$/.test(name);
const inputs = { image: 'registry.invalid/team/web:1', app: 'web', token: 'some-token', platform: 'deis' };

describe('shape', () => {
  test('the files are those that are expected', () => {
    const others = names.filter((name) => !isChunk(name));
    expect(others).toEqual([
      'index.js',
      'licenses.txt',
      'main.js',
      'package.json',
      'post.js',
      'rollback.js',
      'task.js',
    ]);
  });

  test('the program is readable, whole and light', () => {
    const text = read('main.js');
    expect(statSync(new URL('main.js', dist)).size).toBeLessThanOrEqual(250_000);
    expect(text.split('\n').length).toBeGreaterThan(1_000);
    for (const name of names) {
      expect(read(name), name).not.toContain('webpackMissingModule');
      expect(read(name), name).not.toContain('class ProxyAgent');
    }
  });

  test.each(['index.js', 'post.js', 'rollback.js', 'task.js'])('%s is one call of the program', (name) => {
    expect(read(name)).toMatch(/^import \{ (\w+) \} from '\.\/main\.js';\nawait \1\(\);\n$/);
  });

  test('licenses.txt names every package of which there is code', () => {
    const named = [...read('licenses.txt').matchAll(/^(\S+)\n(?:MIT|Apache-2\.0|ISC|BSD-\S+)\n/gm)].map(
      (match) => match[1],
    );
    const used = names.flatMap((name) =>
      [...read(name).matchAll(/\/node_modules\/((?:@[\w-]+\/)?[\w-]+)\//g)].map((match) => match[1]),
    );
    expect([...new Set(named)].sort()).toEqual([...new Set(used)].sort());
  });
});

describe('bad input', () => {
  test('is reported all at once, in one annotation, and nothing is sent', async () => {
    const server = await serve(() => ({ status: 500 }));
    const step = await runStep({
      inputs: {
        image: 'ghcr.io/Acme/web:1.4.2',
        app: 'web',
        api: server.url,
        platform: 'cloudfoundry',
        timeout: '10',
        username: 'u',
      },
    });
    await server.close();
    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({ verdict: 'failed' });
    expect(step.annotations).toHaveLength(1);
    for (const part of ['image', 'ghcr.io/acme/web:1.4.2', 'timeout', '90s, 10m, 1h', 'password']) {
      expect(step.annotations[0]?.message).toContain(part);
    }
    expect(server.requests).toEqual([]);
  });

  test('sets every output all the same', async () => {
    const step = await runStep({ inputs: {} });
    expect(Object.keys(step.outputs).sort()).toEqual(
      ['verdict', 'reason', 'release', 'previous-release', 'url', 'image', 'digest', 'changed', 'changes'].sort(),
    );
    expect(step.exitCode).toBe(1);
  });

  test('what a platform needs is said before anything is sent', async () => {
    const server = await serve(() => ({ status: 500 }));
    const step = await runStep({ inputs: { ...inputs, platform: 'cloudfoundry', api: server.url } });
    await server.close();
    expect(step.annotations[0]?.message).toMatch(/org/);
    expect(step.annotations[0]?.message).toMatch(/space/);
    expect(server.requests).toEqual([]);
  });
});

describe('a broken world', () => {
  test('an answer that ends half-way is an error, not a green run', async () => {
    const server = createServer((socket) => {
      socket.once('data', () => {
        socket.end('HTTP/1.1 401 Unauthorized\r\nDEIS_API_VERSION: 2.3\r\nContent-Length: 100\r\n\r\n{"det');
      });
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const step = await runStep({
      inputs: { ...inputs, image: `127.0.0.1:${port}/team/web:1`, api: `http://127.0.0.1:${port}` },
      time: { speed: 50, epoch: Date.now() },
    });
    server.close();
    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({ verdict: 'failed' });
    expect(step.outputs['reason']).toContain('before it was complete');
  });

  test('a server that is not there is named', async () => {
    const server = await serve(() => ({ status: 200 }));
    await server.close();
    const step = await runStep({
      inputs: { ...inputs, image: `${new URL(server.url).host}/team/web:1`, api: server.url },
      time: { speed: 100, epoch: Date.now() },
    });
    expect(step.annotations[0]?.message).toContain(`${new URL(server.url).host} refuses connections`);
  });

  test('a server that is no platform is told from one that is', async () => {
    const server = await serve(() => ({
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<h1>Hello</h1>',
    }));
    const step = await runStep({
      inputs: { ...inputs, platform: 'auto', image: `${new URL(server.url).host}/team/web:1`, api: server.url },
    });
    await server.close();
    expect(step.log).toContain('neither like Cloud Foundry nor like a Deis or Drycc controller');
  });
});
