import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../sandbox/clock.ts';
import { type OidcIssuer, startOidcIssuer } from '../../sandbox/oidc-issuer.ts';
import { ActionError } from '../../src/errors.ts';
import { createHttp } from '../../src/http/client.ts';
import { askForOidcToken } from '../../src/runner/oidc.ts';
import { FakeClock } from '../support/fake-clock.ts';

let github: OidcIssuer;
let masked: string[];
beforeEach(async () => {
  github = await startOidcIssuer({ clock: new ManualClock() });
  masked = [];
});
afterEach(() => github.close());

function ask(audience: string, env: Record<string, string> = github.env, event?: string): Promise<string> {
  const http = createHttp({ clock: new FakeClock(), userAgent: 'test' });
  return askForOidcToken(audience, { env, http, event, mask: (secret) => masked.push(secret) });
}

async function refusal(asked: Promise<string>): Promise<ActionError> {
  const thrown = await asked.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof ActionError) return thrown;
  throw new Error(`was not refused, but: ${String(thrown)}`);
}

describe('the job’s OIDC token', () => {
  it('is made out to the audience, whatever stands in it, and new each time', async () => {
    const audience = 'https://uaa.example.org/oauth/token?a=b&c=d e+f';
    const tokens = [await ask(audience), await ask(audience)];
    expect(tokens[0]).not.toBe(tokens[1]);
    const claims = JSON.parse(Buffer.from(tokens[0]?.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ aud: audience, iss: github.issuer, sub: 'repo:acme/web:environment:production' });
  });

  it('is masked whole and in its parts, as is what it was asked for with', async () => {
    const token = await ask('uaa');
    const [, payload, signature] = token.split('.');
    expect(masked).toEqual([github.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN, token, payload, signature]);
  });

  it('is asked for again when the answer was cut or the server was busy', async () => {
    const path = /idtoken/;
    github.server.faults.push({ method: 'GET', path, nth: 1, when: 'after', action: 'truncate' });
    github.server.faults.push({ method: 'GET', path, nth: 2, when: 'before', action: { status: 503 } });
    expect(await ask('uaa')).toBe(github.issued.at(-1));
    expect(github.server.requests).toHaveLength(3);
  });

  it.each([
    [{}],
    [{ ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x/?api-version=2.0' }],
    [{ ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't' }],
  ])('needs a permission, which is named before anything is asked: %j', async (env) => {
    const error = await refusal(ask('uaa', env as Record<string, string>));
    expect(error).toMatchObject({ code: 'OIDC_UNAVAILABLE', details: ['permissions: { id-token: write }'] });
    expect(error.hint).toMatch(/reusable.*forks get none/);
    expect(github.server.requests).toEqual([]);
  });

  it('cannot be had in a run for a pull request from a fork, and such a run is told what to do instead', async () => {
    expect((await refusal(ask('uaa', {}, 'pull_request'))).hint).toMatch(/deploy after the merge/);
    expect((await refusal(ask('uaa', {}, 'push'))).hint).not.toMatch(/deploy after the merge/);
  });

  it.each([
    [
      'a refusal',
      { status: 403, body: { message: 'No permission' } },
      /No permission \(GET 127\.0\.0\.1:\d+\/job\/idtoken\)$/,
    ],
    ['a refusal without words', { status: 404 }, /it answered 404/],
    ['no JSON', { status: 200, body: '<html>' }, /its answer holds none/],
    ['no token', { status: 200, body: { value: 'x\r\ny: z' } }, /its answer holds none/],
  ])('is not made up: %s', async (_, action, words) => {
    github.server.faults.push({ method: 'GET', path: /idtoken/, when: 'before', action });
    const error = await refusal(ask('uaa'));
    expect(error.code).toBe('OIDC_REFUSED');
    expect(error.message).toMatch(words);
    expect(error.message).not.toContain('audience');
  });

  it.each(['http://oidc.example.org/?a=b', 'nonsense'])('is not asked for at %s', async (address) => {
    const env = { ...github.env, ACTIONS_ID_TOKEN_REQUEST_URL: address };
    expect((await refusal(ask('uaa', env))).code).toBe('OIDC_UNAVAILABLE');
  });
});
