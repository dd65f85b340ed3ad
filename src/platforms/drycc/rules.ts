import { tcpPorts } from '../../image/ports.ts';
import { applyRules, type Finding, type Rule, type Subject } from '../../image/rule.ts';
import { missingLogin, type Pulling, uselessLogin } from '../controller/login-rules.ts';
import type { DryccApp } from './app.ts';
import { defaultPort } from './config.ts';

/** What Drycc's rules judge by: the image, and the app that it is for. */
interface DryccSubject extends Subject, Pulling {
  /** Where the app is to listen: the `port` input, else where it listens now; undefined: a new app's, still open. */
  readonly port: number | undefined;
}

/** Drycc reads nothing from the image: PORT in the config is where it looks for the app, else 5000. */
const rules: readonly Rule<DryccSubject>[] = [
  {
    // What `configChange` is about to set.
    code: 'DRYCC_PORT',
    severity: 'info',
    check({ facts, port }) {
      const [only, another] = tcpPorts(facts);
      if (port !== undefined || another !== undefined) return undefined;
      return only === undefined
        ? {
            message: `The image exposes no TCP port: Drycc expects the app at ${defaultPort}.`,
            remedy: 'Set the `port` input if it listens elsewhere.',
          }
        : { message: `PORT will be ${only}, the port that the image exposes.` };
    },
  },
  {
    // What `configChange` is about to set.
    code: 'DRYCC_SEVERAL_PORTS',
    severity: 'warning',
    check({ facts, port }) {
      const exposed = tcpPorts(facts);
      const [lowest] = exposed;
      if (port !== undefined || lowest === undefined || exposed.length < 2) return undefined;
      return {
        message: `The image exposes the ports ${exposed.join(', ')}: PORT will be ${lowest}, the lowest.`,
        remedy: 'Set the `port` input to the one that serves HTTP.',
      };
    },
  },
  {
    // Probes and gateway go to PORT, whatever the image exposes.
    code: 'DRYCC_PORT_NOT_EXPOSED',
    severity: 'warning',
    check({ facts, request, port }) {
      const exposed = tcpPorts(facts);
      if (port === undefined || exposed.length === 0 || exposed.includes(port)) return undefined;
      const source = request.settings.port === undefined ? 'The app’s port is' : 'The `port` input says';
      return {
        message: `${source} ${port}, but the image exposes ${exposed.join(', ')}.`,
        remedy: 'That works if the app reads the environment variable PORT. Else set the `port` input to another one.',
      };
    },
  },
  {
    // The login becomes a pull secret of Kubernetes as it is.
    code: 'DRYCC_LOGIN',
    severity: 'warning',
    check: (subject) => uselessLogin(subject, 'drycc', 'Drycc'),
  },
  {
    // The nodes pull with what the app's config holds for each process type.
    code: 'DRYCC_LOGIN_MISSING',
    severity: 'error',
    check: (subject) => missingLogin(subject, subject, 'Drycc'),
  },
];

/**
 * What Drycc would make of the image, beside what holds on every platform.
 *
 * @param app as it is before the deploy; undefined: it will be created
 */
export function dryccFindings(subject: Subject, app: DryccApp | undefined): readonly Finding[] {
  const { port } = app?.state.settings ?? {};
  return applyRules(rules, {
    ...subject,
    port: subject.request.settings.port ?? port,
    hasLogin: app !== undefined && hasLogins(app),
    serving: app?.build?.image,
  });
}

/** Each process type has a login of its own; one that does not run pulls nothing. */
function hasLogins({ state, config }: DryccApp): boolean {
  return state.processes.every(({ type }) => config.registry.get(type)?.username !== undefined);
}
