import type { ImageFacts, ImageLayer } from '../../../image/facts.ts';
import type { Rule } from '../../../image/rule.ts';
import { isRoot, nameOf, shown } from '../../../image/user.ts';
import type { CloudFoundrySubject } from './rules.ts';

/** `default_app_disk_in_mb` as it comes: an operator may have set another. MB */
const usualDiskMb = 1024;
/** Cloud Foundry's M. Bytes. */
const megabyte = 1024 * 1024;

/** What the cells make of the image: they pull it, unpack it into the instance's disk and start its command. */
export const cellRules: readonly Rule<CloudFoundrySubject>[] = [
  {
    // All layers unpacked count against the process's disk quota ("layer size exceeds image quota", grootfs
    // `quotaed_reader`; garden-runc-release#64, #81). Only the size as transferred is known: what is certain is that it
    // does not shrink when it is unpacked.
    code: 'CF_DISK',
    severity: 'warning',
    // Kubernetes counts what a container writes, and not its image.
    check({ facts, request, diskMb, korifi }) {
      if (korifi) return undefined;
      const known = request.settings.diskMb ?? diskMb;
      const quota = known ?? usualDiskMb;
      const compressed = inMegabytes(facts.compressedBytes);
      const unpacked = inMegabytes(unpackedBytes(facts));
      const limit = `${quota} MB of disk that ${known === undefined ? 'an instance usually gets' : 'an instance has'}`;
      const remedy = 'Set the `disk` input to more, or make the image smaller.';
      if (compressed > quota) {
        return {
          message: `The image has ${compressed} MB compressed already, and more unpacked: that does not fit into the ${limit}.`,
          remedy,
          // A default that an operator may have raised is no reason to stop.
          ...(known === undefined ? {} : { severity: 'error' }),
        };
      }
      if (unpacked <= quota) return undefined;
      return {
        message: `The image has ${compressed} MB compressed, so about ${unpacked} MB unpacked: that may not fit into the ${limit}.`,
        remedy,
      };
    },
  },
  {
    // It depends on the cell's grootfs whether it unpacks zstd, and whether it fetches layers from elsewhere.
    code: 'CF_LAYER_FORMAT',
    severity: 'warning',
    check({ facts, korifi }) {
      if (korifi) return undefined;
      const has = (which: (layer: ImageLayer) => boolean) => facts.layers.some(which);
      const kinds = [
        ...(has(isZstd) ? ['compressed with zstd'] : []),
        ...(has(isForeign) ? ['that are kept outside of the registry (foreign, non-distributable)'] : []),
      ];
      if (kinds.length === 0) return undefined;
      return {
        message: `The image has layers ${kinds.join(' and layers ')}, with which not all cells can deal.`,
        remedy: 'Build it with gzip layers (compression=gzip,force-compression=true), all of them pushed.',
      };
    },
  },
  {
    // cloud_controller_ng `allow_docker_root_user`: "Attempting to run process as root user, which is not permitted".
    // No USER counts as root.
    code: 'CF_ROOT_USER',
    severity: 'warning',
    check({ facts, korifi }) {
      if (korifi || !isRoot(facts.user)) return undefined;
      return {
        message: `${runsAsRoot(facts)}, which the operator of a Cloud Foundry can forbid (allow_docker_root_user).`,
        remedy: 'Add USER 1000, or another number but 0, to the Dockerfile.',
      };
    },
  },
  {
    // korifi: "configured to run as the root user. That is insecure on Kubernetes and therefore not supported by Korifi".
    code: 'KORIFI_ROOT_USER',
    severity: 'error',
    check({ facts, korifi }) {
      if (!korifi || !isRoot(facts.user)) return undefined;
      return {
        message: `${runsAsRoot(facts)}, and Korifi builds no such image.`,
        remedy: 'Add USER 1000, or another number but 0, to the Dockerfile.',
      };
    },
  },
  {
    // Its pods demand `runAsNonRoot` (`appworkload_to_stset.go`), and for that Kubernetes reads no /etc/passwd
    // (`verifyRunAsNonRoot`): "image has non-numeric user (node), cannot verify user is non-root". The build takes it.
    code: 'KORIFI_NAMED_USER',
    severity: 'error',
    check({ facts, korifi }) {
      const name = nameOf(facts.user);
      if (!korifi || name === undefined) return undefined;
      return {
        message: `The image runs as the user ${shown(name)}, by name: on Korifi Kubernetes never starts it, since it cannot tell whether that is root.`,
        remedy: 'Write the number instead: USER 1000.',
      };
    },
  },
  {
    // Diego sends TERM and, about ten seconds later, KILL, whatever the image says. Kubernetes heeds it.
    code: 'CF_STOP_SIGNAL',
    severity: 'warning',
    check({ facts, korifi }) {
      if (korifi || /^(?:(?:SIG)?TERM|15)?$/i.test(facts.stopSignal)) return undefined;
      return {
        message: `The image wants to be stopped by ${facts.stopSignal} (STOPSIGNAL), but Cloud Foundry sends SIGTERM, and SIGKILL ten seconds later.`,
        remedy: 'Make sure that the app ends on SIGTERM as it should.',
      };
    },
  },
  {
    // Diego runs a command that was set as `/bin/sh -c "…"`, in place of ENTRYPOINT and CMD both (docs-dev-guide, "Push
    // an app with Docker"), and so it runs tasks. Whether the image has a shell stands in its layers, which nobody reads here.
    code: 'CF_COMMAND_SHELL',
    severity: 'warning',
    check({ facts, request }) {
      const { settings, beforeRelease } = request;
      const commands = [
        ...(settings.command === undefined ? [] : ['the start command']),
        ...(beforeRelease === undefined ? [] : ['what is run before the release']),
      ];
      if (commands.length === 0 || !seemsShellless(facts)) return undefined;
      return {
        message: `Cloud Foundry lets /bin/sh run ${commands.join(' and ')}, in place of ENTRYPOINT and CMD both, and the image seems to have no shell.`,
        remedy: 'Leave the command out, or build on a base that has a shell.',
      };
    },
  },
  {
    // docs-dev-guide, "Cloud Foundry Environment Variables". PORT has a rule that holds on every platform. PATH, HOME,
    // LANG and the like are set for buildpacks only.
    code: 'CF_OVERWRITTEN_ENV',
    severity: 'warning',
    check({ facts }) {
      const names = [...facts.env.keys()].filter((name) =>
        /^(?:VCAP_.*|CF_INSTANCE_.*|INSTANCE_(?:GUID|INDEX)|MEMORY_LIMIT|DATABASE_URL)$/.test(name),
      );
      if (names.length === 0) return undefined;
      const onlyBound = names.includes('DATABASE_URL') ? ' (DATABASE_URL once a database is bound)' : '';
      return {
        message: `The image sets ${names.join(', ')}, but at run time Cloud Foundry says what stands there${onlyBound}.`,
        remedy: 'Give what the app needs another name, or take it out of the image.',
      };
    },
  },
];

