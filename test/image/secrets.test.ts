import { describe, expect, it } from 'vitest';
import {
  hasAwsKeyId,
  hasAwsSecret,
  hasSecret,
  isSecretName,
  mayBeSecret,
  secretKindsIn,
} from '../../src/image/secrets.ts';
import { workedMs } from '../support/worked.ts';
import { awsKeyId, awsSecret, liveSecrets, random } from './live-secrets.ts';

describe('credentials by their shape', () => {
  it.each(liveSecrets)('%s', (kind, secret) => {
    expect(secretKindsIn(secret)).toEqual([kind]);
    expect(secretKindsIn(`RUN curl -H "Authorization: Bearer ${secret}" https://example.org`)).toEqual([kind]);
    expect(hasSecret(`--header=${secret}`)).toBe(true);
  });

  it.each([
    'ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    'ghp_short',
    `my${'ghp'}_${random(36)}`,
    'npm_config_registry=https://registry.example.org/npm_config_cache_directory_of_the_whole',
    'xoxb-not-a-token-but-words-with-dashes-in-it',
    'sk_test_0123456789abcdefghijklmnop',
    '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAnzyis1ZjfNB0bBgKFMSvvkTtwlvBs\n',
    'grep -q "-----BEGIN RSA PRIVATE KEY-----" key.pem',
    `sha256:${'a1b2c3d4'.repeat(8)}`,
    'glpat-example-example-example',
  ])('%s is none', (text) => expect(secretKindsIn(text)).toEqual([]));

  it('both halves of an AWS access key', () => {
    expect(hasAwsKeyId(`AWS_ACCESS_KEY_ID=${awsKeyId}`)).toBe(true);
    expect(hasAwsKeyId(`AKIA${'IOSFODNN7EXAMPLE'}`)).toBe(false);
    expect(hasAwsSecret(`AWS_SECRET_ACCESS_KEY=${awsSecret}`)).toBe(true);
    expect(hasAwsSecret('4f0c5e1d9a1e4f0c5e1d9a1e4f0c5e1d9a1e4f0c')).toBe(false);
    expect(hasAwsSecret(`wJalrXUtnFEMI/K7MDENG/bPxRfiCY${'EXAMPLEKEY'}`)).toBe(false);
    expect(hasAwsSecret(`x${awsSecret}`)).toBe(false);
  });

  it('takes long texts in no time', () => {
    const started = workedMs();
    const begun = '-----BEGIN PRIVATE KEY-----';
    for (const text of [
      begun.repeat(20_000),
      `${begun}${'\\n'.repeat(100_000)}`,
      'ghs_1_eyJ'.repeat(50_000),
      'a://'.repeat(100_000),
      'xoxb-'.repeat(100_000),
    ]) {
      hasSecret(text);
      mayBeSecret(text);
    }
    expect(workedMs() - started).toBeLessThan(2_000);
  });
});

describe('credentials by their name', () => {
  it.each(['DB_PASSWORD', 'passwd', 'API_KEY', 'api-key', 'APIKEY', 'client.secret', 'NPM_TOKEN', 'private_key'])(
    '%s is one',
    (name) => expect(isSecretName(name)).toBe(true),
  );

  it.each(['PATH', 'GPG_KEY', 'TOKENIZERS_PARALLELISM', 'POSTGRES_PASSWORD_FILE', 'TOKEN_URL', 'KEY'])(
    '%s is none',
    (name) => expect(isSecretName(name)).toBe(false),
  );

  it.each(['hunter2', '"hunter2"', '123456', 'p4ss w0rd', 'https://bot:hunter2@acme.test/', 'correct horse battery'])(
    '%j may be a value',
    (value) => expect(mayBeSecret(value)).toBe(true),
  );

  it.each([
    '',
    '  ',
    '""',
    'true',
    'No',
    'disabled',
    '8',
    '3600',
    '/run/secrets/db',
    './secret',
    '~/.netrc',
    'C:\\secrets',
    'https://example.org/oauth/token',
    '$OTHER',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as it stands in a Dockerfile
    '${OTHER:-}',
    '{{ other }}',
    '<your token>',
    '%OTHER%',
    '****',
    'xxxx',
    'changeme',
    'CHANGE_ME',
    'your-token-here',
    'dummy',
    'null',
  ])('%j is none', (value) => expect(mayBeSecret(value)).toBe(false));

  it.each([
    ['--password=hunter2', true],
    ['DB_PASSWORD=hunter2', true],
    ['--api-key', true],
    ['postgres://app:hunter2@db/app', true],
    ['--password=/run/secrets/db', false],
    ['--port=8080', false],
    ['https://example.org/token', false],
    ['token', false],
    ['node', false],
    ['/bin/sh', false],
    ['app --password hunter2 --port 80', true],
    ['exec env DB_PASSWORD=hunter2 app', true],
    ['cd /srv&&DB_PASSWORD="p4ss w0rd" app', true],
    ['app --port 80 --password=$DB_PASSWORD', false],
  ])('the word %s of a command hides something: %s', (word, expected) => expect(hasSecret(word)).toBe(expected));
});
