import { ActionError } from '../errors.ts';
import type { ImageFacts } from '../image/facts.ts';
import type { Finding, Severity } from '../image/rule.ts';
import { checkPage, type RuleCode } from '../image/rule-codes.ts';
import type { Request } from '../inputs/request.ts';
import type { AppState, Platform } from '../platforms/platform.ts';
import { changesOf } from './changes.ts';
import type { Plan } from './plan.ts';
import { changedSettings } from './settings.ts';

/** What was asked for, held against what the image is and what runs: everything that will be done, before it is done. */
export function makePlan(
  request: Request,
  { facts, findings }: { readonly facts: ImageFacts; readonly findings: readonly Finding[] },
  current: AppState | undefined,
  platform: Pick<Platform, 'imageFor' | 'pending' | 'remarks'>,
): Plan {
  const image = platform.imageFor(facts);
  const settings = changedSettings(request, current);
  const plan = {
    app: request.app,
    current,
    facts,
    image,
    settings,
    strategy: request.strategy,
    changes: [...changesOf(image, settings, current, request), ...(platform.pending?.() ?? [])],
    findings: heeded(findings, request),
    ...(request.registry === undefined ? {} : { registry: request.registry }),
    ...(request.canarySteps === undefined ? {} : { canarySteps: request.canarySteps }),
    ...(request.maxInFlight === undefined ? {} : { maxInFlight: request.maxInFlight }),
  };
  return { ...plan, remarks: [...stepsBeside(request), ...(platform.remarks?.(plan) ?? [])] };
}

/** What a deploy does beside its changes. Said of a plan alone: a deploy says it when it comes to it. */
function stepsBeside({ mode, beforeRelease, smokeTest }: Request): readonly string[] {
  if (mode !== 'plan') return [];
  return [
    ...(beforeRelease === undefined ? [] : ['The command of before-release runs first, once, on the new image.']),
    ...(smokeTest === undefined ? [] : ['The smoke test is asked before the release counts as live.']),
  ];
}

/** Whether the user wants to hear of a check at all. */
export function checks({ imageChecks, ignoredChecks }: Request, code: RuleCode): boolean {
  return imageChecks !== 'off' && !ignoredChecks.has(code);
}

const worstFirst: readonly Severity[] = ['error', 'warning', 'info'];

/** What is left of the findings when the user has turned some off, the worst first; `warn` makes errors into warnings. */
function heeded(findings: readonly Finding[], request: Request): readonly Finding[] {
  const left = findings
    .filter(({ code }) => checks(request, code))
    .sort((a, b) => worstFirst.indexOf(a.severity) - worstFirst.indexOf(b.severity));
  if (request.imageChecks === 'enforce') return left;
  return left.map((finding) => (finding.severity === 'error' ? { ...finding, severity: 'warning' } : finding));
}

/**
 * Throws when the image cannot run on the platform and the user wants that to stop the deploy.
 *
 * @param docs the folder of this action's documents
 * @throws ActionError `IMAGE_` and the code of the first check that failed
 */
export function refuseBadImage(findings: readonly Finding[], docs: string): void {
  const errors = findings.filter((finding) => finding.severity === 'error');
  const [first, ...others] = errors;
  if (first === undefined) return;
  const more = others.length === 0 ? '.' : ` (and ${others.length} more).`;
  throw new ActionError(`IMAGE_${first.code}`, first.message.replace(/\.$/, '') + more, {
    hint: [...new Set(errors.flatMap((finding) => finding.remedy ?? []))].join(' ') || undefined,
    details: others.map(({ message }) => message),
    link: checkPage(docs, first.code),
  });
}
