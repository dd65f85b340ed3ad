import type { Finding, ImageFacts, ImagePlatform } from './facts.ts';

/** What the platforms run unless somebody says otherwise. */
export const linuxAmd64: ImagePlatform = { os: 'linux', architecture: 'amd64' };

interface Rule {
  readonly code: string;
  readonly severity: Finding['severity'];
  /** What is wrong and how to mend it; undefined: nothing is. */
  check(facts: ImageFacts, wanted: ImagePlatform): { message: string; remedy: string } | undefined;
}

const rules: readonly Rule[] = [
  {
    code: 'ARCHITECTURE',
    severity: 'error',
    check(facts, wanted) {
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
    check(facts) {
      if (facts.entrypoint.length > 0 || facts.cmd.length > 0) return undefined;
      return {
        message: 'The image has neither ENTRYPOINT nor CMD: nothing would be started.',
        remedy: 'Add a CMD or an ENTRYPOINT to the Dockerfile.',
      };
    },
  },
  {
    // Cloud Foundry's staging parses each as an unsigned 16-bit number and fails (dockerapplifecycle).
    code: 'BAD_PORT',
    severity: 'error',
    check(facts) {
      if (facts.badPorts.length === 0) return undefined;
      const ports = facts.badPorts.map((port) => JSON.stringify(port)).join(', ');
      return {
        message: `The image exposes ${ports}: not a port between 1 and 65535.`,
        remedy: 'EXPOSE one port at a time, such as EXPOSE 8080.',
      };
    },
  },
];

/** What is wrong with the image whatever the platform. Rules that only one platform has live with that platform. */
export function commonFindings(facts: ImageFacts, wanted: ImagePlatform = linuxAmd64): Finding[] {
  return rules.flatMap(({ code, severity, check }) => {
    const found = check(facts, wanted);
    return found === undefined ? [] : [{ code, severity, ...found }];
  });
}

/** The lowest TCP port that the image exposes: the one that Cloud Foundry uses (dockerapplifecycle sorts them). */
export function lowestTcpPort(facts: Pick<ImageFacts, 'exposedPorts'>): number | undefined {
  const ports = facts.exposedPorts.filter(({ protocol }) => protocol === 'tcp').map(({ port }) => port);
  return ports.length === 0 ? undefined : Math.min(...ports);
}

/** `linux/arm64`, `linux/arm/v7`. */
export function platformName({ os, architecture, variant }: ImagePlatform): string {
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
}

/** Whether an image for `platform` runs where `wanted` is asked for: any variant does, unless one is asked for. */
export function isFor(platform: ImagePlatform, wanted: ImagePlatform): boolean {
  const sameVariant = wanted.variant === undefined || platform.variant === wanted.variant;
  return platform.os === wanted.os && platform.architecture === wanted.architecture && sameVariant;
}
