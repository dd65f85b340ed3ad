import { familiarName } from '../image/reference.ts';
import { isGreen, type Outcome, releaseOf } from '../rollout/outcome.ts';
import { notACommand, oneLine } from '../runner/safe-text.ts';
import type { outputDescriptions, taskOutputDescriptions } from './output-descriptions.ts';
import type { Story } from './story.ts';
import { causeOf } from './texts.ts';

export type OutputName = keyof typeof outputDescriptions;

/** All outputs, on every path: what is not known is empty. */
export function outputsOf(story: Story): Readonly<Record<OutputName, string>> {
  const { request, facts, plan, outcome, url } = story;
  const changes = plan?.changes ?? [];
  const changed = lasts(outcome) ? changes : [];
  return {
    verdict: outcome.verdict,
    reason: isGreen(outcome) ? '' : notACommand(oneLine(causeOf(outcome))),
    release: releaseOf(outcome)?.id ?? '',
    'previous-release': plan?.current?.release?.id ?? '',
    url: url ?? '',
    image: plan?.image ?? (request?.image === undefined ? '' : familiarName(request.image)),
    digest: facts?.digest ?? digestIn(plan?.image) ?? '',
    changed: String(changed.length > 0),
    changes: JSON.stringify(changed),
  };
}

/** Outputs of a job are 1 MB together; nobody reads more than this of one. Characters. */
const longestLog = 50_000;

/** All outputs of a task, on every path: what is not known is empty. */
export function taskOutputsOf({ outcome, task }: Story): Readonly<Record<keyof typeof taskOutputDescriptions, string>> {
  const log = lastOf((task?.log ?? []).map(({ text }) => text).join('\n'));
  return {
    verdict: outcome.verdict,
    reason: isGreen(outcome) ? '' : notACommand(oneLine(causeOf(outcome))),
    'exit-code': task?.exitCode === undefined ? '' : String(task.exitCode),
    // A later step may well print it.
    log: log.split('\n').map(notACommand).join('\n'),
  };
}

/** As much of the end as fits, in whole lines if there are any. */
function lastOf(log: string): string {
  const end = log.slice(-longestLog);
  return end === log ? log : end.slice(end.indexOf('\n') + 1);
}

/** Of an image that is named by it. */
function digestIn(image: string | undefined): string | undefined {
  return image === undefined ? undefined : /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1];
}

/** Whether what was changed stays so: not when the run ended before its release, nor when that was put back. */
function lasts(outcome: Outcome): boolean {
  if (isGreen(outcome)) return true;
  const { verdict, after } = outcome;
  if (after !== undefined) return after.kind === 'kept' || after.kind === 'unrestored';
  return verdict !== 'failed' && verdict !== 'cancelled';
}
