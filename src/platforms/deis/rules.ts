import { tcpPorts } from '../../image/ports.ts';
import { applyRules, type Finding, type Rule, type Subject } from '../../image/rule.ts';
import { missingLogin, type Pulling, uselessLogin } from '../controller/login-rules.ts';
import type { DeisApp } from './app.ts';

/** What Deis's rules judge by: the image, and the app that it is for. */
interface DeisSubject extends Subject, Pulling {
  /** Where the app is to listen: the `port` input, else PORT in its config. */
  readonly port: number | undefined;
  /** Deis routes to some process of the app, and so has to know a port. */
  readonly routed: boolean;
}

/** Components whose names the controller keeps free, wherever they stand (deis/controller `dockerclient.py`, `check_blacklist`). */
const component =
  /deis\/(?:builder|controller|database|dockerbuilder|etcd|minio|registry|router|slugbuilder|slugrunner|workflow(?:-manager)?)/;

/**
 * The rules of Deis Workflow v2 and Hephy. They document exactly one EXPOSE, and take nothing but PORT in the config for
 * off-cluster registries and private images (deis/controller `release.py`, `get_port`; deis/controller#1194,
 * deis/builder#433). This action sets PORT to what the image exposes, so that all installations do the same.
 */
const rules: readonly Rule<DeisSubject>[] = [
  {
    // What `configChange` is about to set.
    code: 'DEIS_PORT',
    severity: 'info',
    check({ facts, port }) {
      const [only, another] = tcpPorts(facts);
      if (port !== undefined || only === undefined || another !== undefined) return undefined;
      return { message: `PORT will be ${only}, the port that the image exposes.` };
    },
  },
  {
    // "Expose a port or make the app non routable by changing the process type"; with a private image: "PORT needs to be
    // set in the application config when using a private registry".
    code: 'DEIS_NO_PORT',
    severity: 'error',
    check({ facts, port, routed }) {
      if (port !== undefined || !routed || tcpPorts(facts).length > 0) return undefined;
      return {
        message: 'The image exposes no TCP port, and Deis has to know where the app listens.',
        remedy: 'Set the `port` input, or add EXPOSE to the Dockerfile.',
      };
    },
  },
  {
    // The controller would take the first key of Docker's map, 443/tcp before 80/tcp (deis/workflow#328, deis/deis#4520).
    code: 'DEIS_SEVERAL_PORTS',
    severity: 'error',
    check({ facts, port, routed }) {
      const exposed = tcpPorts(facts);
      if (port !== undefined || !routed || exposed.length < 2) return undefined;
      return {
        message: `The image exposes the ports ${exposed.join(', ')}, and Deis routes to exactly one.`,
        remedy: 'Set the `port` input to the one that serves HTTP.',
      };
    },
  },
  {
    // Probes and router go to PORT, whatever the image exposes.
    code: 'DEIS_PORT_NOT_EXPOSED',
    severity: 'warning',
    check({ facts, request, port }) {
      const exposed = tcpPorts(facts);
      if (port === undefined || exposed.length === 0 || exposed.includes(port)) return undefined;
      const source = request.settings.port === undefined ? 'The app’s config says PORT' : 'The `port` input says';
      return {
        message: `${source} ${port}, but the image exposes ${exposed.join(', ')}.`,
        remedy: 'That works if the app reads the environment variable PORT. Else set the `port` input to another one.',
      };
    },
  },
  {
    // "Repository name … is not allowed, as it is reserved by Deis". Asked only when the controller copies the image into
    // its own registry, which it does not when the app has a login (`release.py`, `publish`).
    code: 'DEIS_RESERVED_NAME',
    severity: 'error',
    check({ facts, stored, hasLogin }) {
      const [reserved] = component.exec(`${facts.reference.domain}/${facts.reference.path}`) ?? [];
      if (reserved === undefined || stored !== undefined || hasLogin) return undefined;
      return {
        message: `The image’s name holds ${reserved}, which Deis keeps for a component of its own.`,
        remedy:
          'Push it under another name, or set registry-username and registry-password: then the nodes pull it themselves.',
      };
    },
  },
  {
    // The login becomes a pull secret of Kubernetes as it is.
    code: 'DEIS_LOGIN',
    severity: 'warning',
    check: (subject) => uselessLogin(subject, 'deis', 'Deis'),
  },
  {
    // The controller, or the nodes, pull with what the app's config holds (`release.py`, `get_registry_auth`).
    code: 'DEIS_LOGIN_MISSING',
    severity: 'error',
    check: (subject) => missingLogin(subject, subject, 'Deis'),
  },
];

/**
 * What Deis would make of the image, beside what holds on every platform.
 *
 * @param app as it is before the deploy; undefined: it will be created
 */
export function deisFindings(subject: Subject, app: DeisApp | undefined): readonly Finding[] {
  const processes = app?.state.processes ?? [];
  return applyRules(rules, {
    ...subject,
    port: subject.request.settings.port ?? app?.config.port,
    // `get_port` asks nothing of other process types. An app that is scaled to nothing may begin to serve again.
    routed: processes.length === 0 || processes.some(({ type }) => type === 'web' || type === 'cmd'),
    // With half a login the controller pulls the image by itself.
    hasLogin: app?.config.username !== undefined && app.config.password !== undefined,
    serving: app?.build?.image,
  });
}
