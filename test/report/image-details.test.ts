import { describe, expect, it } from 'vitest';
import type { ImageFacts } from '../../src/image/facts.ts';
import { imageDetails } from '../../src/report/image-details.ts';
import { imageFacts } from '../support/image.ts';

const details = (more: Partial<ImageFacts>) => imageDetails(imageFacts(more));

describe('what else is told of an image', () => {
  it('is how large it is, when it was built, and for what else', () => {
    const offered = ['amd64', 'arm64'].map((architecture) => ({ os: 'linux', architecture }));
    expect(details({ offered, created: new Date('2026-11-20T09:30:00Z') })[0]).toBe(
      '1 layer, 1 MB as transferred · built 2026-11-20 09:30 UTC · there for linux/arm64, too',
    );
  });

  it.each<[string, Partial<ImageFacts>, string]>([
    [
      'both',
      { entrypoint: ['node'], cmd: ['server.js', 'a b'], workingDir: '/srv' },
      'starts node server.js "a b" as user 1000 in /srv',
    ],
    ['root', { user: '' }, 'starts /app as root'],
    ['a password', { cmd: ['--password', 'hunter2x9'] }, 'starts /app … as user 1000'],
    ['a password in the first word', { entrypoint: ['DB_PASSWORD=hunter2x9 app'] }, 'starts … as user 1000'],
    ['one long word', { cmd: ['x'.repeat(200)] }, 'starts /app … as user 1000'],
  ])('is what it starts: %s', (_, facts, line) => expect(details(facts)).toContain(line));

  it('is no half of a word, which might be half of a credential', () => {
    const line = details({ cmd: Array.from({ length: 60 }, () => 'word') })[1];
    expect(line).toMatch(/^starts \/app (?:word )+… as user 1000$/);
    expect(line?.length).toBeLessThan(150);
  });

  it('is where it comes from, and what it is built on', () => {
    const labels = new Map([
      ['org.opencontainers.image.revision', '4f0c5e1d9a1e4f0c5e1d9a1e4f0c5e1d9a1e4f0c'],
      ['org.opencontainers.image.source', 'https://github.com/acme/web'],
      ['org.opencontainers.image.version', '1.4.2'],
    ]);
    const base = { name: 'debian:12-slim', digest: `sha256:${'d'.repeat(64)}`, remedy: 'rebuild' } as const;
    expect(details({ labels, base: { ...base, state: 'current' } }).slice(2)).toEqual([
      'commit 4f0c5e1d9a1e of https://github.com/acme/web · version 1.4.2',
      'based on debian:12-slim at sha256:dddddddddddd, which has not changed since',
    ]);
    const stale = { ...base, state: 'stale', newest: `sha256:${'e'.repeat(64)}` } as const;
    expect(details({ base: stale })[2]).toBe(
      'based on debian:12-slim at sha256:dddddddddddd, which is sha256:eeeeeeeeeeee now',
    );
    expect(details({ base: { name: 'a-guess', state: 'unknown', remedy: 'rebuild' } })).toHaveLength(2);
  });
});
