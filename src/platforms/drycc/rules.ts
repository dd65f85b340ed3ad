import type { ImageFacts } from '../../image/facts.ts';
import type { Finding } from '../../image/rule.ts';
import type { Draft, Mistake, Request } from '../../inputs/request.ts';
import { foreignInputs } from '../controller/names.ts';

/** Where an app listens when nothing says otherwise (drycc/controller, `PORT`). */
export const defaultPort = 5000;

/** As the controller validates app names: five characters at least. 63: the app becomes a namespace. */
const appName = /^[a-z][a-z0-9-]{3,61}[a-z0-9]$/;
/** What every installation reserves; one may reserve more, and then says so. */
const reserved = /^(?:drycc(?:-.*)?|kube(?:-.*)?|default)$/;
/** As the controller validates workspace ids. */
const workspaceId = /^[0-9a-z]{5,}$/;

export function mistakes(draft: Draft): readonly Mistake[] {
  const found: Mistake[] = [...foreignInputs(draft, 'Drycc')];
  if (draft.login?.kind === 'client') {
    found.push({
      input: 'client-id',
      message: 'belongs to Cloud Foundry · Drycc takes a token: `drycc tokens add` makes one',
    });
  }
  if (draft.login?.kind === 'password') {
    found.push({
      input: 'username',
      message: 'Drycc logs users in by browser only · give token: `drycc tokens add` makes one',
    });
  }
  if (draft.app !== undefined && !appName.test(draft.app)) {
    found.push({
      input: 'app',
      message: `"${draft.app}" is no name for a Drycc app · 5 to 63 of a-z, 0-9 and hyphens, starting with a letter, not ending in a hyphen`,
    });
  } else if (draft.app !== undefined && reserved.test(draft.app)) {
    found.push({ input: 'app', message: `"${draft.app}" is a name that Drycc keeps for itself` });
  }
  if (draft.workspace !== undefined && !workspaceId.test(draft.workspace)) {
    found.push({
      input: 'workspace',
      message: `"${draft.workspace}" is no id of a workspace · 5 or more of a-z and 0-9, see \`drycc workspaces\``,
    });
  }
  return found;
}

/**
 * Drycc reads nothing from the image: PORT in the config is where it looks for the app, else 5000.
 *
 * @param configured where the app listens now, if something serves and has been read
 */
export function portFindings(facts: ImageFacts, request: Request, configured: number | undefined): readonly Finding[] {
  const findings: Finding[] = [];
  const exposed = facts.exposedPorts.filter((port) => port.protocol === 'tcp').map((port) => port.port);
  const wanted = request.settings.port ?? configured;
  const lowest = Math.min(...exposed);
  if (wanted !== undefined) {
    if (exposed.length > 0 && !exposed.includes(wanted)) {
      findings.push({
        code: 'DRYCC_PORT_NOT_EXPOSED',
        severity: 'warning',
        message: `the app’s port is ${wanted}, but the image exposes ${exposed.join(', ')}`,
        remedy: 'That works if the app reads the environment variable PORT. Else set the `port` input.',
      });
    }
  } else if (exposed.length > 1) {
    findings.push({
      code: 'DRYCC_SEVERAL_PORTS',
      severity: 'warning',
      message: `the image exposes the ports ${exposed.join(', ')}: PORT will be ${lowest}, the lowest`,
      remedy: 'Set the `port` input to the one that serves HTTP.',
    });
  } else {
    findings.push({
      code: 'DRYCC_PORT',
      severity: 'info',
      message:
        exposed.length === 1
          ? `PORT will be ${lowest}, the port that the image exposes`
          : `the image exposes no TCP port: Drycc expects the app at ${defaultPort}`,
    });
  }
  return findings;
}
