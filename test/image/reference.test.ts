import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apiHost, familiarName, type ImageReference, parseReference, tagOrDigest } from '../../src/image/reference.ts';
import { ImageReferenceError } from '../../src/image/reference-error.ts';
import { workedMs } from '../support/worked.ts';
import { referenceCases } from './reference-cases.ts';

const hex = 'f'.repeat(64);

function refused(text: string): ImageReferenceError {
  try {
    parseReference(text);
  } catch (error) {
    if (error instanceof ImageReferenceError) return error;
    throw error;
  }
  throw new Error(`${text} was not refused`);
}

describe('the grammar of image references', () => {
  it('has all its cases', () => {
    expect(referenceCases.map(({ number }) => number)).toEqual(Array.from({ length: 154 }, (_, index) => index + 1));
  });

  it.each(referenceCases)('case $number: $text', ({ text, expected }) => {
    if (typeof expected === 'string') {
      expect(refused(text)).toMatchObject({ code: 'IMAGE_REFERENCE', problem: expected });
      return;
    }
    const { familiar, ...reference } = expected;
    expect(parseReference(text)).toEqual(reference);
    expect(familiarName(parseReference(text))).toBe(familiar);
  });

  it('takes 128 path components and refuses a path of 256 characters behind any domain', () => {
    expect(parseReference(`${'a/'.repeat(127)}a:${'t'.repeat(128)}`).path).toHaveLength(255);
    expect(refused(`domain/${'a'.repeat(256)}:tag`).problem).toBe('length');
  });
});

describe('what a refusal says', () => {
  it.each([
    ['ghcr.io/Owner/app:1', 'capital letters', 'Write ghcr.io/owner/app:1'],
    ['Alpine', 'capital letters', 'Write alpine'],
    [`alpine@SHA256:${hex}`, 'capital letters', `Write alpine@sha256:${hex}`],
    [`alpine@sha256:${hex.toUpperCase()}`, 'digest with capital letters', `Write alpine@sha256:${hex}`],
    ['https://github.com/docker/docker', 'starts with https://', 'Write github.com/docker/docker'],
    ['docker://alpine', 'starts with docker://', 'Write alpine'],
    [' alpine', 'starts with white space', 'Write alpine'],
    ['alpine\n', 'ends with white space', 'Write alpine'],
    ['alpine:', 'no tag after it', 'An image is written'],
    ['alpine:v1+meta', 'the character "+" in its tag', 'An image is written'],
    ['a..b/c', 'two dots in a row', 'An image is written'],
    ['myhost:abc/app', '"abc" where the port should be', 'An image is written'],
    ['myhost:/app', 'no port after the host "myhost"', 'An image is written'],
    ['[zz::1]/app', 'not an IPv6 address', 'An image is written'],
    ['a.b/c___d', '"___" in the part "c___d"', 'An image is written'],
    ['docker///docker', 'an empty part in its path', 'An image is written'],
    ['alpine@latest', '"latest" after the @', 'An image is written'],
    ['example.com/café', 'the character "é" at position 16', 'An image is written'],
    [`foo:bar/baz`, '"bar" where the port should be', 'An image is written'],
    ['', 'is empty', 'An image is written'],
    ['a_b.com/c', 'no underscore', 'Correct the name of the registry'],
  ])('%j', (text, message, hint) => {
    const error = refused(text);
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
  });

  it.each([
    'user:s3cret@ghcr.io/owner/app',
    'user:s3cret@ghcr.io/Owner/App',
    'https://user:s3cret@ghcr.io/owner/app',
    `user:s3cret@ghcr.io/owner/app@sha256:${hex}`,
    'user:s3/cret@ghcr.io/owner/app',
    'user:x@s3cret@ghcr.io/owner/app',
    's3cret@ghcr.io',
    'user:s3cret@localhost',
    '_:s3cret@ghcr.io/a_b',
  ])('keeps the login of %s to itself', (text) => {
    const { message, hint } = refused(text);
    expect(`${message} ${hint}`).not.toMatch(/s3\/?cret/);
  });
});

