import { describe, expect, it } from 'vitest';
import type { Story } from '../../src/report/story.ts';
import { summaryOf } from '../../src/report/summary.ts';
import { logText } from '../../src/report/texts.ts';
import type { Failure } from '../../src/rollout/outcome.ts';
import { appState, facts, observation, outcomeOf, plan, request, restored } from '../support/story.ts';

const platform = { title: 'Cloud Foundry', target: 'acme / prod at api.fr.cloud.gov' };
const docs = 'https://github.com/acme/deploy-image/blob/v1/docs';
const live: Story = {
  entry: 'deploy',
  request: request(),
  facts: facts(),
  platform,
  plan: plan({
    changes: [...plan().changes, { what: 'memory', from: '512 MB', to: '1024 MB' }, { what: 'port', to: '8080' }],
    findings: [{ code: 'CF_ROOT_USER', severity: 'info', message: 'It runs as root.', remedy: 'Add a USER.' }],
  }),
  url: 'https://web.acme.gov',
  outcome: { verdict: 'live', last: observation() },
  phases: [
    { name: 'Image', result: 'sha256:4f0c5e1d9a1e · linux/amd64', tookMs: 400, ok: true },
    { name: 'Release', result: 'all instances run', tookMs: 45_000, ok: true },
  ],
  tookMs: 58_000,
};
const reason = 'APP/PROC/WEB: Exited with status 1';
const failure: Failure = {
  verdict: 'restored',
  reason,
  last: observation(),
  evidence: {
    cause: 'Error: connect ECONNREFUSED 10.0.4.7:5432',
    hint: 'May the app reach it?',
    facts: ['instance 0: exit status 1, 3 times'],
    log: [{ at: Date.UTC(2026, 10, 22, 8, 14, 3), source: 'APP/PROC/WEB 0', text: 'Error: connect' }],
  },
  after: { kind: 'restored', restored: restored() },
};
const failed: Story = {
  ...live,
  outcome: failure,
  phases: [{ name: 'Release', result: reason, tookMs: 8_000, ok: false }],
};

describe('the summary', () => {
  it('of a live release', () => {
    expect(summaryOf(live, docs)).toBe(`### ✔ \`web\` is live on Cloud Foundry · acme / prod at api.fr.cloud.gov

**ghcr.io/acme/web:1.4.2** \`sha256:4f0c5e1d9a1e\` · 2/2 instances · <https://web.acme.gov> · 58 s

| | before | now |
|---|---|---|
| image | \`ghcr.io/acme/web@sha256:77ab12cd34ef\` | \`ghcr.io/acme/web@sha256:4f0c5e1d9a1e\` |
| memory | \`512 MB\` | \`1024 MB\` |
| port |  | \`8080\` |
| release | \`deployment 1c9d\` | \`deployment 5a1b\` |

| phase | result | time |
|---|---|---:|
| ✔ Image | sha256:4f0c5e1d9a1e · linux/amd64 | 0.4 s |
| ✔ Release | all instances run | 45 s |

<details><summary>Image checks: 1 note</summary>

- info [\`CF_ROOT_USER\`](${docs}/image-checks.md#cf_root_user): It runs as root. Add a USER.

</details>

`);
  });

  it('of what was left unchanged says so in place of the changes', () => {
    const unchanged: Story = {
      ...live,
      plan: plan({ changes: [] }),
      outcome: { verdict: 'unchanged', last: observation() },
      phases: [{ name: 'Plan', result: 'nothing changes, 2 of 2 instances run', tookMs: 100, ok: true }],
      tookMs: 3_000,
    };
    expect(
      summaryOf(unchanged, docs),
    ).toBe(`### ✔ \`web\` is unchanged on Cloud Foundry · acme / prod at api.fr.cloud.gov

**ghcr.io/acme/web:1.4.2** \`sha256:4f0c5e1d9a1e\` · 2/2 instances · <https://web.acme.gov> · 3.0 s

Nothing was written. The same image and settings run already: \`deployment 5a1b\`.

| phase | result | time |
|---|---|---:|
| ✔ Plan | nothing changes, 2 of 2 instances run | 0.1 s |

`);
  });

  it('of a restored release begins with the cause, what serves, what to do, and the proof', () => {
    expect(
      summaryOf(failed, docs),
    ).toContain(`### ✖ \`web\` failed and was restored on Cloud Foundry · acme / prod at api.fr.cloud.gov

**ghcr.io/acme/web:1.4.2** \`sha256:4f0c5e1d9a1e\` · <https://web.acme.gov> · 58 s

**Cause:** Error: connect ECONNREFUSED 10.0.4.7:5432

- APP/PROC/WEB: Exited with status 1
- instance 0: exit status 1, 3 times

**Now:** The previous release \\(sha256:77ab12cd34ef\\) serves, 2 of 2 instances \\(deployment cancelled\\).

**What to do:** May the app reach it?

<details open><summary>Last log line</summary>

\`\`\`text
2026-11-22T08:14:03Z  APP/PROC/WEB 0  Error: connect
\`\`\`

</details>

| | before | tried |
`);
    expect(summaryOf(failed, docs)).toContain(`| ✖ Release | ${reason} | 8.0 s |`);
  });

  it.each([
    ['planned', '### ✔ `deploy-image` is planned'],
    ['failed', '### ✖ `deploy-image` failed'],
    ['cancelled', '### ✖ `deploy-image` was cancelled'],
    ['superseded', '### ✖ `deploy-image` was superseded'],
    ['unknown', '### ✖ `deploy-image` cannot be judged'],
  ] as const)('of a run of which nothing is known but that it is %s', (verdict, heading) => {
    const summary = summaryOf({ entry: 'deploy', outcome: outcomeOf(verdict), phases: [], tookMs: 1_000 }, docs);
    expect(summary.split('\n').slice(0, 3)).toEqual([heading, '', '1.0 s']);
    expect(summary.includes('**Cause:** because')).toBe(verdict !== 'planned');
  });
});

