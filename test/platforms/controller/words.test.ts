import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  deployFailure,
  saysBusy,
  saysUnchanged,
  withoutQuotes,
  wordsOf,
} from '../../../src/platforms/controller/words.ts';
import { bodyText, stories } from './recordings.ts';

describe('what a controller said', () => {
  test.for([
    ['a bare string', '"No App matches the given query."', 'No App matches the given query.'],
    ['detail', '{"detail":"Invalid token."}', 'Invalid token.'],
    [
      'an error object',
      '{"error":{"code":"NOT_FOUND","message":"No App matches the given query."}}',
      'No App matches the given query.',
    ],
    ['an error string', '{"error":"Config changes already in progress."}', 'Config changes already in progress.'],
    [
      'fields',
      '{"id":["Too short.","Too odd."],"image":["This field is required."]}',
      'id: Too short. Too odd.; image: This field is required.',
    ],
    ['no field', '{"non_field_errors":["Unable to log in."]}', 'Unable to log in.'],
    ['a list', '["The address x is not valid"]', 'The address x is not valid'],
    ['a page', '<html><head>\n<title>502 Bad Gateway</title></head><body>…', '502 Bad Gateway'],
    ['text', 'Error accessing logs for web', 'Error accessing logs for web'],
    ['nothing', '', ''],
    ['line ends written out', String.raw`{"detail":"one\\ntwo\nthree"}`, 'one\ntwo\nthree'],
  ] as const)('%s', ([, body, words]) => expect(wordsOf(body)).toBe(words));

  test.for(['v2', 'drycc', 'hephy'] as const)(
    'every refusal that %s gave has words, and they are its own',
    (server) => {
      const refused = stories(server)
        .flatMap((story) => story.steps)
        .filter(
          (step) =>
            (step.response?.status ?? 0) >= 400 && step.response?.body !== undefined && step.request.method !== 'HEAD',
        );
      expect(refused.length).toBeGreaterThan(30);
      for (const step of refused) {
        const words = wordsOf(bodyText(step));
        expect(words, bodyText(step)).not.toBe('');
        expect(words).not.toMatch(/^[[{"<]/);
        const normal = (text: string) => text.replace(/\\\\/g, '\\').replace(/\\n|\s+/g, ' ');
        const [sentence = ''] = words.replace(/^\w+: /, '').split('\n');
        expect(normal(bodyText(step).replaceAll('\\"', '"'))).toContain(normal(sentence.split(/[;.]/)[0] ?? ''));
      }
    },
  );

  test('any body at all has words, and no carriage returns', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        expect(wordsOf(body)).not.toMatch(/\r/);
      }),
    );
  });
});

describe('a failed deploy', () => {
  test('with a rollback', () => {
    expect(
      deployFailure(
        '(app::deploy): There was a problem deploying v4. Rolling back process types to release v3.\nThere was a problem while deploying v4 of web-cmd. Additional information:\nrpc error: code = Unknown desc = Error response from daemon: manifest for r/org/missing:2 not found',
      ),
    ).toEqual({
      cause: 'Error response from daemon: manifest for r/org/missing:2 not found',
      backTo: 'v3',
      deployment: 'web-cmd',
    });
  });

  test('the first one', () => {
    expect(
      deployFailure('(app::deploy): Readiness probe failed: dial tcp 10.244.1.7:5000: connection refused'),
    ).toEqual({
      cause: 'Readiness probe failed: dial tcp 10.244.1.7:5000: connection refused',
    });
  });

  test('a printed tuple', () => {
    const text = `ServiceUnavailable: (app::deploy): (app::deploy): There was a problem while deploying v2 of web-test. Additional information:\n('failed to update Deployment "web-test": 503 Network Unreachable ', 'web-test')`;
    expect(deployFailure(text).cause).toBe('failed to update Deployment "web-test": 503 Network Unreachable');
  });

  test('in other words', () => expect(deployFailure('PORT needs to be set').cause).toBe('PORT needs to be set'));

  test('every recorded one has a cause without the controller’s frame', () => {
    const texts = [...stories('v2'), ...stories('hephy'), ...stories('drycc')]
      .flatMap((story) => story.steps)
      .map((step) => wordsOf(bodyText(step)) + JSON.stringify(step.response?.body ?? ''))
      .flatMap((text) => text.match(/\(app::deploy\): [^"]{10,}/g) ?? []);
    expect(texts.length).toBeGreaterThan(10);
    for (const text of texts) {
      const { cause } = deployFailure(text);
      expect(cause).not.toBe('');
      expect(cause).not.toMatch(/app::deploy|Additional information|Rolling back|rpc error/);
    }
  });

  test('any text has a cause, unless it is blank', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (/\S/.test(text)) expect(typeof deployFailure(text).cause).toBe('string');
      }),
    );
  });
});

test('busy and unchanged', () => {
  expect(saysBusy('Deployment for prog-cmd is already in progress')).toBe(true);
  expect(saysBusy("there is an executing pipeline, please wait or force deploy: ['web']")).toBe(true);
  expect(saysBusy('Application with this id already exists.')).toBe(false);
  expect(saysUnchanged('admin changed nothing - release stopped')).toBe(true);
});

test.for([
  ["values: could not validate {'A': 's3cret'}: {'A': 's3cret'} is not of type 'array'", "is not of type 'array'"],
  [
    "could not validate [{'value': 's3cret'}]: {'value': 's3cret'} is not valid under any of the given schemas",
    'is not valid under any of the given schemas',
  ],
  ["could not validate {'a': 's3cret'}: 's3cret: x' does not match '^[a-z]+$'", "does not match '^[a-z]+$'"],
  ["could not validate {'a': 's3cret'}: 'deploy' is a required property", "'deploy' is a required property"],
  ["could not validate {'a': 's3cret'}: s3cret in other words", 'could not validate what was sent'],
] as const)('what was sent is not quoted: %s', ([words, end]) => {
  const told = withoutQuotes(words);
  expect(told).not.toContain('s3cret');
  expect(told.endsWith(end), told).toBe(true);
  expect(told).toContain('could not validate what was sent');
});
