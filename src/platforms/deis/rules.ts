import type { ImageFacts } from '../../image/facts.ts';
import type { Finding } from '../../image/rule.ts';
import type { Draft, Mistake, Request } from '../../inputs/request.ts';
import { foreignInputs } from '../controller/names.ts';

/** As the controller validates app names: one letter is enough. 63: a DNS label, since the app becomes a namespace. */
const appName = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

export function mistakes(draft: Draft): readonly Mistake[] {
  const found: Mistake[] = [...foreignInputs(draft, 'Deis')];
  if (draft.login?.kind === 'client') {
    found.push({
      input: 'client-id',
      message: 'belongs to Cloud Foundry · Deis takes token, or username and password',
    });
  }
  if (draft.login?.kind === 'password' && draft.login.origin !== undefined) {
    found.push({ input: 'origin', message: 'belongs to Cloud Foundry, leave it out for Deis' });
  }
  if (draft.workspace !== undefined) {
    found.push({ input: 'workspace', message: 'belongs to Drycc, leave it out for Deis' });
  }
  if (draft.app !== undefined && !appName.test(draft.app)) {
    found.push({
      input: 'app',
      message: `"${draft.app}" is no name for a Deis app · a-z, 0-9 and hyphens, starting with a letter, not ending in a hyphen, at most 63 characters`,
    });
  }
  return found;
}

/**
 * The port rules of Deis Workflow v2: it documents exactly one EXPOSE; off-cluster registries and private images take
 * nothing but the config variable PORT (deis/controller#1194, deis/builder#433).
 *
 * @param configured PORT in the config of the app as it is, if it has been read
 */
export function portFindings(facts: ImageFacts, request: Request, configured: number | undefined): readonly Finding[] {
  const exposed = facts.exposedPorts.filter((port) => port.protocol === 'tcp').map((port) => port.port);
  const wanted = request.settings.port ?? configured;
  if (wanted !== undefined) {
    if (exposed.length === 0 || exposed.includes(wanted)) return [];
    const source = request.settings.port === undefined ? 'the app’s config says PORT' : 'the port input says';
    return [
      {
        code: 'DEIS_PORT_NOT_EXPOSED',
        severity: 'warning',
        message: `${source} ${wanted}, but the image exposes ${exposed.join(', ')}`,
        remedy: 'That works if the app reads the environment variable PORT. Else set the `port` input.',
      },
    ];
  }
  const [only] = exposed;
  if (only === undefined) {
    return [
      {
        code: 'DEIS_NO_PORT',
        severity: 'error',
        message: 'the image exposes no TCP port, and Deis has to know where the app listens',
        remedy: 'Set the `port` input, or add EXPOSE to the Dockerfile.',
      },
    ];
  }
  if (exposed.length > 1) {
    return [
      {
        code: 'DEIS_SEVERAL_PORTS',
        severity: 'error',
        message: `the image exposes the ports ${exposed.join(', ')}, and Deis routes to exactly one`,
        remedy: 'Set the `port` input to the one that serves HTTP.',
      },
    ];
  }
  return [
    {
      code: 'DEIS_PORT',
      severity: 'info',
      message: `PORT will be ${only}, the port that the image exposes`,
    },
  ];
}
