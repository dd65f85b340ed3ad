import { expect } from 'vitest';
import { commands, controls, expectOnlyTextIn, looksLikeCommand, markup, unseen } from '../support/foreign-text.ts';
import type { StepResult } from '../support/runner.ts';
import { crash, type Flow, reDeploy } from './flows.ts';
import { isFull } from './full.ts';
import { expectClean, type Ground, type Played } from './ground.ts';
import type { RequestKind } from './request-kinds.ts';
import type { Scene } from './scene.ts';
import { type Way, ways } from './talk.ts';

/**
 * Every request of every flow, answered by a server whose words are commands, markup and control characters, for an image
 * whose labels are such and an app that prints them: nothing of it is executed by the runner, or more than text to who
 * reads the summary.
 */
export function playInjections({ platform, flows, matrix }: Ground): void {
  const full = isFull(platform);
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

const ownColours = /\u001b\[(?:3[1-6]|2|0)m/g;

function expectOnlyText(step: StepResult): void {
  // The runner's grammar has complained of commands that it knows; here is what looks like a harmless one.
  for (const { title, message } of step.annotations) expect([title, message].includes('pwned')).toBe(false);
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
  for (const [name, value] of Object.entries(step.outputs)) {
    expect(value).not.toMatch(unseen);
    // JSON is read, not printed.
    if (name !== 'changes') expect(value, name).not.toMatch(looksLikeCommand);
  }
  if (step.summary !== '') expectOnlyTextIn(step.summary);
}
