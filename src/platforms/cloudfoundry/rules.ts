import type { ImageFacts } from '../../image/facts.ts';
import { lowestTcpPort } from '../../image/ports.ts';
import type { Finding } from '../../image/rule.ts';

const defaultPort = 8080;

/**
 * Cloud Foundry's rules on `EXPOSE`. The lowest TCP port becomes `PORT` and the target of routes that name none, all
 * of them are health-checked, 8080 stands in when there is none (`desired_lrp_builder.rb`, `process_model.rb`,
 * dockerapplifecycle).
 */
export function portFindings(facts: ImageFacts): readonly Finding[] {
  const findings: Finding[] = [];
  if (facts.badPorts.length > 0) {
    findings.push({
      code: 'CF_BAD_PORT',
      severity: 'error',
      message: `The image exposes ${facts.badPorts.join(', ')}, which is no single port: staging would fail`,
      remedy: 'Write one EXPOSE line a port, without ranges.',
    });
  }
  const port = lowestTcpPort(facts);
  const tcp = facts.exposedPorts.filter((exposed) => exposed.protocol === 'tcp');
  if (port === undefined) {
    findings.push({
      code: 'CF_DEFAULT_PORT',
      severity: 'info',
      message: `The image exposes no TCP port: Cloud Foundry will use ${defaultPort}`,
      remedy: 'Listen on $PORT, or add an EXPOSE line with the port that the app listens on.',
    });
    return findings;
  }
  if (tcp.length > 1) {
    const all = tcp.map((exposed) => exposed.port).join(', ');
    findings.push({
      code: 'CF_SEVERAL_PORTS',
      severity: 'warning',
      message: `The image exposes the ports ${all}: Cloud Foundry will use ${port}, the lowest, and waits until the app listens on all of them`,
      remedy: `If the app serves on another port than ${port}, or not on all of them, expose only the right one. An EXPOSE line of a base image cannot be taken back.`,
    });
  }
  if (port < 1024 && !isRoot(facts.user)) {
    findings.push({
      code: 'CF_LOW_PORT',
      severity: 'warning',
      message: `The image exposes port ${port} but runs as ${facts.user}: only root may listen below 1024 on many platforms`,
      remedy: 'Listen on a port from 1024 up and expose that one.',
    });
  }
  return findings;
}

/** `USER` may carry a group: `0:0`. No user is root. */
function isRoot(user: string): boolean {
  const [name] = user.split(':');
  return name === undefined || name === '' || name === '0' || name === 'root';
}
