import { isFor, platformName } from './platform.ts';
import { applyRules, type Finding, type Rule, type Subject } from './rule.ts';

/** The rules that hold on every platform. Those that only one platform has live with that platform. */
export const commonRules: readonly Rule[] = [
  {
    code: 'ARCHITECTURE',
    severity: 'error',
    check({ facts, request }) {
      const wanted = request.imagePlatform;
      const name = platformName(wanted);
      const offered = facts.offered.some((platform) => isFor(platform, wanted));
      if (offered && isFor(facts.platform, wanted)) return undefined;
      const remedy = `Build it for ${name}, for example with docker buildx build --platform ${name}.`;
      if (offered) {
        // The index and the config can disagree; cells and nodes run what is in the layers, so the config is believed.
        return {
          message: `The image's index calls it ${name}, but its config says ${platformName(facts.platform)}.`,
          remedy,
        };
      }
      const names = [...new Set(facts.offered.map(platformName))];
      return { message: `The image is built for ${names.join(', ')}; ${name} is needed.`, remedy };
    },
  },
  {
    // Cloud Foundry's launcher: "No start command found"; Kubernetes: CreateContainerError.
    code: 'NO_START_COMMAND',
    severity: 'error',
    check({ facts }) {
      if (facts.entrypoint.length > 0 || facts.cmd.length > 0) return undefined;
      return {
        message: 'The image has neither ENTRYPOINT nor CMD: nothing would be started.',
        remedy: 'Add a CMD or an ENTRYPOINT to the Dockerfile.',
      };
    },
  },
];

/** What is wrong with the image whatever the platform. */
export function commonFindings(subject: Subject): readonly Finding[] {
  return applyRules(commonRules, subject);
}
