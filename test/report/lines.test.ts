import { describe, expect, it } from 'vitest';
import type { Instance, InstanceState } from '../../src/platforms/platform.ts';
import * as lines from '../../src/report/lines.ts';
import { ofWeb } from '../rollout/looks.ts';
import { facts, newDigest, now, observation, oldDigest } from '../support/story.ts';

const marks: Readonly<Record<string, InstanceState>> = {
  '●': 'running',
  '◌': 'unroutable',
  '◐': 'starting',
  '○': 'absent',
  '✖': 'crashed',
};
const instances = (drawn: string, detail?: string): Instance[] =>
  [...drawn].map((mark, index) => ({
    process: 'web',
    name: String(index),
    state: marks[mark] ?? 'absent',
    ...(detail === undefined ? {} : { detail }),
  }));

describe('numbers', () => {
  it.each([
    [0, '00:00'],
    [21_900, '00:21'],
    [72_000, '01:12'],
    [6_000_000, '100:00'],
  ])('%d ms on the stopwatch is %s', (ms, text) => {
    expect(lines.stopwatch(ms)).toBe(text);
  });

  it.each([
    [0, '1 KB'],
    [1_499, '1 KB'],
    [999_499, '999 KB'],
    [84_200_000, '84 MB'],
    [999_000_000, '999 MB'],
    [1_200_000_000, '1.2 GB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(lines.size(bytes)).toBe(text);
  });

  it.each([
    [-600_000, 'in the future'],
    [-60_000, 'just now'],
    [60_000, 'just now'],
    [12 * 60_000, '12 min ago'],
    [119 * 60_000, '119 min ago'],
    [5 * 3_600_000, '5 h ago'],
    [50 * 3_600_000, '2 days ago'],
  ])('%d ms are %s', (ms, text) => {
    expect(lines.age(new Date(now - ms), now)).toBe(text);
  });
});

describe('digests', () => {
  it('are shortened to 12 characters wherever they stand', () => {
    expect(lines.shortDigests(`a/b@${newDigest}, (${oldDigest})`)).toBe(
      'a/b@sha256:4f0c5e1d9a1e, (sha256:77ab12cd34ef)',
    );
    expect(lines.shortDigests(`sha512:${'a'.repeat(128)} sha384:${'b'.repeat(96)}`)).toBe(
      'sha512:aaaaaaaaaaaa sha384:bbbbbbbbbbbb',
    );
  });

  it('are left alone when they are none, or short already', () => {
    for (const text of ['sha256:4f0c5e1d9a1e', `sha256:${'g'.repeat(64)}`, `md5:${'a'.repeat(64)}`]) {
      expect(lines.shortDigests(text)).toBe(text);
    }
  });
});

describe('the image’s line', () => {
  it('tells digest, platform, size, age and port', () => {
    expect(lines.imageLine(facts(), now)).toBe(
      'sha256:4f0c5e1d9a1e · linux/amd64 · 84 MB · built 12 min ago · port 8080',
    );
  });

  it('leaves out what is not known', () => {
    const bare = facts({
      created: undefined,
      exposedPorts: [],
      platform: { os: 'linux', architecture: 'arm', variant: 'v7' },
    });
    expect(lines.imageLine(bare, now)).toBe('sha256:4f0c5e1d9a1e · linux/arm/v7 · 84 MB · no exposed port');
    const ports = [
      { port: 53, protocol: 'udp' },
      { port: 80, protocol: 'tcp' },
    ] as const;
    expect(lines.imageLine(facts({ exposedPorts: ports }), now)).toContain(' · ports 53/udp, 80');
  });
});

describe('the plan’s line', () => {
  it('tells every change, an image by its digest alone', () => {
    expect(
      lines.planLine([
        { what: 'image', from: `ghcr.io/acme/web@${oldDigest}`, to: `ghcr.io/acme/web@${newDigest}` },
        { what: 'memory', from: '512 MB', to: '1024 MB' },
        { what: 'registry credentials', to: 'of puller' },
      ]),
    ).toBe(
      'image sha256:77ab12cd34ef → sha256:4f0c5e1d9a1e · memory 512 MB → 1024 MB · registry credentials of puller',
    );
  });

  it('says that nothing changes', () => {
    expect(lines.planLine([])).toBe('nothing changes');
  });
});

describe('instances', () => {
  it.each([
    ['', 0, ''],
    ['', 3, '○○○'],
    ['●◐', 2, '●◐○○'],
    ['✖○◐◌●', 0, '●◌◐○✖'],
  ])('%j and %d that are missing are drawn as %j', (drawn, missing, expected) => {
    expect(lines.drawInstances(instances(drawn), missing)).toBe(expected);
  });

  it.each<[string, Parameters<typeof observation>[0], string]>([
    ['new alone', { instances: instances('●◐'), wanted: ofWeb(4) }, 'new ●◐○○'],
    ['more than wanted', { instances: instances('●●●'), wanted: ofWeb(2) }, 'new ●●●'],
    [
      'one of another type that is missing all the same',
      { instances: instances('●●●'), wanted: [...ofWeb(2), { type: 'worker', wanted: 1 }] },
      'new ●●●○',
    ],
    ['old beside them', { instances: instances('◐'), previous: instances('●●'), wanted: ofWeb(2) }, 'new ◐○   old ●●'],
    ['a first crash', { instances: instances('✖'), wanted: ofWeb(1), crashes: 1 }, 'new ✖   crashed once'],
    [
      'a second one that is over',
      { instances: instances('●'), wanted: ofWeb(1), crashes: 2 },
      'new ●   crashed 2 times',
    ],
    ['a reason', { instances: instances('✖', 'exit status 1'), wanted: ofWeb(1), crashes: 1 }, 'new ✖   exit status 1'],
    [
      'a second time',
      { instances: instances('✖', 'exit status 1'), wanted: ofWeb(1), crashes: 2 },
      'new ✖   exit status 1 (2nd time)',
    ],
    ['a third time', { instances: instances('✖', 'exit'), wanted: ofWeb(1), crashes: 3 }, 'new ✖   exit (3rd time)'],
    ['an 11th time', { instances: instances('✖', 'exit'), wanted: ofWeb(1), crashes: 11 }, 'new ✖   exit (11th time)'],
    ['a 22nd time', { instances: instances('✖', 'exit'), wanted: ofWeb(1), crashes: 22 }, 'new ✖   exit (22nd time)'],
    [
      'details once, and the problem',
      { instances: instances('○○', 'no memory'), wanted: ofWeb(2), problem: { message: 'quota', certain: false } },
      'new ○○   no memory · quota',
    ],
    [
      'a problem that repeats a detail',
      { instances: instances('○', 'quota'), wanted: ofWeb(1), problem: { message: 'quota', certain: false } },
      'new ○   quota',
    ],
  ])('tell %s', (_, more, expected) => {
    expect(lines.observationLine(observation(more))).toBe(expected);
  });
});
