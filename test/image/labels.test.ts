import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelOf, revisionOf, sourceRepositoryOf } from '../../src/image/labels.ts';

const oci = 'org.opencontainers.image';
const image = (labels: Record<string, string>, annotations: Record<string, string> = {}) => ({
  labels: new Map(Object.entries(labels)),
  annotations: new Map(Object.entries(annotations)),
});

describe('labels', () => {
  it('are looked for in annotations first, then in labels, then in those of label-schema', () => {
    const old = { 'org.label-schema.version': '1' };
    const label = { ...old, [`${oci}.version`]: '2' };
    expect(labelOf(image({}), 'version')).toBeUndefined();
    expect(labelOf(image(old), 'version')).toBe('1');
    expect(labelOf(image(label), 'version')).toBe('2');
    expect(labelOf(image(label, { [`${oci}.version`]: '3' }), 'version')).toBe('3');
    expect(labelOf(image(label, { [`${oci}.version`]: ' ' }), 'version')).toBe('2');
  });

  it.each([
    ['revision', 'org.label-schema.vcs-ref'],
    ['source', 'org.label-schema.vcs-url'],
    ['version', 'org.label-schema.version'],
    ['base.name', `${oci}.base.name`],
    ['base.digest', `${oci}.base.digest`],
  ] as const)('%s may be %s', (name, key) => {
    expect(labelOf(image({ [key]: ' it ' }), name)).toBe('it');
  });

  it('of a source hold no login', () => {
    const source = 'https://bot:s3cret@git.example.org/acme/web';
    expect(labelOf(image({ [`${oci}.source`]: source }), 'source')).toBe('https://git.example.org/acme/web');
  });

  it.each([
    ['https://bot:s3@cret@git.example.org/acme/web', 'https://git.example.org/acme/web'],
    ['bot:s3cret@git.example.org/acme/web', 'git.example.org/acme/web'],
    ['git@github.com:acme/web.git', 'git@github.com:acme/web.git'],
    ['https://git.example.org/acme/web/@v2', 'https://git.example.org/acme/web/@v2'],
  ])('the source %s is shown as %s', (source, expected) => {
    expect(labelOf(image({ [`${oci}.source`]: source }), 'source')).toBe(expected);
  });

  it.each([
    ['4f0c5e1', '4f0c5e1'],
    ['4F0C5E1D9A1E4F0C5E1D9A1E4F0C5E1D9A1E4F0C', '4f0c5e1d9a1e4f0c5e1d9a1e4f0c5e1d9a1e4f0c'],
    ['4f0c5e', undefined],
    ['main', undefined],
    ['4f0c5e1-dirty', undefined],
  ])('the revision %s reads as %s', (revision, expected) => {
    expect(revisionOf(image({ [`${oci}.revision`]: revision }))).toBe(expected);
  });

  it.each([
    ['https://github.com/acme/web', 'acme/web'],
    ['https://github.com/Acme/Web.git', 'acme/web'],
    ['https://github.com/acme/web/tree/main/app?x#readme', 'acme/web'],
    ['https://github.com/acme/web#readme', 'acme/web'],
    ['git+https://github.com/acme/web.js.git', 'acme/web.js'],
    ['git@github.com:acme/web.git', 'acme/web'],
    ['ssh://git@git.example.org:2222/acme/web.git', 'acme/web'],
    ['https://bot:s3cret@github.com/acme/web', 'acme/web'],
    ['github.com/acme/web', 'acme/web'],
    ['acme/web', undefined],
    ['https://example.org/web', undefined],
    ['https://example.org', undefined],
    ['a:22/.git', undefined],
    ['', undefined],
  ])('the source %s is the repository %s', (source, expected) => {
    expect(sourceRepositoryOf(image({ [`${oci}.source`]: source }))).toBe(expected);
  });

  it('any source is read or not, without a login', () => {
    const address = fc.array(fc.constantFrom('https://', 'git@', 'bot:T0PS3CRET@', 'github.com', ':22', '/', 'a', '.'));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          address.map((parts) => parts.join('')),
        ),
        (source) => {
          expect(sourceRepositoryOf(image({ [`${oci}.source`]: source })) ?? 'a/b').toMatch(/^[^/]+\/[^/]+$/);
          expect(sourceRepositoryOf(image({ [`${oci}.source`]: source })) ?? '').not.toContain('t0ps3cret');
        },
      ),
    );
  });
});
