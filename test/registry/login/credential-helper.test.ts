import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ActionError, Cancelled } from '../../../src/errors.ts';
import { askCredentialHelper, readHelperAnswer } from '../../../src/registry/login/credential-helper.ts';
import { type FakeHelpers, fakeHelpers, loginSearch, nextChild, stillClock } from './fake-helpers.ts';

let helpers: FakeHelpers;
beforeAll(() => {
  helpers = fakeHelpers();
});
afterAll(() => helpers.remove());

const answer = (username: string, secret: string) => `echo '${JSON.stringify({ Username: username, Secret: secret })}'`;

describe('asking', () => {
  test('the registry comes on stdin, the one argument is get', async () => {
    helpers.add('echo', `read -r server || :\nprintf '{"Username":"u","Secret":"%s|%s"}' "$server" "$*"`);
    const search = loginSearch();
    expect(await askCredentialHelper('echo', 'https://index.docker.io/v1/', search)).toEqual({
      kind: 'password',
      username: 'u',
      password: 'https://index.docker.io/v1/|get',
    });
    expect(search.notes).toEqual([]);
  });

  test('the helper sees the environment without the inputs of this action', async () => {
    helpers.add('env', `printf '{"Username":"u","Secret":"%s %s"}' "$CLOUD_CONFIG" "$(env | grep -ci ^input_)"`);
    const environment = {
      ...process.env,
      CLOUD_CONFIG: 'kept',
      INPUT_PASSWORD: 'secret',
      'INPUT_REGISTRY-PASSWORD': 'x',
    };
    const found = await askCredentialHelper('env', 'gcr.io', loginSearch({ environment }));
    expect(found).toEqual({ kind: 'password', username: 'u', password: 'kept 0' });
  });

  test('secret and Basic form are masked, nothing of them is printed', async () => {
    helpers.add('gcloud', answer('_dcgcloud_token', 's3cret'));
    const search = loginSearch();
    const written = vi.spyOn(process.stdout, 'write');
    await askCredentialHelper('gcloud', 'gcr.io', search);
    expect(written.mock.calls.flat().join(' ')).not.toContain('gcloud');
    written.mockRestore();
    expect(search.masked).toEqual(['s3cret', Buffer.from('_dcgcloud_token:s3cret').toString('base64')]);
    expect(search.notes).toEqual([]);
  });

  test('the user <token> means an identity token', async () => {
    helpers.add('acr', answer('<token>', 'ey.refresh.token'));
    const search = loginSearch();
    const found = await askCredentialHelper('acr', 'acme.azurecr.io', search);
    expect(found).toEqual({ kind: 'identity-token', token: 'ey.refresh.token' });
    expect(search.masked).toEqual(['ey.refresh.token']);
  });

  test.each([
    ['not found on stdout', 'echo "credentials not found in native keychain"; exit 1', undefined],
    ['not found on stderr', 'echo "credentials not found in native keychain" >&2; exit 1', undefined],
    [
      'a failure',
      'echo "s3cret on stdout"; echo >&2; echo "  ERROR: no account" >&2; echo more >&2; exit 3',
      'ended with code 3 and said: ERROR: no account',
    ],
    ['a failure without words', 'echo "s3cret on stdout"; exit 1', 'ended with code 1'],
    ['an end by a signal', 'kill -9 $$', 'was killed'],
    ['no JSON', 'echo s3cret', 'answered with something else than a JSON object'],
    [
      'a user name that cannot be sent',
      answer('a:b', 's3cret'),
      'gave a login that has a user name that cannot be sent',
    ],
  ])('%s', async (_name, script, problem) => {
    helpers.add('odd', script);
    const search = loginSearch();
    expect(await askCredentialHelper('odd', 'ghcr.io', search)).toBeUndefined();
    const note = `The credential helper docker-credential-odd ${problem}. No login is read from it.`;
    expect(search.notes).toEqual(problem === undefined ? [] : [note]);
  });

  test('a helper that is not on PATH, or that nobody may run, is a note', async () => {
    helpers.add('locked', 'exit 0');
    chmodSync(join(helpers.folder, 'docker-credential-locked'), 0o644);
    const search = loginSearch();
    for (const suffix of ['nowhere', 'locked']) {
      expect(await askCredentialHelper(suffix, 'ghcr.io', search)).toBeUndefined();
    }
    expect(search.notes).toEqual([
      'The credential helper docker-credential-nowhere is not on PATH. No login is read from it.',
      'The credential helper docker-credential-locked is not on PATH. No login is read from it.',
    ]);
  });

  test('a helper that cannot be started is a note', async () => {
    helpers.add('stray', 'exit 0', '/no/such/interpreter');
    const search = loginSearch();
    expect(await askCredentialHelper('stray', 'ghcr.io', search)).toBeUndefined();
    expect(search.notes).toEqual([
      expect.stringMatching(/^The credential helper docker-credential-stray could not be started: spawn .+ ENOENT\./),
    ]);
  });

  test.each(['', '../evil', 'a b', 'gcloud;id', 'a/b', 'a\\b', '"x"', 'gcloud\n', 'é'])(
    'nothing is run for the suffix %j',
    async (suffix) => {
      const search = loginSearch();
      expect(await askCredentialHelper(suffix, 'ghcr.io', search)).toBeUndefined();
      expect(search.notes).toEqual([
        'A docker config names a credential helper by what cannot be the name of one. It is not run.',
      ]);
    },
  );
});

