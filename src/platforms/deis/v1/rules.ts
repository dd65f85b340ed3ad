import { tcpPorts } from '../../../image/ports.ts';
import { applyRules, type Finding, type Rule, type Subject } from '../../../image/rule.ts';
import { missingLogin, type Pulling } from '../../controller/login-rules.ts';
import type { V1App } from './app.ts';
import { hasTag } from './image.ts';

/** What the rules of v1 judge by: the image, and the app that it is for. */
interface V1Subject extends Subject, Pulling {
  /** `HEALTHCHECK_URL` of the app. */
  readonly healthCheck: string | undefined;
  /** Deis routes to some process of the app. */
  readonly routed: boolean;
}

/** Names that the controller keeps for its own parts, wherever they stand (`registry/dockerclient.py`, `check_blacklist`). */
const component =
  /deis\/(?:builder|cache|controller|database|logger|logspout|mesos-(?:marathon|master|slave)|publisher|registry|router|store-(?:admin|daemon|gateway|metadata|monitor)|swarm|zookeeper)/;

/** The rules of Deis v1. It documents exactly one EXPOSE, and checks nothing at all. */
const rules: readonly Rule<V1Subject>[] = [
  {
    // Docker finds a digest, and the controller then loses it: see `imageByTag`.
    code: 'DEIS_V1_TAG',
    severity: 'error',
    check({ facts: { reference, digest, tagDigest } }) {
      if (!hasTag(reference)) {
        return {
          message: 'The image is given by its digest alone, and Deis v1 can start images by their tag only.',
          remedy: 'Give it by a tag that never moves, such as the commit: ghcr.io/acme/web:4f0c5e1.',
        };
      }
      if (reference.digest === undefined || tagDigest === digest) return undefined;
      return {
        message: `Deis v1 pulls the tag ${reference.tag ?? 'latest'}, which does not point at the digest beside it.`,
        remedy: 'Give the image by a tag that points at it.',
      };
    },
  },
  {
    // fleet, and v1 with it, ended with CoreOS of February 2018; Docker reads the OCI's types since 18.06 (moby/moby#39727).
    code: 'DEIS_V1_FORMAT',
    severity: 'error',
    check({ facts: { mediaType, reference } }) {
      if (!mediaType.startsWith('application/vnd.oci.')) return undefined;
      // Azure's registry answers an old Docker in the old format.
      const converts = /\.azurecr\.(?:io|cn)$/.test(reference.domain);
      return {
        message: 'The image is in the OCI’s format, which the Docker of Deis v1’s machines cannot pull.',
        remedy:
          'Build it in Docker’s: docker buildx build --provenance=false --sbom=false --output type=registry,oci-mediatypes=false.',
        ...(converts ? { severity: 'warning' } : {}),
      };
    },
  },
  {
    // `Release.rollback` publishes anew: it pulls what the build names.
    code: 'DEIS_V1_SAME_TAG',
    severity: 'warning',
    check({ deployedAs, serving }) {
      if (serving !== deployedAs) return undefined;
      return {
        message: `The app runs ${deployedAs} already. Should the new image fail, there is no way back: Deis v1 pulls the same tag again to roll back.`,
        remedy: 'Give each build a tag of its own, such as its commit.',
      };
    },
  },
  {
    // systemd calls a container active as soon as Docker has started it; with HEALTHCHECK_URL the controller asks the app
    // itself before it takes the old containers away (`App._healthcheck`).
    code: 'DEIS_V1_HEALTH_CHECK',
    severity: 'warning',
    check({ healthCheck, routed }) {
      if (healthCheck !== undefined || !routed) return undefined;
      return {
        message:
          'Without a health check Deis v1 calls the app up as soon as its container runs, whether it answers or not.',
        remedy: 'Set it once: deis config:set HEALTHCHECK_URL=/ (a path that answers 200). Or set smoke-test here.',
      };
    },
  },
  {
    // The publisher makes known what Docker's `-P` has opened: nothing.
    code: 'DEIS_NO_PORT',
    severity: 'warning',
    check({ facts, routed }) {
      if (!routed || tcpPorts(facts).length > 0) return undefined;
      return {
        message: 'The image exposes no TCP port: it will run, and Deis v1 will never route a request to it.',
        remedy: 'Add EXPOSE to the Dockerfile, with the port that the app listens on.',
      };
    },
  },
  {
    // The publisher takes the lowest and looks no further (publisher.go; deis/deis#1156).
    code: 'DEIS_SEVERAL_PORTS',
    severity: 'warning',
    check({ facts, routed }) {
      const exposed = tcpPorts(facts);
      if (!routed || exposed.length < 2) return undefined;
      return {
        message: `The image exposes the ports ${exposed.join(', ')}, and Deis v1 routes to the lowest, ${exposed[0]}.`,
        remedy: 'Expose only the one that serves HTTP.',
      };
    },
  },
  {
    code: 'DEIS_RESERVED_NAME',
    severity: 'error',
    check({ facts }) {
      const [reserved] = component.exec(`${facts.reference.domain}/${facts.reference.path}`) ?? [];
      if (reserved === undefined) return undefined;
      return {
        message: `The image’s name holds ${reserved}, which Deis keeps for a component of its own.`,
        remedy: 'Push it under another name.',
      };
    },
  },
  {
    // Machines may have been given a login by their operator, which no API shows.
    code: 'DEIS_LOGIN_MISSING',
    severity: 'warning',
    check(subject) {
      const complaint = missingLogin(subject, subject, 'Deis v1');
      if (complaint === undefined) return undefined;
      return {
        message:
          'The image is private, and Deis v1 stores no login for a registry: it can pull the image only if its operator has given its machines one.',
        remedy: 'Ask the operator for it, or make the image public.',
      };
    },
  },
];

/**
 * What Deis v1 would make of the image, beside what holds on every platform.
 *
 * @param app as it is before the deploy; undefined: it will be created
 */
export function v1Findings(subject: Subject, app: V1App | undefined): readonly Finding[] {
  const processes = app?.state.processes ?? [];
  return applyRules(rules, {
    ...subject,
    healthCheck: app?.health.path,
    routed: processes.length === 0 || processes.some(({ type }) => type === 'web' || type === 'cmd'),
    hasLogin: false,
    serving: app?.build?.image,
  });
}
