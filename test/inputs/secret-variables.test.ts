import fc from 'fast-check';
import { expect, test } from 'vitest';
import { secretValues } from '../../src/inputs/secret-variables.ts';

const masked = (name: string, value: string) => secretValues(new Map([[name, value]]));
const githubToken = `ghp_${'a1B2c3D4e5F6g7H8i9J0'.repeat(2)}`;

test.each([
  ['DB_PASSWORD', 'correct horse'],
  ['ApiToken', 'abcdefgh'],
  ['CLIENT_SECRET', '12345678'],
  ['SIGNING_KEY', 'line one\nline two'],
  ['SENTRY_DSN', 'abc123@sentry'],
  ['ANY_NAME', githubToken],
])('%s is masked', (name, value) => expect(masked(name, value)).toEqual([value]));

test('of an address with a password the password is masked, too, as it is written and as it is meant', () => {
  const address = 'postgres://web:p%40ssw0rd%21@db.example.org/web';
  expect(masked('DATABASE_URL', address)).toEqual([address, 'p%40ssw0rd%21', 'p@ssw0rd!']);
  // Not where it is a name that stands everywhere.
  expect(masked('DATABASE_URL', 'postgres://postgres:postgres@db/web')).toEqual([
    'postgres://postgres:postgres@db/web',
  ]);
  expect(masked('DATABASE_URL', 'postgres://web:100%-secret@db/web')).toContain('100%-secret');
});

test.each([
  ['LOG_LEVEL', 'debug-everything'],
  ['NODE_ENV', 'production'],
  ['BASE_URL', 'https://web.example.org/path'],
  ['TOKEN_URL', 'https://login.example.org/oauth/token'],
  ['SECRET_MODE', 'enabled'],
  ['PASSWORD', 'short'],
  ['IMAGE_DIGEST', `sha256:${'0a'.repeat(32)}`],
])('%s=%s is not: it would make holes in the log', (name, value) => expect(masked(name, value)).toEqual([]));

test('whatever is masked is of the value, and long enough to be told from a word', () => {
  fc.assert(
    fc.property(fc.constantFrom('API_TOKEN', 'X'), fc.string({ unit: 'binary', maxLength: 60 }), (name, value) => {
      for (const secret of masked(name, value)) {
        expect(secret.length).toBeGreaterThanOrEqual(8);
        expect(value.includes(secret) || value.includes('%')).toBe(true);
      }
    }),
  );
});