/** Distroless and static bases by their name; else an image in whose history no command was ever run by a shell. */
function seemsShellless({ base, history, entrypoint, cmd }: ImageFacts): boolean {
  if (base !== undefined) return /distroless|(?:^|[/:-])static(?:$|[@:/-])|^scratch$/.test(base.name);
  const words = [...history, ...entrypoint, ...cmd];
  return history.some((step) => /\bbazel build\b/.test(step)) && !words.some((word) => /\/(?:ba|da)?sh\b/.test(word));
}

/** Whole ones, rounded up: what is more than a limit shows as more. */
function inMegabytes(bytes: number): number {
  return Math.ceil(bytes / megabyte);
}

/** An estimate: layers of programs shrink to about 1/2.5 by gzip and to 1/3 by zstd; seen in practice is 1/2 to 1/4. */
function unpackedBytes({ layers }: ImageFacts): number {
  const distinct = new Map(layers.map((layer) => [layer.digest, layer]));
  return [...distinct.values()].reduce((sum, layer) => sum + layer.size * growth(layer), 0);
}

function growth(layer: ImageLayer): number {
  if (isZstd(layer)) return 3;
  return /[+.]gzip$/.test(layer.mediaType) ? 2.5 : 1;
}

function isZstd({ mediaType }: ImageLayer): boolean {
  return /[+.]zstd$/.test(mediaType);
}

/** `…image.rootfs.foreign.diff.tar.gzip`, `…image.layer.nondistributable.v1.tar`. */
function isForeign({ mediaType }: ImageLayer): boolean {
  return /\.(?:foreign|nondistributable)\./.test(mediaType);
}

function runsAsRoot({ user }: ImageFacts): string {
  return user === '' ? 'The image names no USER and so runs as root' : `The image runs as root (USER ${user})`;
}
