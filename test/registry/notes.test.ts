import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLimit, ServerNotes, warningsIn } from '../../src/registry/notes.ts';
import { inspection, robot, serving } from './inspection.ts';
import { Documents, type Script } from './scripted-http.ts';

const documents = new Documents();
const root = documents.image();

const withHeaders =
  (headers: Record<string, string>): Script =>
  (request) => {
    const answer = serving(documents, root)(request);
    return answer === undefined ? undefined : { ...answer, headers: { ...answer.headers, ...headers } };
  };

describe('Warning headers', () => {
  it.each<[string, readonly string[]]>([
    ['299 - "This repository moves on 1 May"', ['This repository moves on 1 May']],
    ['299 - "one", 299 - "two, with a comma"', ['one', 'two, with a comma']],
    ['299 - "a \\"quoted\\" word"', ['a "quoted" word']],
    ['299 - "with a date" "Wed, 21 Oct 2026 07:28:00 GMT"', ['with a date']],
    ['110 - "stale", 299 - "ours"', ['ours']],
    ['1299 - "x"', []],
    ['299 proxy.example.com "not the registry’s"', []],
    ['299 - "cut', []],
    ['299 - ""', []],
    ['', []],
  ])('%s', (header, texts) => {
    expect(warningsIn(header)).toEqual(texts);
  });

  it('are noted once each, and not without end', async () => {
    const { notes } = await inspection(withHeaders({ warning: '299 - "old", 299 - "slow"' }));
    expect(notes).toEqual(['registry.example.com warns: old', 'registry.example.com warns: slow']);
    const many = Array.from({ length: 40 }, (_, number) => `299 - "${number}"`).join(', ');
    expect((await inspection(withHeaders({ warning: many }))).notes).toHaveLength(5);
  });

  it('of any text are read or passed over', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[29 "\\,-]*$/)), (header) => {
        for (const text of warningsIn(header)) expect(text).not.toBe('');
      }),
    );
  });
});

describe('the limit of pulls', () => {
  it.each<[string, string | undefined, string | undefined, unknown]>([
    ['Docker Hub’s', '100;w=21600', '76;w=21600', { allowed: 100, remaining: 76, windowMs: 21_600_000 }],
    ['no window', '100', '76', { allowed: 100, remaining: 76, windowMs: undefined }],
    ['the window beside what is left', '100', '76;w=60', { allowed: 100, remaining: 76, windowMs: 60_000 }],
    ['only a limit', '100;w=21600', undefined, undefined],
    ['nothing', undefined, undefined, undefined],
    ['words', 'many', 'few', undefined],
    ['less than nothing', '100', '-1', undefined],
  ])('%s', (_, limit, remaining, expected) => {
    const headers = {
      ...(limit === undefined ? {} : { 'ratelimit-limit': limit }),
      ...(remaining === undefined ? {} : { 'ratelimit-remaining': remaining }),
    };
    expect(readLimit(headers)).toEqual(expected);
  });

  it('is told once a tenth is left, with the advice to log in', async () => {
    const headers = (left: number) => ({ 'ratelimit-limit': '100;w=21600', 'ratelimit-remaining': `${left};w=21600` });
    expect((await inspection(withHeaders(headers(11)))).notes).toEqual([]);
    expect((await inspection(withHeaders(headers(10)))).notes).toEqual([
      expect.stringMatching(/^registry\.example\.com allows 10 more pulls of 100 in 6h\. .*registry-username/),
    ]);
  });

  it('is told without that advice to who is logged in', async () => {
    const headers = { 'ratelimit-limit': '200;w=21600', 'ratelimit-remaining': '0;w=21600' };
    const { notes } = await inspection(
      (request) =>
        request.headers?.['authorization'] === undefined
          ? { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }
          : withHeaders(headers)(request),
      { login: robot },
    );
    expect(notes).toEqual(['registry.example.com allows 0 more pulls of 200 in 6h.']);
  });

  it('is not told beside a refusal, which tells it itself', () => {
    const notes: string[] = [];
    const headers = { 'ratelimit-limit': '100', 'ratelimit-remaining': '0' };
    const request = { method: 'GET', url: new URL('https://r.example/') } as const;
    new ServerNotes('r.example', (line) => notes.push(line)).hear(
      { request, status: 429, headers, body: Buffer.alloc(0) },
      false,
    );
    expect(notes).toEqual([]);
  });
});
