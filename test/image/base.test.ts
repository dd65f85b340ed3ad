import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canMove,
  describeBase,
  type RunImage,
  type SoughtBase,
  soughtBase,
  stateByDigest,
  stateByLayers,
} from '../../src/image/base.ts';
import type { ImageFacts } from '../../src/image/facts.ts';
import { linuxAmd64 } from '../../src/image/platform.ts';
import { familiarName, parseReference } from '../../src/image/reference.ts';
import { imageFacts } from '../support/image.ts';

const digest = (character: string) => `sha256:${character.repeat(64)}`;
const [D, E, F] = [digest('d'), digest('e'), digest('f')];
const base = (name: string, of?: string) =>
  new Map([
    ['org.opencontainers.image.base.name', name],
    ...(of === undefined ? [] : [['org.opencontainers.image.base.digest', of] as const]),
  ]);

function sought(more: Partial<ImageFacts>, runImage?: RunImage, asked?: string) {
  const found = soughtBase(imageFacts(more), runImage, asked === undefined ? undefined : parseReference(asked));
  if (found === undefined) return undefined;
  const { reference, ...rest } = found;
  return { name: familiarName(reference), ...rest };
}

describe('where an image names its base', () => {
  const run: RunImage = { names: ['paketo/run:latest'], reference: `index.docker.io/paketo/run@${E}`, topLayer: F };

  it.each([
    ['annotations', { annotations: base('docker.io/library/debian:12', D) }, { name: 'debian:12', digest: D }],
    ['labels', { labels: base('ghcr.io/acme/base:1', D) }, { name: 'ghcr.io/acme/base:1', digest: D }],
    ['no domain is Docker Hub', { labels: base('node:20') }, { name: 'node:20' }],
    ['no tag is latest', { labels: base('node', D) }, { name: 'node', digest: D }],
    ['white space around it', { labels: base(' node:20\n', ` ${D} `) }, { name: 'node:20', digest: D }],
    ['the digest in the name', { annotations: base(`node:20@${D}`) }, { name: 'node:20', digest: D }],
    ['the digest beside the name first', { annotations: base(`node:20@${E}`, D) }, { name: 'node:20', digest: D }],
    ['a digest that is none', { annotations: base('node:20', 'sha256:0') }, { name: 'node:20' }],
    [
      'annotations before labels',
      { annotations: base('a/b:1', D), labels: base('c/d:2', E) },
      { name: 'a/b:1', digest: D },
    ],
    // A label may be inherited from the base, whose own base it then names.
    ['never the digest of another name', { annotations: base('a/b:1'), labels: base('c/d:2', E) }, { name: 'a/b:1' }],
  ])('%s', (_what, facts, expected) => {
    expect(sought(facts)).toEqual({ ...expected, named: true });
  });

  it.each([
    ['nothing', {}],
    ['scratch', { annotations: base('scratch', D) }],
    ['scratch with all its names', { labels: base('docker.io/library/scratch:latest') }],
    ['an empty annotation, whatever label was inherited', { annotations: base(''), labels: base('debian:12', D) }],
    ['an address with a login in it', { labels: base('https://robot:hunter2@registry.example.org/base') }],
    ['a login before the host', { labels: base('robot:hunter2@registry.example.org/base:1') }],
    ['no reference', { labels: base('Debian GNU/Linux 12') }],
    ['a name beyond all measure', { labels: base(`a/${'b'.repeat(2000)}`) }],
  ])('finds none: %s', (_what, facts) => {
    expect(sought(facts)).toBeUndefined();
  });

  it('reads the run image of buildpacks, between annotations and labels', () => {
    const expected = { name: 'paketo/run:latest', digest: E, topLayer: F, named: true };
    expect(sought({ labels: base('debian:12', D) }, run)).toEqual(expected);
    expect(sought({ annotations: base('debian:12', D) }, run)).toEqual({ name: 'debian:12', digest: D, named: true });
  });

  it('takes the mirror in the registry of the image', () => {
    const mirrored = { ...run, names: ['paketo/run:latest', 'not a name', 'ghcr.io/paketo/run:latest'] };
    expect(sought({}, mirrored)).toMatchObject({ name: 'ghcr.io/paketo/run:latest', digest: E, named: true });
  });

  it('does without what a daemon does not know: its reference is an image id', () => {
    const fromDaemon = { ...run, reference: 'a'.repeat(64), topLayer: 'a1b2' };
    expect(sought({}, fromDaemon)).toEqual({ name: 'paketo/run:latest', named: true });
    expect(sought({}, { names: [], reference: 'a'.repeat(64) })).toBeUndefined();
  });

  it('knows a run image that is named by its digest alone, though nothing newer can be there', () => {
    const found = soughtBase(imageFacts(), { names: [], reference: `paketo/run@${E}`, topLayer: F }, undefined);
    expect(found).toMatchObject({ digest: E, reference: { digest: E } });
    expect(found && canMove(found)).toBe(false);
  });

  it.each([
    ['debian:12-slim', { annotations: base('debian:12.8', D) }, { name: 'debian:12-slim', digest: D, named: true }],
    ['debian:12-slim', { annotations: base('node:20', D) }, { name: 'debian:12-slim', named: false }],
    ['debian:12-slim', {}, { name: 'debian:12-slim', named: false }],
    [`debian:12@${E}`, {}, { name: 'debian:12', digest: E, named: false }],
    [`debian:12@${E}`, { annotations: base('debian:12', D) }, { name: 'debian:12', digest: D, named: true }],
    [`debian@${E}`, {}, { name: `debian@${E}`, named: false }],
    ['scratch', { annotations: base('debian:12', D) }, undefined],
  ])('the user says %s', (asked, facts, expected) => {
    expect(sought(facts, undefined, asked)).toEqual(expected);
  });

  it('never throws, and never shows what is no reference', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.constantFrom('scratch', 'a/b', `a@${D}`));
    fc.assert(
      fc.property(texts, texts, fc.array(texts, { maxLength: 3 }), (name, of, names) => {
        for (const facts of [{ annotations: base(name, of) }, { labels: base(name, of) }, {}]) {
          const found = soughtBase(imageFacts(facts), { names, reference: name, topLayer: of }, undefined);
          if (found === undefined) continue;
          expect(familiarName(parseReference(describeBase(found).name))).toBe(describeBase(found).name);
        }
      }),
    );
  });
});

