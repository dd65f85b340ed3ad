import { identityRules } from './identity-rules.ts';
import { loginRules } from './login-rules.ts';
import { applyRules, type Finding, type Rule, type Subject } from './rule.ts';
import { runnableRules } from './runnable-rules.ts';
import { runtimeRules } from './runtime-rules.ts';
import { secretRules } from './secret-rules.ts';

/** The rules that hold on every platform. Those that only one platform has live with that platform. */
export const commonRules: readonly Rule[] = [
  ...runnableRules,
  ...runtimeRules,
  ...identityRules,
  ...secretRules,
  ...loginRules,
];

/** What is wrong with the image whatever the platform. */
export function commonFindings(subject: Subject): readonly Finding[] {
  return applyRules(commonRules, subject);
}
