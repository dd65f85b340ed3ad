import { afterEach, describe, expect, test } from 'vitest';
import type { Reply, RunningServer } from '../../../sandbox/server.ts';
import { ControllerApi, ControllerError } from '../../../src/platforms/controller/api.ts';
import { createApp } from '../../../src/platforms/controller/creation.ts';
import { bench, requestTo, SleepingClock, scripted } from './workbench.ts';

let server: RunningServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const dialect = { title: 'Deis', version: 'v2' as const, tokenHint: 'make a new one', accessHint: 'ask' };

async function api(answers: Parameters<typeof scripted>[0]) {
  const running = await scripted(answers);
  server = running;
  const { context } = bench(requestTo(running.url), new SleepingClock());
  const controller = new ControllerApi(context, dialect);
  controller.authenticate('0123456789abcdef');
  return { controller, requests: running.requests };
}

const html = (status: number, title: string): Reply => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: `<html><head><title>${title}</title></head></html>`,
});

test('the token goes along, and never into a message', async () => {
  const { controller, requests } = await api({
    'GET /v2/apps/web/': { status: 401, body: { detail: 'Invalid token.' } },
  });
  const error = await controller.get('apps/web/', 'reading app web', 'structure').catch((thrown: unknown) => thrown);
  expect(requests[0]?.headers['authorization']).toBe('token 0123456789abcdef');
  expect(error).toBeInstanceOf(ControllerError);
  expect(JSON.stringify([error, String(error)])).not.toContain('0123456789abcdef');
});

describe('a refusal says who, what and where', () => {
  test.for([
    [{ status: 401, body: { detail: 'Invalid token.' } }, 'CONTROLLER_TOKEN', /Invalid token/],
    [
      { status: 403, body: { detail: 'You do not have permission.' } },
      'CONTROLLER_FORBIDDEN',
      /You do not have permission/,
    ],
    [html(404, 'Not Found'), 'CONTROLLER_PATH', /does not know this path/],
    [{ status: 404, body: JSON.stringify('No App matches.') }, 'CONTROLLER_REFUSED', /No App matches/],
    [{ status: 429, headers: { 'retry-after': '90' }, body: { detail: 'Throttled.' } }, 'CONTROLLER_BUSY', /Throttled/],
    [html(502, '502 Bad Gateway'), 'CONTROLLER_UNAVAILABLE', /502 Bad Gateway/],
    [{ status: 503, body: { detail: 'Could not create the Namespace' } }, 'CONTROLLER_UNAVAILABLE', /Namespace/],
    [
      { status: 301, headers: { location: 'https://deis.example.com/v2/apps/web/' } },
      'CONTROLLER_REDIRECT',
      /https:\/\/deis\.example\.com/,
    ],
    [html(200, 'Please log in'), 'CONTROLLER_ANSWER', /not JSON: Please log in/],
    [{ status: 200, body: {} }, 'CONTROLLER_ANSWER', /not what was asked for: \{\}/],
    [{ status: 200, body: [] }, 'CONTROLLER_ANSWER', /not what was asked for/],
    [{ status: 500, body: { detail: 'Server Error' } }, 'CONTROLLER_REFUSED', /Server Error/],
    [{ status: 418 }, 'CONTROLLER_REFUSED', /without a word/],
  ] as const)('%o', async ([reply, code, words]) => {
    const { controller } = await api({ 'GET /v2/apps/web/': reply });
    const error = await controller.get('apps/web/', 'reading app web', 'structure').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message: words });
    expect(String(error)).toMatch(/127\.0\.0\.1:\d+\/v2\/apps\/web\//);
  });

  test('a redirect of a POST is not followed', async () => {
    const { controller, requests } = await api({
      'POST /v2/apps/': { status: 302, headers: { location: '/elsewhere' } },
    });
    await expect(createApp(controller, 'web', { id: 'web' })).rejects.toMatchObject({ code: 'CONTROLLER_REDIRECT' });
    expect(requests).toHaveLength(1);
  });
});

test('only the controller’s own 404 means that something is not there', async () => {
  const { controller } = await api({
    'GET /v2/apps/a/': {
      status: 404,
      body: JSON.stringify('No App matches the given query.'),
      headers: { 'content-type': 'application/json' },
    },
    'GET /v2/apps/b/': { status: 404, body: { error: { code: 'NOT_FOUND', message: 'No App matches.' } } },
  });
  expect(await controller.find('apps/a/', 'reading', 'structure')).toBeUndefined();
  expect(await controller.find('apps/b/', 'reading', 'structure')).toBeUndefined();
  await expect(controller.find('apps/c/', 'reading', 'structure')).rejects.toMatchObject({ code: 'CONTROLLER_PATH' });
});

describe('two runs create the app at once', () => {
  const taken = { status: 400, body: { id: ['Application with this id already exists.'] } };

  test('the loser finds it there', async () => {
    const { controller } = await api({
      'POST /v2/apps/': taken,
      'GET /v2/apps/web/': { status: 200, body: { id: 'web' } },
    });
    expect(await createApp(controller, 'web', { id: 'web' })).toBeUndefined();
  });

  test('or not: it belongs to somebody else', async () => {
    const { controller } = await api({
      'POST /v2/apps/': taken,
      'GET /v2/apps/web/': { status: 404, body: { error: {} } },
    });
    await expect(createApp(controller, 'web', { id: 'web' })).rejects.toMatchObject({ code: 'CONTROLLER_APP_TAKEN' });
  });

  test('a database race answers 500', async () => {
    const { controller } = await api({
      'POST /v2/apps/': { status: 500, body: { detail: 'Server Error' } },
      'GET /v2/apps/web/': { status: 200, body: { id: 'web' } },
    });
    expect(await createApp(controller, 'web', { id: 'web' })).toBeUndefined();
  });
});
