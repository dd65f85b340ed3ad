import { lowestTcpPort, tcpPorts } from '../../../image/ports.ts';
import type { Rule } from '../../../image/rule.ts';
import { isRoot } from '../../../image/user.ts';
import type { CloudFoundrySubject } from './rules.ts';

/** What an app listens at when its image exposes no TCP port (cloud_controller_ng `process_model.rb`). */
const defaultPort = 8080;
/** Below it the kernel asks for root. */
const firstFreePort = 1024;

/** Cloud Foundry's rules on `EXPOSE`, from which it learns where the app listens. */
export const portRules: readonly Rule<CloudFoundrySubject>[] = [
  {
    // Staging reads what stands before the slash as a 16-bit number, and fails when it cannot; the rest of the entry is
    // as good as anything (dockerapplifecycle `builder_runner.go`, `extractPorts`).
    code: 'CF_BAD_PORT',
    severity: 'error',
    check({ facts }) {
      if (facts.badPorts.length === 0) return undefined;
      const unreadable = facts.badPorts.filter((entry) => !isNumber16(entry.split('/', 1)[0] ?? ''));
      const remedy = 'Write one EXPOSE line a port, without ranges. One of a base image cannot be taken back.';
      return unreadable.length > 0
        ? {
            message: `The image exposes ${unreadable.join(', ')}, at which staging fails: it is no single port.`,
            remedy,
          }
        : {
            message: `The image exposes ${facts.badPorts.join(', ')}, which is no port that Cloud Foundry can route to.`,
            remedy,
            severity: 'warning',
          };
    },
  },
  {
    // cloud_controller_ng `desired_lrp_builder.rb`, `process_model.rb`; also when only UDP is exposed.
    code: 'CF_DEFAULT_PORT',
    severity: 'info',
    check({ facts, request }) {
      if (lowestTcpPort(facts) !== undefined || request.settings.port !== undefined) return undefined;
      return {
        message: `The image exposes no TCP port: Cloud Foundry expects the app at ${defaultPort} and sets PORT to it.`,
        remedy: 'Listen on $PORT, or add an EXPOSE line with the port that the app listens on.',
      };
    },
  },
  {
    // Staging sorts the ports (dockerapplifecycle `sortPorts`); the docs say the first of them counts, the code takes the
    // lowest. The health check of the kind `port` wants all of them (pgadmin4#6101, WeblateOrg/docker#863).
    code: 'CF_SEVERAL_PORTS',
    severity: 'warning',
    check({ facts, request, korifi }) {
      const ports = tcpPorts(facts);
      const [lowest] = ports;
      // Routes that name a port open that one alone.
      if (lowest === undefined || ports.length < 2 || request.settings.port !== undefined) return undefined;
      if (korifi) {
        return {
          message: `The image exposes the ports ${ports.join(', ')}: Korifi leads routes to the first that it finds, and which one that is nobody says.`,
          remedy:
            'Name the right one in port, or expose it alone. An EXPOSE line of a base image cannot be taken back.',
        };
      }
      return {
        message: `The image exposes the ports ${ports.join(', ')}: Cloud Foundry uses ${lowest}, the lowest, and its port health check waits until the app listens on all of them.`,
        remedy: `If the app serves on another port than ${lowest}, or not on all of them, name the right one in port, or expose it alone. An EXPOSE line of a base image cannot be taken back.`,
      };
    },
  },
  {
    // Containers run in a user namespace, where root alone may bind such a port; the API takes none below 1024 when a
    // route names it (terraform-provider-cloudfoundry#287).
    code: 'CF_LOW_PORT',
    severity: 'warning',
    check({ facts, request }) {
      const port = lowestTcpPort(facts);
      if (port === undefined || port >= firstFreePort || request.settings.port !== undefined) return undefined;
      const remedy = `Listen on a port from ${firstFreePort} up and expose that one.`;
      if (!isRoot(facts.user)) {
        return {
          message: `The image exposes port ${port} but runs as ${facts.user}: below ${firstFreePort} only root may listen, as a rule.`,
          remedy,
        };
      }
      return {
        message: `The image exposes port ${port}, which works as root, but routes of Cloud Foundry cannot name a port below ${firstFreePort}.`,
        remedy,
        severity: 'info',
      };
    },
  },
];

/** As Go's `strconv.ParseUint(text, 10, 16)` does. */
function isNumber16(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) <= 65_535;
}
