import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkPage, ruleCodes } from '../src/image/rule-codes.ts';
import { commonRules } from '../src/image/rules.ts';
import { readImageChecks } from '../src/inputs/readers.ts';

/** docs/image-checks.md and the checks themselves say the same. */

const page = readFileSync(new URL('../docs/image-checks.md', import.meta.url), 'utf8');
const sections = new Map(
  page
    .split(/^### /m)
    .slice(1)
    .map((section): [heading: string, text: string] => {
      const [heading = '', ...lines] = section.split(/^## /m, 1)[0]?.split('\n') ?? [];
      return [heading, lines.join('\n').trim()];
    }),
);
const severities = /^`(?:error|warning|info)`/;

describe('docs/image-checks.md', () => {
  it('has a section for every code, and no other, in the order of the codes', () => {
    const headings = page.match(/^### .*$/gm)?.map((line) => line.slice(4));
    expect(headings).toEqual([...ruleCodes]);
  });

  it.each(ruleCodes)('%s: how severe it is, what is checked, why, and what to do', (code) => {
    const [first = '', ...paragraphs] = (sections.get(code) ?? '').split('\n\n');
    expect(first).toMatch(severities);
    expect(paragraphs.length).toBeGreaterThanOrEqual(2);
    expect(paragraphs.join(' ').length).toBeGreaterThan(100);
  });

  it.each(commonRules.map(({ code, severity }) => [code, severity]))('%s is %s there, too', (code, severity) => {
    expect(sections.get(code)?.split('\n', 1)[0]).toContain(`\`${severity}\``);
  });

  it('is where messages send their readers', () => {
    for (const code of ruleCodes) {
      const anchor = new URL(checkPage('https://example.org/docs', code)).hash.slice(1);
      // GitHub makes an anchor of a heading by lower case; underscores stay.
      expect([...sections.keys()].map((heading) => heading.toLowerCase())).toContain(anchor);
    }
  });

  it('links to sections that there are', () => {
    const anchors = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    expect(anchors.length).toBeGreaterThan(3);
    const known = [...sections.keys()].map((heading) => heading.toLowerCase());
    expect(anchors.filter((anchor) => anchor === undefined || !known.includes(anchor))).toEqual([]);
  });

  it('shows values of image-checks that can be read', () => {
    const lines = [...page.matchAll(/^image-checks: ([^|\n]+?)(?:\s+#.*)?$/gm)].map(([, value = '']) =>
      value.replaceAll("'", ''),
    );
    const block = /^image-checks: \|\n((?: {2}.*\n)+)/m.exec(page)?.[1];
    expect(lines.length).toBeGreaterThanOrEqual(5);
    for (const value of [...lines, block ?? '-NO_BLOCK']) expect(() => readImageChecks(value)).not.toThrow();
    expect(readImageChecks(block ?? '').ignoredChecks).toEqual(new Set(['CF_SEVERAL_PORTS']));
  });
});