describe('foreign text in the summary', () => {
  const attacks = [
    '<script>alert(1)</script>',
    '@acme/team',
    'a | b',
    '`x` ```',
    '::error::x',
    '[x](https://evil.example)',
    '# h',
    '#1',
  ];
  const evil = attacks.join(' ');
  const hostile: Story = {
    ...failed,
    request: request({ app: evil }),
    platform: { title: 'Cloud Foundry', target: evil },
    url: `https://x|y ${evil}`,
    plan: plan({
      current: appState({ release: { id: 'x', label: evil } }),
      changes: [{ what: evil, from: evil, to: evil }],
      findings: [{ code: 'CF_DISK', severity: 'error', message: evil, remedy: evil }],
    }),
    outcome: {
      verdict: 'failed',
      reason: `r ${evil}`,
      hint: evil,
      last: observation({ release: { id: 'y', label: evil } }),
      evidence: { cause: evil, facts: [evil], log: [{ source: evil, text: `${evil}\n\`\`\`\n</details>\n# out` }] },
      after: { kind: 'unrestored', error: evil },
    },
    phases: [{ name: 'Release', result: evil, tookMs: 0, ok: false }],
  };
  const summary = summaryOf(hostile, docs);
  /** Without what GitHub shows as it stands: fenced blocks and inline code. */
  const prose = summary
    .replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '')
    .replaceAll('\\`', '')
    .replace(/(`+)(?!`).+?(?<!`)\1(?!`)/g, '');

  it('stays text', () => {
    expect(prose.replace(/<\/?(?:details|summary)(?: open)?>/g, '')).not.toMatch(/[<>]/);
    expect(prose).not.toMatch(/@acme/);
    expect(prose).not.toMatch(/(?<!\\)\[x/);
    expect(prose).not.toMatch(/#1/);
    expect(prose).not.toContain('https://evil');
  });

  it('makes no heading, no table cell and no end of a block of its own', () => {
    expect(summary.match(/^#+ /gm)).toEqual(['### ']);
    const rows = summary.split('\n').filter((line) => line.startsWith('|'));
    expect(rows).toHaveLength(7);
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(4);
    expect(summary.match(/^<\/details>$/gm)).toHaveLength(2);
    expect(summary.match(/^# out/gm)).toBeNull();
  });

  it('starts no line with a workflow command', () => {
    expect(summary).not.toMatch(/^\s*::/m);
  });
});

describe('a summary that is too long', () => {
  const line = { source: 'app', text: 'x'.repeat(990) };

  it('loses the log first, and says so; cause and advice stay', () => {
    const long = summaryOf(
      {
        ...failed,
        outcome: {
          ...failure,
          evidence: { cause: 'boom', hint: 'Mend it.', facts: [], log: Array(200).fill(line) },
        },
      },
      docs,
    );
    expect(long.length).toBeLessThan(100_200);
    expect(long).toContain('**Cause:** boom');
    expect(long).toContain('**What to do:** Mend it.');
    expect(long).toContain('| ✖ Release |');
    expect(long).not.toContain('xxx');
    expect(long).toMatch(/\n\nThe rest was too long; it stands in the log\.\n\n$/);
  });

  it('keeps a log that fits', () => {
    const short = summaryOf(
      {
        ...failed,
        outcome: { ...failure, evidence: { facts: [], log: Array(50).fill(line) } },
      },
      docs,
    );
    expect(short).toContain('Last 50 log lines');
  });
});

describe('a log line', () => {
  it('has the time where the platform told it', () => {
    expect(logText({ at: Date.UTC(2026, 0, 2, 3, 4, 5, 678), source: 'web.1', text: ' t' })).toBe(
      '2026-01-02T03:04:05Z  web.1   t',
    );
    expect(logText({ source: 'web.1', text: 't' })).toBe('web.1  t');
  });
});
