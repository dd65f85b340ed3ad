import { ActionError } from '../errors.ts';
import type { ImageFacts } from '../image/facts.ts';
import type { Finding, Severity } from '../image/rule.ts';
import { checkPage, type RuleCode } from '../image/rule-codes.ts';
import type { HealthCheck, Request } from '../inputs/request.ts';
import type { AppState, Platform } from '../platforms/platform.ts';
import type { Change, ChangedSettings, Plan } from './plan.ts';

/** What was asked for, held against what the image is and what runs: everything that will be done, before it is done. */
export function makePlan(
  request: Request,
  { facts, findings }: { readonly facts: ImageFacts; readonly findings: readonly Finding[] },
  current: AppState | undefined,
  platform: Pick<Platform, 'imageFor'>,
): Plan {
  const image = platform.imageFor(facts);
  const settings = changedSettings(request, current);
  return {
    app: request.app,
    current,
    facts,
    image,
    settings,
    strategy: request.strategy,
    changes: changesOf(image, settings, current, request),
    findings: heeded(findings, request),
    ...(request.registry === undefined ? {} : { registry: request.registry }),
    ...(request.canarySteps === undefined ? {} : { canarySteps: request.canarySteps }),
    ...(request.maxInFlight === undefined ? {} : { maxInFlight: request.maxInFlight }),
  };
}

/** The settings that are not already as asked for. */
function changedSettings({ settings: asked, envMode }: Request, current: AppState | undefined): ChangedSettings {
  const now = current?.settings ?? {};
  const instances = [...(asked.instances ?? [])].filter(([type, count]) => now.instances?.get(type) !== count);
  const env = asked.env === undefined ? new Map() : changedVariables(asked.env, envMode, now.env ?? new Map());
  const sameCheck = healthCheckText(asked.healthCheck) === healthCheckText(now.healthCheck);
  return {
    ...(instances.length === 0 ? {} : { instances: new Map(instances) }),
    ...(asked.memoryMb === undefined || asked.memoryMb === now.memoryMb ? {} : { memoryMb: asked.memoryMb }),
    ...(asked.diskMb === undefined || asked.diskMb === now.diskMb ? {} : { diskMb: asked.diskMb }),
    ...(asked.command === undefined || asked.command === now.command ? {} : { command: asked.command }),
    ...(asked.port === undefined || asked.port === now.port ? {} : { port: asked.port }),
    ...(asked.healthCheck === undefined || sameCheck ? {} : { healthCheck: asked.healthCheck }),
    ...(env.size === 0 ? {} : { env }),
  };
}

function changedVariables(
  asked: ReadonlyMap<string, string>,
  mode: Request['envMode'],
  now: ReadonlyMap<string, string>,
): ReadonlyMap<string, string | null> {
  const set = [...asked].filter(([name, value]) => now.get(name) !== value);
  const removed = mode === 'merge' ? [] : [...now.keys()].filter((name) => !asked.has(name));
  return new Map<string, string | null>([...set, ...removed.map((name) => [name, null] as const)]);
}

/** `http /healthz` */
function healthCheckText(check: HealthCheck | undefined): string | undefined {
  return check?.type === 'http' ? `http ${check.path}` : check?.type;
}

function changesOf(
  image: string,
  settings: ChangedSettings,
  current: AppState | undefined,
  request: Request,
): Change[] {
  const changes: Change[] = [];
  const change = (what: string, from: string | undefined, to: string) => {
    if (from !== to) changes.push({ what, ...(from === undefined ? {} : { from }), to });
  };
  if (current === undefined) changes.push({ what: 'app', to: `${request.app} (new)` });
  else if (!current.running) changes.push({ what: 'state', from: 'stopped', to: 'started' });
  change('image', current?.release?.image, image);
  for (const [type, count] of settings.instances ?? []) {
    const what = type === '' ? 'instances' : `instances ${type}`;
    change(what, current?.settings.instances?.get(type)?.toString(), String(count));
  }
  const megabytes = (size: number | undefined) => (size === undefined ? undefined : `${size} MB`);
  if (settings.memoryMb !== undefined)
    change('memory', megabytes(current?.settings.memoryMb), `${settings.memoryMb} MB`);
  if (settings.diskMb !== undefined) change('disk', megabytes(current?.settings.diskMb), `${settings.diskMb} MB`);
  // Commands may hold passwords, and variables are made for them: what they were and will be is not told.
  if (settings.command !== undefined) changes.push({ what: 'command', to: current === undefined ? 'set' : 'changed' });
  if (settings.port !== undefined) change('port', current?.settings.port?.toString(), String(settings.port));
  const checked = healthCheckText(settings.healthCheck);
  if (checked !== undefined) change('health check', healthCheckText(current?.settings.healthCheck), checked);
  for (const [name, value] of settings.env ?? []) {
    const sign = value === null ? '-' : current?.settings.env?.has(name) === true ? '~' : '+';
    changes.push({ what: 'env', to: sign + name });
  }
  // What the platform has stored cannot be read back everywhere, so this is never said to be the same.
  if (request.registry !== undefined) change('registry credentials', undefined, `of ${request.registry.username}`);
  return changes;
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
