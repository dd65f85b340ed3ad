import { oneLine } from '../runner/safe-text.ts';

/**
 * Foreign text as plain text inside Markdown: no markup, no HTML, no mention, no link, no table cell of its own. One line.
 */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]()#+!|~^$]/g, '\\$&')
    .replace(/@|#(?=\d)|\bGH-(?=\d)/gi, '$&\u2060')
    .replace(/:\/\//g, ':\u2060//')
    .replace(/\bwww\./gi, (word) => `${word.slice(0, 3)}\u2060.`)
    .replace(/^(\d+)\./, '$1\\.')
    .replace(/^([-=])/, '\\$1');
}

/** Foreign text as inline code; the fence is longer than any run of backticks in it. */
export function inlineCode(text: string): string {
  const line = oneLine(text).replaceAll('|', '¦') || ' ';
  const fence = '`'.repeat(1 + longestRun(line));
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Foreign lines as a code block. */
export function codeBlock(lines: readonly string[]): string {
  const safe = lines.map((line) => oneLine(line));
  const fence = '`'.repeat(Math.max(3, 1 + Math.max(0, ...safe.map(longestRun))));
  return [`${fence}text`, ...safe, fence].join('\n');
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** A link to an address that we know to be http or https; anything else is shown as code. */
export function link(address: string): string {
  return /^https?:\/\/[^\s<>"'`()[\]|\\]+$/.test(address) ? `<${address}>` : inlineCode(address);
}