describe('limits', { timeout: 10_000 }, () => {
  test('a helper that does not answer is not waited for, and ended', async () => {
    helpers.add('stuck', 'exec tail -f /dev/null');
    const started = nextChild();
    const waits: number[] = [];
    const sleep = async (ms: number) => {
      waits.push(ms);
      await started;
    };
    const search = loginSearch({ clock: { ...stillClock, sleep } });
    const ended = started.then((child) => once(child, 'exit'));
    expect(await askCredentialHelper('stuck', 'ghcr.io', search)).toBeUndefined();
    expect(waits).toEqual([10_000]);
    expect(search.notes).toEqual([
      'The credential helper docker-credential-stuck did not answer within 10 s. No login is read from it.',
    ]);
    expect(await ended).toEqual([null, 'SIGTERM']);
  });

  test('one that is still being looked for when its time is over is ended as soon as it starts', async () => {
    helpers.add('late', 'exec tail -f /dev/null');
    const ended = nextChild().then((child) => once(child, 'exit'));
    const search = loginSearch({ clock: { ...stillClock, sleep: () => Promise.resolve() } });
    expect(await askCredentialHelper('late', 'ghcr.io', search)).toBeUndefined();
    expect(await ended).toEqual([null, 'SIGTERM']);
  });

  test('a helper that writes more than any login is ended', async () => {
    helpers.add('flood', 'yes s3cret | head -c 1000000; exec tail -f /dev/null');
    const ended = nextChild().then((child) => once(child, 'exit'));
    const search = loginSearch();
    expect(await askCredentialHelper('flood', 'ghcr.io', search)).toBeUndefined();
    expect(search.notes).toEqual([
      'The credential helper docker-credential-flood wrote more than 65536 bytes. No login is read from it.',
    ]);
    await ended;
  });

  test('a cancelled run waits for no helper', async () => {
    helpers.add('stuck', 'exec tail -f /dev/null');
    const stop = new AbortController();
    const ended = nextChild().then((child) => {
      stop.abort(new Cancelled());
      return once(child, 'exit');
    });
    const asking = askCredentialHelper('stuck', 'ghcr.io', loginSearch({ signal: stop.signal }));
    await expect(asking).rejects.toBeInstanceOf(Cancelled);
    expect(await ended).toEqual([null, 'SIGTERM']);
    await expect(askCredentialHelper('stuck', 'ghcr.io', loginSearch({ signal: stop.signal }))).rejects.toThrow();
  });

  test('a limit that ends everything says its own reason', async () => {
    helpers.add('stuck', 'exec tail -f /dev/null');
    const stop = new AbortController();
    const reason = new ActionError('REGISTRY_TIMEOUT', 'It took too long.');
    const started = nextChild().then(() => stop.abort(reason));
    const asking = askCredentialHelper('stuck', 'ghcr.io', loginSearch({ signal: stop.signal }));
    await expect(asking).rejects.toBe(reason);
    await started;
  });

  test('a pipe that the helper breaks does not end this process', async () => {
    helpers.add('deaf', 'exec 0<&-\necho "not today" >&2\nexit 1');
    const broken = nextChild().then((child) => child.stdin?.emit('error', new Error('write EPIPE')));
    const search = loginSearch();
    expect(await askCredentialHelper('deaf', 'ghcr.io', search)).toBeUndefined();
    expect(await broken).toBe(true);
    expect(search.notes).toEqual([
      'The credential helper docker-credential-deaf ended with code 1 and said: not today. No login is read from it.',
    ]);
  });
});

describe('reading an answer', () => {
  const read = (stdout: string) => readHelperAnswer({ exitCode: 0, stdout, stderr: 'warning' });

  test.each<[stdout: string, expected: ReturnType<typeof readHelperAnswer>]>([
    [
      '{"ServerURL":"h","Username":"u","Secret":"s"}\n',
      { credential: { kind: 'password', username: 'u', password: 's' } },
    ],
    ['{"Username":"<token>","Secret":"t"}', { credential: { kind: 'identity-token', token: 't' } }],
    ['{"Username":"","Secret":""}', {}],
    ['{}', {}],
    ['{"Username":"u","Secret":""}', { problem: 'answered without a secret' }],
    ['{"Username":"u","Secret":5}', { problem: 'answered without a secret' }],
    ['{"Secret":"s"}', { problem: 'gave a login that has no user name' }],
    [
      '{"Username":"<token>","Secret":"a b"}',
      { problem: 'gave a login that has a token with characters that no token has' },
    ],
    ['', { problem: 'answered with something else than a JSON object' }],
    ['[]', { problem: 'answered with something else than a JSON object' }],
    ['{"Username":"u","Secret":"s"} {}', { problem: 'answered with something else than a JSON object' }],
  ])('%s', (stdout, expected) => expect(read(stdout)).toEqual(expected));

  test('never throws, and never quotes stdout', () => {
    const output = fc.record({
      exitCode: fc.nat(2),
      stdout: fc.oneof(
        fc.json(),
        fc.string(),
        fc.record({ Username: fc.string(), Secret: fc.constant('s3cret') }).map((value) => JSON.stringify(value)),
      ),
      stderr: fc.constantFrom('', 'words'),
    });
    fc.assert(
      fc.property(output, (output) => {
        const { problem } = readHelperAnswer(output);
        expect(problem ?? '').not.toContain('s3cret');
        expect(problem ?? '').toMatch(
          /^(ended with code \d( and said: words)?|answered .*|gave a login that has (no|a) [a-z ]+)?$/,
        );
      }),
    );
  });
});
