import { duration } from '../duration.ts';
import { familiarName } from '../image/reference.ts';
import type { Asked, Request, RollbackRequest, Target } from '../inputs/request.ts';
import type { LogLine, ReleaseRef, Restored } from '../platforms/platform.ts';
import { strengthOf } from '../rollout/judge.ts';
import { type Failure, isGreen, releaseOf, serves } from '../rollout/outcome.ts';
import { oneLine } from '../runner/safe-text.ts';
import { bareDigest, shortDigests } from './lines.ts';
import type { Story } from './story.ts';

/** The cause in one sentence: what the app or the platform said, else what was seen. Foreign text. */
export function causeOf({ evidence, reason }: Failure): string {
  return evidence?.cause ?? reason;
}

/**
 * What serves now, one sentence; undefined when it is not known, or told by the reason.
 *
 * @param phases that the run came through
 * @param plan that it came to
 */
export function servesNow(failure: Failure, phases: Story['phases'] = [], plan?: Story['plan']): string | undefined {
  const { after, begun } = failure;
  const command = begun === 'command';
  switch (after?.kind) {
    case undefined:
      return nothingBegun(failure, phases, plan);
    case 'restored':
      return restoredText(after.restored);
    case 'ordered':
      return command
        ? 'The command was told to end; the post step of this job sees to it.'
        : 'The previous release was ordered back; the post step of this job waits for it and verifies it.';
    case 'kept':
      return command
        ? 'Nothing was undone, as asked: the command goes on alone.'
        : 'Nothing was undone, as asked: the platform goes on with what it has.';
    case 'unrestored':
      return command
        ? `The command could not be ended: ${after.error}`
        : `The previous release could not be put back: ${after.error}`;
  }
}

/** Of a run that has ended before it released anything: what it did until then is not live. */
function nothingBegun({ verdict, reason }: Failure, phases: Story['phases'], plan: Story['plan']): string | undefined {
  const came = (...names: string[]) => phases.some(({ name }) => names.includes(name));
  if (phases.length === 0 || came('Task', 'Release') || reason.includes('nothing was written')) return undefined;
  if (!came('Build')) return 'Nothing was written to the platform.';
  const release = plan?.current?.running === true ? plan.current.release : undefined;
  const goesOn = release === undefined ? undefined : `the previous release (${nameOf(release)}) goes on`;
  // That nothing was released is the reason of one that was cancelled.
  if (verdict === 'cancelled') return goesOn === undefined ? undefined : `T${goesOn.slice(1)}.`;
  return goesOn === undefined ? 'Nothing was released.' : `Nothing was released: ${goesOn}.`;
}

/** What came of a restore: one sentence, and what it could not do. */
export function restoredText(restored: Restored): string {
  const { left } = restored;
  return left === undefined ? servesText(restored) : `${servesText(restored)} ${left}`;
}

function servesText({ serves, verified, running, wanted, how }: Restored): string {
  if (serves === undefined) return `There is no previous release to go back to (${how}).`;
  const counts = `${running} of ${wanted} instances`;
  const name = nameOf(serves);
  return verified
    ? `The previous release (${name}) serves, ${counts} (${how}).`
    : `The previous release (${name}) was ordered back (${how}), but only ${counts} were seen running.`;
}

/** By its image, since that is what users know it by. */
function nameOf({ image, label }: ReleaseRef): string {
  return image === undefined ? label : bareDigest(image);
}

