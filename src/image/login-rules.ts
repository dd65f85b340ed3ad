import type { Rule, Subject } from './rule.ts';
import { earlyEnd, type LoginKind, loginKind } from './stored-login.ts';

const again =
  'The platform keeps it and pulls with it again whenever an instance is restarted, scaled or moved; the app will then not start.';

/** The login that the platform would store. What one platform alone cannot pull with is told by that platform's rules. */
export const loginRules: readonly Rule[] = [
  {
    // cloud_controller_ng#3304, docs-dev-guide#433: hours to weeks after a green deploy the app cannot be started.
    code: 'LOGIN_SHORT_LIVED',
    severity: 'warning',
    check(subject) {
      const kind = kindOf(subject);
      const end = kind === undefined ? undefined : earlyEnd(kind, subject.now);
      if (kind === undefined || end === undefined) return undefined;
      // What fails at once is told by the platform's own rules.
      const { platform } = subject.request;
      if (platform !== 'auto' && kind.failsOn?.includes(platform) === true) return undefined;
      return { message: `The registry login is ${kind.name}, which ${end}.`, remedy: `${again} ${kind.advice}` };
    },
  },
  {
    code: 'LOGIN_KIND',
    severity: 'warning',
    check(subject) {
      const kind = kindOf(subject);
      if (kind === undefined) return undefined;
      const { name, refused, personal, advice } = kind;
      // A registry that has just taken it knows better than any rule.
      if (refused !== undefined && subject.facts.openedBy !== 'inputs') {
        return { message: `The registry login is ${name}, which will not work: ${refused}.`, remedy: advice };
      }
      if (personal !== true || !isNeeded(subject)) return undefined;
      return {
        severity: 'info',
        message: `The registry login is ${name}: it ends with their account, or when they revoke it.`,
        remedy: advice,
      };
    },
  },
  {
    // What is not stored cannot end. Docker Hub lets those pull more often who log in, so there a login has its use.
    code: 'LOGIN_NOT_NEEDED',
    severity: 'info',
    check(subject) {
      if (subject.stored === undefined || isNeeded(subject)) return undefined;
      return {
        message: 'Everybody can pull the image, so the platform needs no registry login for it.',
        remedy: 'Leave out registry-username and registry-password.',
      };
    },
  },
];

function kindOf({ stored, facts, job, now }: Subject): LoginKind | undefined {
  return stored === undefined ? undefined : loginKind(stored, facts.reference.domain, job, now);
}

function isNeeded({ facts }: Subject): boolean {
  return facts.openedBy !== 'nobody' || facts.reference.domain === 'docker.io';
}
