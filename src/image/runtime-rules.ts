import { listed } from './listing.ts';
import { lowestTcpPort } from './ports.ts';
import type { Rule } from './rule.ts';
import { nameOf, shown } from './user.ts';

const gibibyte = 1024 ** 3;

/** What an image asks for and a platform does otherwise. It runs, but not as its author may think. */
export const runtimeRules: readonly Rule[] = [
  {
    // Cloud Foundry checks by port, http or process; Kubernetes has probes and never reads HEALTHCHECK.
    code: 'HEALTHCHECK_IGNORED',
    severity: 'info',
    check({ facts }) {
      if (!facts.healthcheck) return undefined;
      return {
        message: 'The image has a HEALTHCHECK, which the platform does not run.',
        remedy: 'Set up the platform’s own health check of the app.',
      };
    },
  },
  {
    // An instance's disk goes with the instance, on Cloud Foundry as in Kubernetes (an emptyDir at best).
    code: 'VOLUME_NOT_PERSISTENT',
    severity: 'warning',
    check({ facts }) {
      if (facts.volumes.length === 0) return undefined;
      return {
        message: `The image declares the volume ${listed(facts.volumes, 3)}: what is written there is lost with each restart.`,
        remedy: 'Keep data in a service, or in a volume that the platform binds to the app.',
      };
    },
  },
  {
    // CF sets PORT (`desired_lrp_builder.rb`), and so do Deis and Drycc from the app's config.
    code: 'PORT_OVERRIDDEN',
    severity: 'warning',
    check({ facts, request }) {
      const own = facts.env.get('PORT');
      const routed = request.settings.port ?? lowestTcpPort(facts);
      if (own === undefined || own === '' || own === String(routed)) return undefined;
      const instead = routed === undefined ? 'to the port that it routes to' : `to ${routed}`;
      return {
        message: `The image sets PORT itself, but the platform sets it ${instead}.`,
        remedy: 'Let the app listen on $PORT, whatever it is, and expose the port that it uses without it.',
      };
    },
  },
  {
    // Docker's reference, ONBUILD: the triggers run when another image is built from this one.
    code: 'ON_BUILD',
    severity: 'warning',
    check({ facts }) {
      if (facts.onBuild.length === 0) return undefined;
      return {
        message: 'The image has ONBUILD instructions: it is meant to build other images, and they have not run.',
        remedy: 'Is this the builder instead of the app? Deploy the image that is built from it.',
      };
    },
  },
  {
    // Kubernetes, `runAsNonRoot`: "image has non-numeric user (node), cannot verify user is non-root".
    code: 'NAMED_USER',
    severity: 'info',
    check({ facts }) {
      const name = nameOf(facts.user);
      if (name === undefined) return undefined;
      return {
        message: `The image runs as the user ${shown(name)}, by name: a platform that forbids root cannot tell who that is.`,
        remedy: 'Write the number instead: USER 1000.',
      };
    },
  },
  {
    // Each cell or node downloads and unpacks it before the first instance starts there.
    code: 'LARGE_IMAGE',
    severity: 'warning',
    check({ facts }) {
      if (facts.compressedBytes <= gibibyte) return undefined;
      return {
        message: `The image has ${(facts.compressedBytes / gibibyte).toFixed(1)} GiB to download: every start on a fresh machine takes that long, and it has to fit the app’s disk.`,
        remedy: 'Copy only what runs into a last stage with a smaller base.',
      };
    },
  },
];
