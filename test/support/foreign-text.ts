import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { expect } from 'vitest';

/** What the runner would do, were it a command of ours. */
export const commands = [
  '::error title=pwned::pwned',
  '\n::error title=pwned::pwned\n',
  '\r::warning title=pwned::pwned',
  '\n  ::notice title=pwned::pwned',
  '\n::set-output name=verdict::pwned\n',
  '\n::save-state name=rollout::pwned\n',
  '\n::set-env name=NODE_OPTIONS::pwned\n',
  '\n::add-path::/pwned\n',
  '\n::add-mask::live\n',
  '\n::stop-commands::pwned\n',
  '\n::group::pwned\n',
  '##[error]pwned',
  '##[add-path]pwned',
  '%0A::error title=pwned::pwned',
  '\u2028::error title=pwned::pwned',
  '\ufeff::error title=pwned::pwned',
  '\u0085::error title=pwned::pwned',
  // The end of a multi-line value in a file command.
  '\nEOF\nverdict=pwned\nverdict<<EOF\npwned\nEOF\n',
];

/** What hides, colours, or moves text. */
export const controls = [
  '\u001b[31mred\u001b[2J\u001b[1;1H',
  '\u001b]8;;http://evil.invalid\u0007link\u001b]8;;\u0007',
  '\u009b31m \u0000 \b\b\b \u007f',
  'a\u202eb\u2066c\u200bd\u00ade\u2060f',
  // Drawn as nothing, and read by programs all the same.
  '\u{e0001}\u{e0068}\u{e0069}\u{e007f} \u3164\u115f\u180e\ufe0f\ufff9',
];

/** What is more than text in Markdown, or in HTML. */
export const markup = [
  '</details></summary></table></pre></code><script>pwned()</script><img src="http://evil.invalid/x" onerror="pwned()">',
  '![x](http://evil.invalid/x) [click](http://evil.invalid) <http://evil.invalid> [r]\n\n[r]: http://evil.invalid',
  'http://evil.invalid/auto www.evil.invalid mail@evil.invalid javascript:pwned()',
  '@team #1 GH-2 acme/web#3 x[^1]\n\n[^1]: note',
  '|a|b|\n|-|-|\n|c|d|',
  '\n```\nout of the block\n```\n````````\n~~~\n',
  '`` ` `` ``` ` **bold** ~~gone~~ $$x^2$$ $`x`$',
  '\n# heading\n\nsetext\n===\n\n***\n\n- [ ] task\n\n> quote\n\n    code\n',
  '<!-- -->\n<!--',
  '&#60;b&#62; &lt;i&gt; \\',
];

// Those that we put into Markdown and colour the log with are left out.
export const unseen =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u180e\u200b-\u200f\u2028-\u202e\u2061-\u2069\u3164\ufeff\ufff9-\ufffb]|\p{Variation_Selector}|[\u{e0000}-\u{e0fff}]/u;
/** What a later step that prints an output would have executed. */
export const looksLikeCommand = /^\s*::|##\[/m;

/** Tags of a summary of ours. */
const ownTags = new Set(
  ['h3', 'p', 'strong', 'code', 'pre', 'br', 'a', 'em', 'ul', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td'].concat(
    [...['details', 'summary']],
  ),
);
/** With what stands in place of the rest. GitHub drops one of 1 MiB whole. Characters. */
const longestSummary = 100_100;

/** That there is nothing but text in what is ours: as GitHub's kind of Markdown is read. */
export function expectOnlyTextIn(summary: string): void {
  expect(summary).not.toMatch(unseen);
  expectWholeRows(summary);
  expect(summary.length).toBeLessThanOrEqual(longestSummary);
  // As GitHub reads it, but with its sanitiser left out.
  const html = micromark(summary, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  const tags = [...html.matchAll(/<(\/?)([a-z][a-z0-9]*)([^>]*)>/gi)];
  expect(tags.map(([, , name = '']) => name.toLowerCase()).filter((name) => !ownTags.has(name))).toEqual([]);
  for (const [, , , attributes = ''] of tags) {
    expect(attributes).toMatch(
      /^(?: href="(?:https?:\/\/[\w.:-]*(?:sandbox\.test|github\.com)[^"]*)"| class="language-text"| open| align="\w+")? ?$/,
    );
  }
  const count = (name: string, end: '' | '/') => tags.filter(([, slash, tag]) => tag === name && slash === end).length;
  for (const name of ownTags) expect(count(name, ''), name).toBe(name === 'br' ? count(name, '') : count(name, '/'));
  expect(count('h3', '')).toBeLessThanOrEqual(1);
  expect(html).not.toContain('<!--');
  // A mention and a reference are what GitHub makes of text, not what its parser does.
  expect(html.replace(/<(code|pre)>.*?<\/\1>/gs, '')).not.toMatch(
    /(^|\W)@\w|(^|\W)#\d|\bGH-\d|https?:\/\/evil|www\.evil/,
  );
}

/** Every row of a table has as many cells as its head: of a cell too many nothing is shown. */
function expectWholeRows(summary: string): void {
  const open = summary.replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '');
  for (const [table] of open.matchAll(/(?:^\|.*\n?)+/gm)) {
    const cells = table
      .trimEnd()
      .split('\n')
      .map((row) => row.replace(/\\[\\|]/g, '').split('|').length);
    expect(new Set(cells).size, table).toBe(1);
  }
}