/** `✔ live · web runs 4/4 of sha256:4f0c… (deployment 5a1b…) · https://web.acme.gov · 58 s` */
export function verdictLine({ request, facts, plan, url, task, outcome, phases, tookMs }: Story): string {
  const of = request === undefined ? '' : `${request.app}: `;
  const parts = [`${isGreen(outcome) ? '✔' : '✖'} ${outcome.verdict}`];
  if (serves(outcome)) {
    const { running, wanted } = strengthOf(outcome.last);
    const release = releaseOf(outcome);
    const label = release === undefined ? '' : ` (${release.label})`;
    const image = shortDigests(facts?.digest ?? bareDigest(plan?.image ?? ''));
    parts.push(`${request?.app ?? ''} runs ${running}/${wanted} of ${image}${label}`);
    if (url !== undefined) parts.push(url);
  } else if (outcome.verdict === 'planned') {
    const count = plan?.changes.length ?? 0;
    parts.push(`${of}${count === 1 ? '1 change' : `${count} changes`}, nothing was written`);
  } else if (outcome.verdict === 'succeeded') {
    parts.push(`${of}${exitText(task)}`);
  } else {
    parts.push(`${of}${shortDigests(causeOf(outcome))}`);
    const serves = servesNow(outcome, phases, plan);
    if (serves !== undefined) parts.push(shortDigests(serves));
  }
  return [...parts, duration(tookMs)].join(' · ');
}

/** `exit 0`; as much as the platform tells. */
export function exitText(task: Story['task']): string {
  return task?.exitCode === undefined ? 'the command came to its end' : `exit ${task.exitCode}`;
}

/** What was seen beside the cause, nothing of it twice: a fact that says the reason as well stands for both. */
export function factsOf(outcome: Failure): readonly string[] {
  const cause = causeOf(outcome);
  const said = [outcome.reason, ...(outcome.evidence?.facts ?? [])].filter((text) => text !== '');
  return [...new Set(said)].filter(
    (text) => !cause.includes(text) && !said.some((other) => other !== text && other.includes(text)),
  );
}

/** What to do, from whoever knows best. */
export function adviceOf({ hint, evidence }: Failure): string | undefined {
  return hint ?? evidence?.hint;
}

/**
 * The one annotation of a run that is not green: the cause, what was seen, what serves now, what to do, where to read on. Its title names
 * the verdict and the app. Each is one line, and none so long that it leaves no room for the others.
 */
export function annotationOf(
  outcome: Failure,
  app = 'deploy-image',
  phases: Story['phases'] = [],
  plan?: Story['plan'],
): { title: string; text: string } {
  const serves = servesNow(outcome, phases, plan);
  const lines = [causeOf(outcome), ...factsOf(outcome), serves, adviceOf(outcome), outcome.link];
  const told = lines.flatMap((line) => (line === undefined || line === '' ? [] : [oneLine(shortDigests(line))]));
  return { title: `${outcome.verdict}: ${app}`, text: told.join('\n') };
}

/** `Deploying ghcr.io/acme/web:1.4.2 to web at api.fr.cloud.gov, acme / prod` */
export function intention(request: Request): string {
  const verb = request.mode === 'plan' ? 'Planning the deploy of' : 'Deploying';
  return `${verb} ${shortDigests(familiarName(request.image))} to ${appAt(request)}`;
}

/** `Running a command for web at api.fr.cloud.gov, acme / prod, in ghcr.io/acme/web:1.4.2` */
export function taskIntention(request: Asked): string {
  const image = request.image === undefined ? '' : `, in ${shortDigests(familiarName(request.image))}`;
  return `Running a command for ${appAt(request)}${image}`;
}

/** `Going back to v12 of web at api.fr.cloud.gov, acme / prod` */
export function rollbackIntention(request: RollbackRequest): string {
  const verb = request.mode === 'plan' ? 'Planning the way back' : 'Going back';
  return `${verb} to ${request.to === undefined ? 'the previous release' : shortDigests(request.to)} of ${appAt(request)}`;
}

/** `web at api.fr.cloud.gov, acme / prod` */
export function appAt({ app, api, org, space }: Target): string {
  const where = org !== undefined && space !== undefined ? `, ${org} / ${space}` : '';
  return `${app} at ${api.host}${where}`;
}

/** `2026-11-22T08:14:03Z  APP/PROC/WEB 0  Error: connect`; without a time where the platform tells none. */
export function logText({ at, source, text }: LogLine): string {
  return [...(at === undefined ? [] : [new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')]), source, text].join('  ');
}
