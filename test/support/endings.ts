import { expect } from 'vitest';
import type { PlatformName } from '../../sandbox/inputs.ts';
import type { RunningServer } from '../../sandbox/server.ts';
import type { StepResult } from './runner.ts';
import { type Stage, writesTo } from './stage.ts';

/** What a step that was refused before anything was written has to say. */
export interface Refusal {
  /** Of the first line of the annotation. */
  readonly cause: RegExp;
  /** Of what follows it. Undefined: there is nothing that a user could do. */
  readonly remedy?: RegExp;
  /** The section that the annotation ends with: `#architecture`. */
  readonly section?: string;
}

/** A step that ended before any write to the platform, in one annotation; log, summary and output tell the same. */
export function expectRefused(stage: Stage, platform: PlatformName, step: StepResult, refusal: Refusal): void {
  const { cause, remedy, section } = refusal;
  expect(step.complaints, step.raw).toEqual([]);
  expect(step, step.log).toMatchObject({ exitCode: 1, outputs: { verdict: 'failed', changed: 'false' } });
  expect(step.annotations.map(({ level }) => level)).toEqual(['error']);
  const [first = '', ...rest] = step.annotations[0]?.message.split('\n') ?? [];
  expect(first, step.log).toMatch(cause);
  if (remedy !== undefined) expect(rest.join('\n')).toMatch(remedy);
  if (section !== undefined) expect(rest.at(-1)).toMatch(new RegExp(`/docs/image-checks\\.md${section}$`));
  expect(lineWith(step.log, '✖ failed')).toMatch(cause);
  expect(step.outputs['reason']).toMatch(cause);
  const summary = unescaped(step.summary);
  expect(summary).toMatch(/^### ✖ /);
  expect(lineWith(summary, '**Cause:**')).toMatch(cause);
  if (remedy !== undefined) expect(summary).toMatch(remedy);
  for (const text of [rest.join('\n'), lineWith(step.log, '✖ failed'), lineWith(summary, '**Now:**')]) {
    // Said, and said once.
    expect(text.match(/Nothing was [^.]*\./g)).toEqual(['Nothing was written to the platform.']);
  }
  expect(writesTo(stage.servers(platform))).toEqual([]);
  // Nothing for the post step to put back.
  expect(step.state).toEqual({});
}

/** The first line that holds `text`; empty: none does. */
export function lineWith(text: string, needle: string): string {
  return text.split('\n').find((line) => line.includes(needle)) ?? '';
}

/** The log's phases in order. Image and Login go side by side: whichever of them ends first, Image is the first here. */
export function phasesOf({ log }: StepResult): readonly string[] {
  const phases = [...log.matchAll(/^▸ (\w+)/gm)].map(([, name = '']) => name);
  const [first, second, ...rest] = phases;
  return first === 'Login' && second === 'Image' ? [second, first, ...rest] : phases;
}

/** The lines folded under the phase in the log's raw form; undefined: it has no group. */
export function foldedUnder(step: StepResult, phase: string): readonly string[] | undefined {
  const lines = step.raw.split('\n');
  const begin = lines.findIndex((line) => line.startsWith(`::group::▸ ${phase} `));
  if (begin < 0) return undefined;
  return lines.slice(begin + 1, lines.indexOf('::endgroup::', begin)).map((line) => line.trim());
}

/** Markdown as its reader sees it, as far as our own escapes go. */
export function unescaped(markdown: string): string {
  return markdown
    .replaceAll('\u2060', '')
    .replace(/\\(.)/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** Everything that a step leaves for people and later steps to read. */
export function textsOf({ log, annotations, outputs, state, summary }: StepResult): string {
  return JSON.stringify([log, annotations, outputs, state, summary]);
}

/** Characters in a row that give something away. */
const part = 8;

/** That no part of a secret is in anything that the step has written, nor its base64. */
export function expectNoPartOf(step: StepResult, ...secrets: readonly string[]): void {
  const texts = textsOf(step);
  for (const secret of secrets) {
    for (const form of [secret, Buffer.from(secret).toString('base64')]) {
      for (let from = 0; from <= form.length - part; from++) {
        // Not by `toContain`: a test that fails must not print it, either.
        expect(texts.includes(form.slice(from, from + part)), `characters from ${from} on`).toBe(false);
      }
    }
  }
}

/** Everything that servers were sent: targets, headers and bodies, and what the Basic logins among them say. */
export function sentTo(...servers: readonly Pick<RunningServer, 'requests'>[]): string {
  return servers
    .flatMap(({ requests }) => requests)
    .map(({ method, target, headers, body }) => {
      const basic = /^Basic (.*)$/.exec(headers['authorization'] ?? '')?.[1] ?? '';
      return [method, target, JSON.stringify(headers), body, Buffer.from(basic, 'base64').toString('utf8')].join(' ');
    })
    .join('\n');
}

/** Credentials that servers were sent, each in its header's words; empty: nobody showed any. */
export function authorizationsTo(...servers: readonly Pick<RunningServer, 'requests'>[]): readonly string[] {
  const sent = servers.flatMap(({ requests }) => requests).map(({ headers }) => headers['authorization']);
  return sent.filter((header) => header !== undefined);
}
