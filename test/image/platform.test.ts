import { describe, expect, it } from 'vitest';
import { type ImagePlatform, isFor, normalPlatform, platformName, rankFor } from '../../src/image/platform.ts';

function platform(name: string): ImagePlatform {
  const [os = '', architecture = '', variant] = name.split('/');
  return normalPlatform({ os, architecture, ...(variant === undefined ? {} : { variant }) });
}

describe('platforms', () => {
  it.each([
    [
      { os: 'linux', architecture: 'x86_64' },
      { os: 'linux', architecture: 'amd64' },
    ],
    [
      { os: 'linux', architecture: 'x86-64' },
      { os: 'linux', architecture: 'amd64' },
    ],
    [
      { os: 'Linux', architecture: 'AMD64', variant: 'v1' },
      { os: 'linux', architecture: 'amd64' },
    ],
    [
      { os: 'linux', architecture: 'amd64', variant: 'v3' },
      { os: 'linux', architecture: 'amd64', variant: 'v3' },
    ],
    [
      { os: 'linux', architecture: 'aarch64' },
      { os: 'linux', architecture: 'arm64' },
    ],
    [
      { os: 'linux', architecture: 'arm64', variant: 'v8' },
      { os: 'linux', architecture: 'arm64' },
    ],
    [
      { os: 'linux', architecture: 'armhf' },
      { os: 'linux', architecture: 'arm', variant: 'v7' },
    ],
    [
      { os: 'linux', architecture: 'arm', variant: 'v6' },
      { os: 'linux', architecture: 'arm', variant: 'v6' },
    ],
    [
      { os: 'linux', architecture: 'constructor' },
      { os: 'linux', architecture: 'constructor' },
    ],
  ])('%j', (written, normal) => {
    expect(normalPlatform(written)).toEqual(normal);
  });
});

describe('which images run where one is wanted, the best first', () => {
  const all = ['amd64', 'amd64/v2', 'amd64/v3', 'arm64', 'arm64/v9', 'arm/v8', 'arm/v7', 'arm/v6', 'arm/v5', 'arm'].map(
    (name) => platform(`linux/${name}`),
  );

  it.each<[string, readonly string[]]>([
    ['amd64', ['amd64', 'amd64/v2', 'amd64/v3']],
    ['amd64/v1', ['amd64', 'amd64/v2', 'amd64/v3']],
    ['amd64/v3', ['amd64/v3']],
    ['arm64', ['arm64', 'arm64/v9']],
    ['arm64/v8', ['arm64', 'arm64/v9']],
    ['arm64/v9', ['arm64/v9']],
    ['arm', ['arm', 'arm/v8', 'arm/v7', 'arm/v6', 'arm/v5']],
    ['arm/v8', ['arm/v8', 'arm/v7', 'arm/v6', 'arm/v5', 'arm']],
    ['arm/v7', ['arm/v7', 'arm/v6', 'arm/v5', 'arm']],
    ['arm/v6', ['arm/v6', 'arm/v5', 'arm']],
    ['arm/v5', ['arm/v5', 'arm']],
    ['arm/v9', []],
    ['s390x', []],
  ])('%s', (name, expected) => {
    const wanted = platform(`linux/${name}`);
    const rank = (one: ImagePlatform) => rankFor(one, wanted) ?? Number.POSITIVE_INFINITY;
    const running = all.filter((one) => isFor(one, wanted)).sort((a, b) => rank(a) - rank(b));
    expect(running.map(platformName)).toEqual(expected.map((one) => `linux/${one}`));
  });

  it('none for another system', () => {
    expect(isFor(platform('windows/amd64'), platform('linux/amd64'))).toBe(false);
  });
});
