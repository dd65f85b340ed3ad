import type { RegistryLogin, Request } from '../inputs/request.ts';
import type { ImageFacts } from './facts.ts';
import type { RuleCode } from './rule-codes.ts';

export type Severity = 'error' | 'warning' | 'info';

/** What an image check found. */
export interface Finding {
  readonly code: RuleCode;
  /** `error`: it cannot run, and stops the deploy unless the user said otherwise. */
  readonly severity: Severity;
  /** One sentence, without the code. Holds no secret. May hold foreign text. */
  readonly message: string;
  readonly remedy?: string;
}

/** What the CI system knows about the job that deploys. */
export interface Job {
  /** `owner/name`; undefined outside a workflow. */
  readonly repository: string | undefined;
  /** The commit that the job runs for (`GITHUB_SHA`). */
  readonly revision: string | undefined;
  /** What started the workflow: `push`, `workflow_dispatch`. */
  readonly event: string | undefined;
  /** The job's own tokens by name (`GITHUB_TOKEN`), as far as they are seen here. Secrets: for comparing only. */
  readonly tokens: ReadonlyMap<string, string>;
}

/** What an image is judged by. */
export interface Subject {
  readonly facts: ImageFacts;
  readonly request: Request;
  /** The image in the form that the platform will be told. */
  readonly deployedAs: string;
  /** The login that the platform will store, to pull the image now and months later. */
  readonly stored: RegistryLogin | undefined;
  readonly job: Job;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What a rule says when it is broken. */
export interface Complaint {
  readonly message: string;
  readonly remedy?: string;
  /** When the case is milder or worse than the rule's own severity says. */
  readonly severity?: Severity;
}

/** One check. A pure function of its subject; where the rule comes from stands in a comment beside it. */
export interface Rule<S = Subject> {
  readonly code: RuleCode;
  readonly severity: Severity;
  check(subject: S): Complaint | undefined;
}

/** What the rules find, in their order. */
export function applyRules<S>(rules: readonly Rule<S>[], subject: S): Finding[] {
  return rules.flatMap(({ code, severity, check }) => {
    const complaint = check(subject);
    return complaint === undefined ? [] : [{ code, severity, ...complaint }];
  });
}
