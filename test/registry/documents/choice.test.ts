import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ImagePlatform, isFor, linuxAmd64, platformName, rankFor } from '../../../src/image/platform.ts';
import { choose } from '../../../src/registry/documents/choice.ts';
import type { ImageIndex, IndexEntry } from '../../../src/registry/documents/manifest.ts';

const manifest = 'application/vnd.oci.image.manifest.v1+json';
const index = 'application/vnd.oci.image.index.v1+json';

function platform(name: string): ImagePlatform {
  const [os = '', architecture = '', variant] = name.split('/');
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}

function entry(name: string | undefined, more: Partial<IndexEntry> = {}): IndexEntry {
  return {
    mediaType: manifest,
    digest: `sha256:${'a'.repeat(64)}`,
    size: 7,
    annotations: new Map(),
    ...(name === undefined ? {} : { platform: platform(name) }),
    ...more,
  };
}

function indexOf(...entries: readonly IndexEntry[]): ImageIndex {
  return { kind: 'index', mediaType: index, entries, annotations: new Map() };
}

const names = (entries: readonly IndexEntry[]) => entries.map((one) => one.platform && platformName(one.platform));

describe('the order in which the entries of an index are tried', () => {
  it('what is wanted comes first, then what runs there, then what may lead to it; the rest is kept apart', () => {
    const nested = entry(undefined, { mediaType: index });
    const silent = entry(undefined);
    const entries = [nested, entry('linux/arm64'), entry('linux/amd64/v3'), silent, entry('linux/amd64')];
    const choice = choose(indexOf(...entries), linuxAmd64);
    expect(names(choice.matching)).toEqual(['linux/amd64', 'linux/amd64/v3']);
    expect(choice.unsure).toEqual([nested, silent]);
    expect(names(choice.others)).toEqual(['linux/arm64']);
    expect(choice.offered.map(platformName)).toEqual(['linux/arm64', 'linux/amd64/v3', 'linux/amd64']);
  });

  it('an arm takes the newest that it can run', () => {
    const entries = ['linux/arm', 'linux/arm/v5', 'linux/arm/v8', 'linux/arm/v6', 'linux/arm64'].map((name) =>
      entry(name),
    );
    expect(names(choose(indexOf(...entries), platform('linux/arm/v7')).matching)).toEqual([
      'linux/arm/v6',
      'linux/arm/v5',
      'linux/arm',
    ]);
  });

  it('attestations and artifacts are no images', () => {
    const beside = [
      entry('unknown/unknown'),
      entry('linux/amd64', { referenceType: 'attestation-manifest' }),
      entry('linux/amd64', { artifactType: 'application/vnd.docker.attestation.manifest.v1+json' }),
      entry('linux/amd64', { artifactType: 'application/spdx+json' }),
      entry('linux/amd64', { mediaType: 'application/vnd.example' }),
    ];
    expect(choose(indexOf(...beside), linuxAmd64)).toEqual({ matching: [], unsure: [], others: [], offered: [] });
    const image = entry('linux/amd64', { artifactType: 'application/vnd.oci.image.config.v1+json' });
    expect(choose(indexOf(image), linuxAmd64).matching).toEqual([image]);
  });

  it('of those that suit as well as each other the first of the index stays first', () => {
    const variant = fc.constantFrom(
      'linux/arm',
      'linux/arm/v5',
      'linux/arm/v6',
      'linux/arm/v7',
      'linux/arm/v8',
      'linux/arm64',
    );
    const wanted = platform('linux/arm/v7');
    fc.assert(
      fc.property(fc.array(variant), (variants) => {
        const entries = variants.map((name, size) => entry(name, { size }));
        const { matching, others } = choose(indexOf(...entries), wanted);
        const rank = (one: IndexEntry) => (one.platform === undefined ? undefined : rankFor(one.platform, wanted)) ?? 0;
        for (const [at, one] of matching.entries()) {
          const next = matching[at + 1];
          if (next === undefined) continue;
          expect(rank(one) < rank(next) || (rank(one) === rank(next) && one.size < next.size)).toBe(true);
        }
        expect(matching.length + others.length).toBe(entries.length);
        for (const one of others) expect(one.platform !== undefined && isFor(one.platform, wanted)).toBe(false);
      }),
    );
  });
});
