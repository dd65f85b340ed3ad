import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFileCommand } from '../support/runner.ts';
import { type ReadLog, readLog } from '../support/runner-log.ts';

const hostile = [
  '::error::x',
  '  ::add-mask::x',
  'see ##[error]x',
  '\u001b[31m::stop-commands::x',
  '::\u200berror::x',
  'a\r::error::x',
  'a\n##[group]x',
  '%0A::error::x',
];

/** What the process does with `githubRunner`: the real thing, so in a process of its own. */
const script = `
  import { githubRunner } from ${JSON.stringify(new URL('../../src/runner/github.ts', import.meta.url).href)};
  const runner = githubRunner(process.env);
  const hostile = ${JSON.stringify(hostile)};
  runner.mask('hunter2-hunter2');
  runner.mask('p*ss_w|rd');
  runner.mask('abc');
  for (const text of hostile) runner.print(text);
  for (const text of hostile) runner.print('  ' + text, 'bad');
  runner.printForeign(hostile);
  runner.printForeign([]);
  runner.print('the password is hunter2-hunter2, or hun\\u200bter2-hunter2, or hunter2\\u001b[0m-hunter2');
  runner.print(runner.clean('clean: hun\\u200bter2-hunter2, p*ss_w|rd').replaceAll('*', '+'));
  runner.print('x'.repeat(995) + 'hunter2-hunter2');
  runner.print('green', 'good');
  runner.openGroup('▸ Image\\n::error::x');
  runner.print('  inside');
  runner.closeGroup();
  runner.annotate('error', 'failed: web, now', 'first: hunter2-hunter2\\n::error::second, 100%\\u202e');
  runner.annotate('warning', 'w'.repeat(300), 'y'.repeat(10000));
  runner.output('reason', 'two\\nlines, hunter2-hunter2');
  runner.output('verdict', 'failed');
  runner.saveState('rollout', '{"a":1}');
  runner.summarise('### hunter2-hunter2\\n');
  runner.summarise('more\\n');
  runner.exitCode(1);
  runner.print(JSON.stringify({ input: runner.input('app-name'), none: runner.input('none'), saved: runner.savedState('rollout'), run: runner.run }));
`;

interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(source: string, env: Record<string, string>): Promise<Ran> {
  return new Promise((resolve) => {
    const args = ['--input-type=module', '--eval', source];
    execFile(process.execPath, args, { env: { PATH: process.env['PATH'], ...env } }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

describe('the GitHub runner', () => {
  const folder = mkdtempSync(join(tmpdir(), 'github-runner-'));
  const file = (name: string) => join(folder, name);
  const complaints: string[] = [];
  let ran: Ran;
  let read: ReadLog;
  const lines = () => read.log.split('\n');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeAll(async () => {
    for (const name of ['output', 'state', 'summary']) writeFileSync(file(name), '');
    ran = await run(script, {
      GITHUB_OUTPUT: file('output'),
      GITHUB_STATE: file('state'),
      GITHUB_STEP_SUMMARY: file('summary'),
      GITHUB_REPOSITORY: 'acme/web',
      GITHUB_RUN_ID: '1234567890',
      GITHUB_RUN_ATTEMPT: '2',
      'INPUT_APP-NAME': '  web ',
      STATE_rollout: '{"saved":true}',
    });
    read = readLog(ran.stdout);
  });

  it('sets the exit code and writes to nothing but stdout', () => {
    expect(ran).toMatchObject({ exitCode: 1, stderr: '' });
  });

  it('lets no foreign text act', () => {
    expect(read.complaints).toEqual([]);
    expect(read.annotations.map(({ level }) => level)).toEqual(['error', 'warning']);
  });

  it('prints foreign text as one line each, with and without stopped commands', () => {
    const printed = [
      ': :error::x',
      '  : :add-mask::x',
      'see ## [error]x',
      ': :stop-commands::x',
      ': :error::x',
      'a ::error::x',
      'a ## [group]x',
      '%0A::error::x',
    ];
    // Every text here has at most one line, so the three rounds are the first lines.
    expect(lines().slice(0, 8)).toEqual(printed);
    expect(
      lines()
        .slice(8, 16)
        .map((line) => line.trim()),
    ).toEqual(printed.map((line) => line.trim()));
    expect(lines().slice(16, 24)).toEqual(printed);
  });

  it('stops commands under a token that is new each time, and resumes them', () => {
    const tokens = [...ran.stdout.matchAll(/^::stop-commands::([0-9a-f]{32})$/gm)].map(([, token]) => token);
    expect(tokens).toHaveLength(1);
    expect(ran.stdout).toContain(`\n::${tokens[0]}::\n`);
  });

  it('hides credentials everywhere, also those with hidden characters in them', () => {
    expect(lines()).toContain('the password is ***, or ***, or ***');
    // What the commands that register masks hold is for the runner only; nothing else may hold it.
    const rest = ran.stdout.replace(/^::add-mask::.*$/gm, '');
    const files = ['output', 'state', 'summary'].map((name) => readFileSync(file(name), 'utf8')).join('\n');
    expect(rest + files).not.toContain('hunter2');
    expect(files).toContain('### ***\nmore\n');
  });

  it('cleans text that is to be cut or escaped', () => {
    expect(lines()).toContain('clean: +++, +++');
  });

  it('does not cut a line in the middle of a credential', () => {
    expect(ran.stdout).toContain(`${'x'.repeat(995)}***\n`);
  });

  it('registers masks for the forms that the runner does not derive, and none for what is too short', () => {
    const masks = [...ran.stdout.matchAll(/^::add-mask::(.*)$/gm)].map(([, mask]) => mask);
    expect(masks).toContain('hunter2-hunter2');
    expect(masks).toContain(Buffer.from('p*ss_w|rd').toString('base64url'));
    expect(masks).not.toContain('abc');
  });

  it('colours by style', () => {
    expect(ran.stdout).toContain('\u001b[32mgreen\u001b[0m\n');
  });

  it('opens and closes groups, on one line each', () => {
    expect(ran.stdout).toMatch(/^::group::▸ Image ::error::x\n {2}inside\n::endgroup::$/m);
  });

  it('annotates with title and lines, cut to what GitHub keeps', () => {
    expect(read.annotations[0]).toEqual({
      level: 'error',
      title: 'failed: web, now',
      message: 'first: ***\n::error::second, 100%',
    });
    expect(read.annotations[1]?.title).toHaveLength(200);
    expect(read.annotations[1]?.message).toHaveLength(4_000);
  });

  it('writes outputs and state in the grammar of the file commands', () => {
    expect(readFileCommand(readFileSync(file('output'), 'utf8'), 'GITHUB_OUTPUT', complaints)).toEqual({
      reason: 'two\nlines, ***',
      verdict: 'failed',
    });
    expect(readFileCommand(readFileSync(file('state'), 'utf8'), 'GITHUB_STATE', complaints)).toEqual({
      rollout: '{"a":1}',
    });
    expect(complaints).toEqual([]);
  });

  it('reads inputs, state and the facts of the run', () => {
    const last = JSON.parse(lines().findLast((line) => line.startsWith('{')) ?? '') as { run: { id: string } };
    expect(last).toMatchObject({
      input: 'web',
      none: '',
      saved: '{"saved":true}',
      run: { repository: 'acme/web' },
    });
    expect(last.run.id).toMatch(/^1234567890-2-[0-9a-f]{8}$/);
  });

  it('runs outside of a workflow, and says when the summary cannot be written', async () => {
    const source = `
      import { githubRunner } from ${JSON.stringify(new URL('../../src/runner/github.ts', import.meta.url).href)};
      const runner = githubRunner(process.env);
      runner.summarise('lost');
      runner.print(JSON.stringify(runner.run));
      githubRunner({ GITHUB_STEP_SUMMARY: ${JSON.stringify(join(folder, 'no', 'such', 'folder'))} }).summarise('x');
    `;
    // Empty is as good as none: the id is a label, and begins with a letter or digit.
    const local = await run(source, { GITHUB_RUN_ID: '' });
    expect(local).toMatchObject({ exitCode: 0, stderr: '' });
    expect(local.stdout).toMatch(/"id":"local-1-[0-9a-f]{8}"/);
    expect(local.stdout).toContain('The job summary could not be written: ENOENT');
  });
});
