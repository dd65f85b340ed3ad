import { applyRules, type Finding, type Rule, type Subject } from '../../../image/rule.ts';
import { cellRules } from './cell-rules.ts';
import { portRules } from './port-rules.ts';
import { stagingRules } from './staging-rules.ts';

/** What Cloud Foundry's rules judge by: the image, and where it is to run. */
export interface CloudFoundrySubject extends Subject {
  /** The disk that an instance of web has now. MB; undefined: the app will be created, or its size is not known. */
  readonly diskMb: number | undefined;
  /** Cloud Foundry on Kubernetes, which has rules of its own. */
  readonly korifi: boolean;
}

/** The rules that only Cloud Foundry has, in the order in which an image meets them. */
const rules: readonly Rule<CloudFoundrySubject>[] = [...stagingRules, ...portRules, ...cellRules];

/** What Cloud Foundry would make of the image, beside what holds on every platform. */
export function cloudFoundryFindings(subject: CloudFoundrySubject): readonly Finding[] {
  return applyRules(rules, subject);
}
