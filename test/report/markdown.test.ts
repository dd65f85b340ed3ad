import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeBlock, escapeMarkdown, inlineCode, link } from '../../src/report/markdown.ts';

describe('foreign text in Markdown', () => {
  it.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert\\(1\\)&lt;/script&gt;'],
    ['a & b &lt;', 'a &amp; b &amp;lt;'],
    ['**bold** _it_ `code` ~~x~~', '\\*\\*bold\\*\\* \\_it\\_ \\`code\\` \\~\\~x\\~\\~'],
    ['a | b', 'a \\| b'],
    ['[x](y) ![z](y)', '\\[x\\]\\(y\\) \\!\\[z\\]\\(y\\)'],
    ['# heading', '\\# heading'],
    ['- item', '\\- item'],
    ['=== x', '\\=== x'],
    ['12. item', '12\\. item'],
    ['1.5 GB', '1\\.5 GB'],
    ['@team', '@\u2060team'],
    ['me@example.org', 'me@\u2060example.org'],
    ['see #12 and GH-34', 'see \\#\u206012 and GH-\u206034'],
    ['https://evil.example', 'https:\u2060//evil.example'],
    ['www.evil.example', 'www\u2060.evil.example'],
    ['$x^2$', '\\$x\\^2\\$'],
    ['two\nlines\r\n\r\n# of text', 'two lines \\# of text'],
    ['\u001b[31mred\u202e', 'red'],
    ['C:\\temp', 'C:\\\\temp'],
  ])('%j', (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });

  it('has no markup of its own, whatever it was', () => {
    const likely = fc.array(
      fc.constantFrom('<', '>', '|', '`', '*', '_', '[', ']', '(', ')', '#', '@', '\\', '\n', 'a', '1', ' ', '&'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          likely.map((parts) => parts.join('')),
        ),
        (text) => {
          const escaped = escapeMarkdown(text);
          expect(escaped).not.toMatch(/[<>\n\r]/);
          // Every special character has an odd number of backslashes before it, that is, one of its own.
          for (const [, backslashes = ''] of escaped.matchAll(/(\\*)[`*_{}[\]()#+!|~^$]/g)) {
            expect(backslashes.length % 2).toBe(1);
          }
          expect(escaped).not.toMatch(/@[A-Za-z0-9]/);
        },
      ),
    );
  });
});

describe('inline code', () => {
  it.each([
    ['plain', '`plain`'],
    ['a`b', '``a`b``'],
    ['``', '``` `` ```'],
    ['`a', '`` `a ``'],
    ['', '` `'],
    ['a|b', '`a¦b`'],
    ['two\nlines', '`two lines`'],
    ['<b>', '`<b>`'],
  ])('%j', (text, expected) => {
    expect(inlineCode(text)).toBe(expected);
  });

  it('ends where it is meant to end, and never in a table’s cell of its own', () => {
    const likely = fc.array(fc.constantFrom('`', '``', '|', 'a', ' ', '\\', '\n')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(likely, (text) => {
        const code = inlineCode(text);
        const [, fence = '', inner = ''] = /^(`+)(.*?)\1$/s.exec(code) ?? [];
        expect(fence + inner + fence).toBe(code);
        expect([...inner.matchAll(/`+/g)].map(([run]) => run)).not.toContain(fence);
        expect(code).not.toMatch(/[|\n]/);
      }),
    );
  });
});

describe('code blocks', () => {
  it('hold lines as they are, between fences that none of them can close', () => {
    expect(codeBlock(['a', '```', '</details> @team | x'])).toBe('````text\na\n```\n</details> @team | x\n````');
    expect(codeBlock(['a\nb', '\u001b[31mc'])).toBe('```text\na b\nc\n```');
    expect(codeBlock([])).toBe('```text\n```');
  });
});

describe('links', () => {
  it.each(['https://web.acme.gov', 'http://127.0.0.1:8080/a?b=c&d', 'https://[::1]'])('of %j', (address) => {
    expect(link(address)).toBe(address.includes('[') ? `\`${address}\`` : `<${address}>`);
  });

  it.each(['javascript:alert(1)', 'https://x>', 'https://x y', 'HTTPS//x', '', 'https://x|y'])(
    'never of %j',
    (address) => {
      expect(link(address)).not.toMatch(/^</);
    },
  );
});
