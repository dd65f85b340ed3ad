import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { expect } from 'vitest';
import type { StepResult } from '../support/runner.ts';
import { crash, type Flow, reDeploy } from './flows.ts';
import { full } from './full.ts';
import { expectClean, type Ground, type Played } from './ground.ts';
import type { RequestKind } from './request-kinds.ts';
import type { Scene } from './scene.ts';
import { type Way, ways } from './talk.ts';

/**
 * Every request of every flow, answered by a server whose words are commands, markup and control characters, for an image
 * whose labels are such and an app that prints them: nothing of it is executed by the runner, or more than text to who
 * reads the summary.
 */
export function playInjections({ flows, matrix }: Ground): void {
  const add = matrix('injections');
  for (const { flow, kinds } of flows) {
    const hostile: Flow = { ...flow, labels: { ...flow.labels, ...hostileLabels } };
    for (const [index, kind] of kinds.entries()) {
      const turns = full ? [2, 3] : flow === reDeploy && index % 3 === 1 ? [2] : [];
      for (const turn of turns) {
        const way = ways[(index + turn * 5) % ways.length];
        if (way !== undefined)
          add(`${flow.name}, told commands and markup: ${kind.name}: ${way.name}`, hostile, (scene) =>
            told(scene, kind, way),
          );
      }
    }
  }
  const lastWords = { 'sandbox.crash-log': said.join('\n') };
  const talkative: Flow = { ...crash, labels: { ...crash.labels, ...hostileLabels, ...lastWords } };
  add('an app that prints them and crashes', talkative, (scene) => told(scene));
}

/** What the runner would do, were it a command of ours. */
const commands = [
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
const controls = [
  '\u001b[31mred\u001b[2J\u001b[1;1H',
  '\u001b]8;;http://evil.invalid\u0007link\u001b]8;;\u0007',
  '\u009b31m \u0000 \b\b\b \u007f',
  'a\u202eb\u2066c\u200bd\u00ade\u2060f',
];

/** What is more than text in Markdown, or in HTML. */
const markup = [
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

const said: readonly string[] = [...commands, ...controls, ...markup, 'x'.repeat(3_000), '`'.repeat(120)];

const hostileLabels = Object.fromEntries(
  ['title', 'version', 'source', 'description', 'url', 'revision', 'ref.name', 'vendor', 'authors'].map((name, nth) => [
    `org.opencontainers.image.${name}`,
    [commands, controls, markup].flatMap((all) => all[nth % all.length] ?? []).join(' '),
  ]),
);

/** @param way undefined: the servers are honest */
async function told(scene: Scene, kind?: RequestKind, way?: Way): Promise<Played> {
  if (kind !== undefined && way !== undefined) {
    const { server, method, path, nth } = kind;
    const action = (honest: Parameters<Way['answer']>[2]) => way.answer(said, server, honest);
    scene.server(server).faults.push({ ...{ method, path, nth, when: 'after' }, action });
  }
  const main = await scene.start({ env: { RUNNER_DEBUG: '1' } }).done;
  expectClean(scene, main);
  expectOnlyText(main);
  const post = await scene.startPost(main).done;
  expect(post.complaints).toEqual([]);
  expectOnlyText(post);
  return undefined;
}

/** Tags of a summary of ours. */
const ownTags = new Set(
  ['h3', 'p', 'strong', 'code', 'pre', 'br', 'a', 'em', 'ul', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td'].concat(
    [...['details', 'summary']],
  ),
);
const longestSummary = 100_000;
// Those that we put into Markdown and colour the log with are left out.
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2061-\u2069\ufeff]/;
const ownColours = /\u001b\[(?:3[1-6]|2|0)m/g;

function expectOnlyText(step: StepResult): void {
  // The runner's grammar has complained of commands that it knows; here is what looks like a harmless one.
  for (const { title, message } of step.annotations) expect([title, message]).not.toContain('pwned');
  const printed = step.raw.split('\n').filter((line) => !line.startsWith('::add-mask::'));
  expect(step.raw.split('\n')).not.toContain('::add-mask::live');
  expect(
    printed.filter((line) =>
      /^\s*::(?!error|warning|group::▸|endgroup|stop-commands::[0-9a-f]{32}$|[0-9a-f]{32}::$)/.test(line),
    ),
  ).toEqual([]);
  // In the middle of a command of ours the older form is text (actions/runner, `ActionCommand.TryParseV2` comes first).
  expect(printed.filter((line) => line.includes('##[') && !/^::(?:error|warning) /.test(line))).toEqual([]);
  expect(printed.join('\n').replace(ownColours, '')).not.toMatch(unseen);
  expect(step.summary).not.toMatch(unseen);
  for (const value of Object.values(step.outputs)) expect(value).not.toMatch(unseen);
  if (step.summary === '') return;

  expect(Buffer.byteLength(step.summary)).toBeLessThanOrEqual(longestSummary);
  // As GitHub reads it, but with its sanitiser left out.
  const html = micromark(step.summary, {
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
    /(^|\W)@\w|(^|\W)#\d|GH-\d|https?:\/\/evil|www\.evil/,
  );
}