describe('the forms of a reference', () => {
  it('asks for the digest before the tag, and for the latest when there is neither', () => {
    expect(tagOrDigest(parseReference('alpine'))).toBe('latest');
    expect(tagOrDigest(parseReference('ghcr.io/a/b:1'))).toBe('1');
    expect(tagOrDigest(parseReference(`ghcr.io/a/b:1@sha256:${hex}`))).toBe(`sha256:${hex}`);
  });

  it('knows where the API of Docker Hub is', () => {
    expect(apiHost(parseReference('alpine'))).toBe('registry-1.docker.io');
    expect(apiHost(parseReference('localhost:5000/app'))).toBe('localhost:5000');
  });
});

const component = fc.stringMatching(/^[a-z0-9]+(?:(?:\.|__|_|-{1,3})[a-z0-9]+)*$/).filter((text) => text.length <= 30);
const domain = fc.oneof(
  fc.constant('docker.io'),
  fc.constant('localhost'),
  fc.stringMatching(/^[a-zA-Z0-9]{1,8}(?:\.[a-zA-Z0-9]{1,8}){1,3}(?::[0-9]{1,5})?$/),
  fc.stringMatching(/^\[[0-9a-fA-F]{0,4}:[0-9a-fA-F:]{0,20}\](?::[0-9]{1,5})?$/),
);
const reference: fc.Arbitrary<ImageReference> = fc
  .record({
    domain,
    components: fc.array(component, { minLength: 1, maxLength: 5 }),
    tag: fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/), { nil: undefined }),
    digest: fc.option(fc.stringMatching(/^sha256:[0-9a-f]{64}$/), { nil: undefined }),
  })
  .map(({ domain, components, tag, digest }) => ({
    domain: domain === 'index.docker.io' ? 'docker.io' : domain,
    path: domain === 'docker.io' && components.length === 1 ? `library/${components[0]}` : components.join('/'),
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  }));

describe('properties', () => {
  it('printing and parsing are inverse', () => {
    fc.assert(
      fc.property(reference, (value) => {
        const full = `${value.domain}/${value.path}${value.tag === undefined ? '' : `:${value.tag}`}${value.digest === undefined ? '' : `@${value.digest}`}`;
        expect(parseReference(full)).toEqual(value);
      }),
    );
  });

  it('the familiar name reads as the same image, as long as it does not look like a host or an image id', () => {
    fc.assert(
      fc.property(reference, (value) => {
        const familiar = familiarName(value);
        const [first = ''] = familiar.split('/', 1);
        fc.pre(value.domain !== 'docker.io' || !familiar.includes('/') || !/[.:]|^localhost$/.test(first));
        fc.pre(!/^[0-9a-f]{64}$/.test(familiar));
        expect(parseReference(familiar)).toEqual(value);
      }),
    );
  });

  it('any text is read or refused with an error for people', () => {
    const nearMiss = fc
      .tuple(fc.array(fc.constantFrom('a', 'B', '/', ':', '@', '.', '_', '-', '[', ']', 'sha256:', hex, '5000', ' ')))
      .map(([parts]) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), nearMiss), (text) => {
        try {
          parseReference(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ImageReferenceError);
          expect((error as ImageReferenceError).hint).toMatch(/\S/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('a login never shows in a refusal', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9/@:.+-]{0,10}$/), component, (noise, path) => {
        const { message, hint } = refused(`user:${noise}TOPSECRET@ghcr.io/${path}`);
        expect(message + hint).not.toContain('TOPSECRET');
      }),
    );
  });

  it('takes long texts in no time', () => {
    const started = workedMs();
    for (const text of [
      `${'a-'.repeat(50_000)}!`,
      `${'a.'.repeat(50_000)}/x`,
      '/'.repeat(100_000),
      '@'.repeat(5_000),
    ]) {
      refused(text);
    }
    expect(workedMs() - started).toBeLessThan(2_000);
  });
});
