import { duration } from '../duration.ts';
import { familiarName } from '../image/reference.ts';
import { checkPage, type RuleCode } from '../image/rule-codes.ts';
import { strengthOf } from '../rollout/judge.ts';
import { isGreen, releaseOf, serves, type Unchanged } from '../rollout/outcome.ts';
import { shortDigests } from './lines.ts';
import { codeBlock, escapeMarkdown, inlineCode, link } from './markdown.ts';
import type { Story } from './story.ts';
import { adviceOf, causeOf, exitText, factsOf, logText, servesNow } from './texts.ts';

/** GitHub drops a step's summary whole above 1 MiB; nobody reads more than this. Characters. */
const longest = 100_000;

/**
 * The job summary: the verdict, then what changed, then the time; after a failure the cause and the proof come first.
 *
 * @param docs the folder of this action's documents
 */
export function summaryOf(story: Story, docs: string): string {
  const blocks = [
    ...[heading(story), facts(story), failure(story), logOf(story)],
    ...[story.entry === 'task' ? '' : changes(story), phases(story), image(story), findings(story, docs)],
  ].filter((block) => block !== '');
  const text = `${blocks.join('\n\n')}\n\n`;
  if (text.length <= longest) return text;
  let left = longest;
  const short = blocks.filter((block) => {
    const fits = block.length + 2 <= left;
    if (fits) left -= block.length + 2;
    return fits;
  });
  return `${short.join('\n\n')}\n\nThe rest was too long; it stands in the log.\n\n`;
}

function heading({ entry, request, platform, outcome }: Story): string {
  const app = inlineCode(request?.app ?? 'deploy-image');
  const where = platform === undefined ? '' : ` on ${escapeMarkdown(`${platform.title} · ${platform.target}`)}`;
  const words = {
    live: 'is live',
    unchanged: 'is unchanged',
    planned: 'is planned',
    failed: 'failed',
    restored: 'failed and was restored',
    cancelled: 'was cancelled',
    superseded: 'was superseded',
    unknown: 'cannot be judged',
    succeeded: 'succeeded',
  } as const;
  const what = entry === 'task' ? `${app}: the command` : app;
  return `### ${isGreen(outcome) ? '✔' : '✖'} ${what} ${words[outcome.verdict]}${where}`;
}

function facts({ request, facts: image, outcome, url, task, tookMs }: Story): string {
  const strength = serves(outcome) ? strengthOf(outcome.last) : undefined;
  const parts = [
    ...(request?.image === undefined ? [] : [`**${escapeMarkdown(shortDigests(familiarName(request.image)))}**`]),
    ...(image === undefined ? [] : [inlineCode(shortDigests(image.digest))]),
  ].join(' ');
  return [
    ...(parts === '' ? [] : [parts]),
    ...(strength === undefined ? [] : [`${strength.running}/${strength.wanted} instances`]),
    ...(outcome.verdict === 'succeeded' ? [exitText(task)] : []),
    ...(url === undefined ? [] : [link(url)]),
    duration(tookMs),
  ].join(' · ');
}

function failure({ outcome, phases, plan }: Story): string {
  if (isGreen(outcome)) return '';
  const seen = factsOf(outcome);
  const serves = servesNow(outcome, phases, plan);
  const advice = adviceOf(outcome);
  return [
    `**Cause:** ${escapeMarkdown(shortDigests(causeOf(outcome)))}`,
    ...(seen.length === 0 ? [] : [seen.map((fact) => `- ${escapeMarkdown(shortDigests(fact))}`).join('\n')]),
    ...(serves === undefined ? [] : [`**Now:** ${escapeMarkdown(shortDigests(serves))}`]),
    ...(advice === undefined ? [] : [`**What to do:** ${escapeMarkdown(advice)}`]),
    ...(outcome.link === undefined ? [] : [link(outcome.link)]),
  ].join('\n\n');
}

/** What the app said before it failed, in the open; what a command printed that went well, folded. */
function logOf({ outcome, task }: Story): string {
  const log = (isGreen(outcome) ? task?.log : outcome.evidence?.log) ?? [];
  if (log.length === 0) return '';
  const title = log.length === 1 ? 'Last log line' : `Last ${log.length} log lines`;
  return `<details${isGreen(outcome) ? '' : ' open'}><summary>${title}</summary>\n\n${codeBlock(log.map(logText))}\n\n</details>`;
}

function changes({ plan, outcome }: Story): string {
  if (plan === undefined) return '';
  if (outcome.verdict === 'unchanged') return nothingWritten(outcome);
  const [before, release] = [plan.current?.release, releaseOf(outcome)];
  const rows = plan.changes.map(({ what, from, to }) => [what, from, to] as const);
  const releases: typeof rows = release === undefined ? [] : [['release', before?.label, release.label]];
  const cell = (value: string | undefined) => (value === undefined ? '' : inlineCode(shortDigests(value)));
  // Of a release that failed it is not said that it is there now: most likely the one before it is.
  const after = isGreen(outcome) ? (outcome.verdict === 'planned' ? 'planned' : 'now') : 'tried';
  return [
    `| | before | ${after} |`,
    '|---|---|---|',
    ...[...rows, ...releases].map(([what, from, to]) => `| ${escapeMarkdown(what)} | ${cell(from)} | ${cell(to)} |`),
    ...(plan.remarks.length === 0 ? [] : ['', ...plan.remarks.map((remark) => `- ${escapeMarkdown(remark)}`)]),
  ].join('\n');
}

function nothingWritten(outcome: Unchanged): string {
  const release = releaseOf(outcome);
  const named = release === undefined ? '' : `: ${inlineCode(release.label)}`;
  return `Nothing was written. The same image and settings run already${named}.`;
}

function phases({ phases: records }: Story): string {
  if (records.length === 0) return '';
  return [
    '| phase | result | time |',
    '|---|---|---:|',
    ...records.map(
      ({ name, result, tookMs, ok }) =>
        `| ${ok ? '✔' : '✖'} ${name} | ${escapeMarkdown(result)} | ${duration(tookMs)} |`,
    ),
  ].join('\n');
}

function findings({ plan }: Story, docs: string): string {
  const found = plan?.findings ?? [];
  if (found.length === 0) return '';
  const lines = found.map(
    ({ code, severity, message, remedy }) =>
      `- ${severity} ${documented(docs, code)}: ${escapeMarkdown(message)}${remedy === undefined ? '' : ` ${escapeMarkdown(remedy)}`}`,
  );
  const notes = found.length === 1 ? '1 note' : `${found.length} notes`;
  return `<details><summary>Image checks: ${notes}</summary>\n\n${lines.join('\n')}\n\n</details>`;
}

function image({ imageDetails }: Story): string {
  if (imageDetails === undefined || imageDetails.length === 0) return '';
  const lines = imageDetails.map((line) => `- ${escapeMarkdown(line)}`);
  return `<details><summary>The image</summary>\n\n${lines.join('\n')}\n\n</details>`;
}

/** The code of a check, as a link to its description where that has an address. */
function documented(docs: string, code: RuleCode): string {
  return docs.startsWith('https://') ? `[${inlineCode(code)}](${checkPage(docs, code)})` : inlineCode(code);
}