describe('what digests tell', () => {
  const built: SoughtBase = { reference: parseReference('debian:12'), digest: D, named: true };

  it.each([
    ['the index that was built on', built, { digest: D, images: [], whole: false }, 'current'],
    ['the manifest out of the index', built, { digest: E, images: [F, D], whole: true }, 'current'],
    ['the manifest out of an index not wholly read', built, { digest: E, images: [D], whole: false }, 'current'],
    ['another image', built, { digest: E, images: [], whole: true }, 'stale'],
    ['another index', built, { digest: E, images: [F], whole: true }, 'stale'],
    ['an index that was not read', built, { digest: E, images: [], whole: false }, undefined],
    ['another algorithm', built, { digest: `sha512:${'e'.repeat(128)}`, images: [], whole: true }, undefined],
    ['nothing recorded', { ...built, digest: undefined }, { digest: E, images: [], whole: true }, undefined],
    ['buildpacks: the same', { ...built, topLayer: F }, { digest: D, images: [], whole: true }, 'current'],
    ['buildpacks: another', { ...built, topLayer: F }, { digest: E, images: [], whole: true }, undefined],
  ] as const)('%s', (_what, wanted, newest, expected) => {
    const { digest: recorded, ...rest } = wanted;
    expect(stateByDigest(recorded === undefined ? rest : { ...rest, digest: recorded }, newest)).toBe(expected);
  });
});

describe('what layers tell', () => {
  const asked: SoughtBase = { reference: parseReference('debian:12'), named: false };
  /** An image of the layers that are named by a letter each; upper case: the same content, compressed otherwise. */
  const of = (letters: string, more: Partial<ImageFacts> = {}) =>
    imageFacts({
      layers: [...letters].map((letter) => ({ mediaType: 'layer', size: 1, digest: `sha256:${letter}` })),
      diffIds: [...letters].map((letter) => `sha256:content-${letter.toLowerCase()}`),
      digest: E,
      manifestDigest: F,
      ...more,
    });

  it.each([
    ['abc', 'ab', 'current'],
    ['ab', 'ab', 'current'],
    ['abc', 'AB', 'current'],
    ['abcd', 'abx', 'stale'],
    ['abcd', 'Abx', 'stale'],
    ['ab', 'abc', 'stale'],
    ['abc', 'xyz', 'unknown'],
    ['abc', 'ba', 'unknown'],
    ['abc', '', 'unknown'],
  ])('image %s, base %j: %s', (image, newest, state) => {
    const verdict = stateByLayers(of(image), of(newest), asked);
    expect(verdict.state).toBe(state);
    expect(verdict.why === undefined).toBe(state !== 'unknown');
  });

  it('does not take a list of contents for one of layers when they are not as many', () => {
    for (const letters of ['a', 'abz']) {
      const { diffIds } = of(letters);
      expect(stateByLayers(of('abc'), of('AB', { diffIds }), asked).state).toBe('stale');
    }
    expect(stateByLayers(of('abc'), of('xy', { diffIds: [] }), asked).state).toBe('unknown');
  });

  it('compares nothing with an image for another platform', () => {
    const arm = of('ab', { platform: { os: 'linux', architecture: 'arm64' } });
    expect(stateByLayers(of('abc', { platform: linuxAmd64 }), arm, asked)).toEqual({
      state: 'unknown',
      why: 'it is not there for linux/amd64',
    });
  });

  it('believes a digest that is the same', () => {
    for (const recorded of [E, F]) {
      expect(stateByLayers(of('abc'), of('xy'), { ...asked, digest: recorded }).state).toBe('current');
    }
  });

  it('goes by the top layer where buildpacks name one', () => {
    const run = { ...asked, topLayer: 'sha256:content-b', named: true };
    expect(stateByLayers(of('abc'), of('xb'), run).state).toBe('current');
    expect(stateByLayers(of('abc'), of('xy'), run).state).toBe('stale');
    // The user named something else, and it has nothing to do with the image.
    expect(stateByLayers(of('abc'), of('xy'), { ...run, named: false }).state).toBe('unknown');
    expect(describeBase(run)).toEqual({ name: 'debian:12', remedy: 'rebase' });
    expect(describeBase(asked)).toEqual({ name: 'debian:12', remedy: 'rebuild' });
  });
});
