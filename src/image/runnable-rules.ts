import { listed } from './listing.ts';
import { type ImagePlatform, isFor, normalPlatform, platformName } from './platform.ts';
import type { Rule } from './rule.ts';

/** overlayfs takes 128 directories, one of them to write to; grootfs and containerd both mount by it. */
const mostLayers = 127;
const manyLayers = 100;

/** OCI image-spec, `layer.md`, and Docker's image manifest, schema 2; zstd is written by both. */
const layerType =
  /^application\/vnd\.(?:oci\.image\.layer\.(?:nondistributable\.)?v1\.tar(?:\+gzip|\+zstd)?|docker\.image\.rootfs\.(?:foreign\.)?diff\.tar(?:\.gzip|\.zstd)?)$/;

/** What an image must be to run anywhere. */
export const runnableRules: readonly Rule[] = [
  {
    // A process of another architecture ends with "exec format error" (java-buildpack#1137, jit-groups#270).
    code: 'ARCHITECTURE',
    severity: 'error',
    check({ facts, request }) {
      const wanted = request.imagePlatform;
      const name = platformName(wanted);
      const offered = facts.offered.some((platform) => isFor(platform, wanted));
      if (offered && isFor(facts.platform, wanted)) return undefined;
      const remedy = `Build it for ${name}, for example with docker buildx build --platform ${name}.`;
      // Who pulls a lone manifest does not ask its config, and of an index what stands there counts (containerd, `images`).
      if ((offered || facts.digest === facts.manifestDigest) && saysNothing(facts.platform, wanted)) {
        return {
          severity: 'warning',
          message: `The image's config does not say what it is built for; ${name} is needed.`,
          remedy: `If it is built for ${name}, let what makes it write os and architecture into its config.`,
        };
      }
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
    // x86-64's levels (psABI): v3 needs AVX2 and more. A kernel starts the program all the same, and it dies of SIGILL.
    code: 'VARIANT',
    severity: 'warning',
    check({ facts, request }) {
      if (request.imagePlatform.variant !== undefined || facts.platform.architecture !== 'amd64') return undefined;
      const declared = facts.declared === undefined ? undefined : normalPlatform(facts.declared).variant;
      const variant = facts.platform.variant ?? declared;
      if (variant === undefined) return undefined;
      const name = platformName({ ...facts.platform, variant });
      return {
        message: `The image is built for ${name} only: on an older processor it crashes with an illegal instruction.`,
        remedy: `If all machines of the platform are new enough, set image-platform to ${name}. Else build for linux/amd64.`,
      };
    },
  },
  {
    // Cloud Foundry's launcher: "No start command found"; Kubernetes: CreateContainerError.
    code: 'NO_START_COMMAND',
    severity: 'error',
    check({ facts }) {
      if (facts.entrypoint.length > 0 || facts.cmd.length > 0) return undefined;
      return {
        message: 'The image has neither ENTRYPOINT nor CMD: nothing would be started.',
        remedy: 'Add a CMD or an ENTRYPOINT to the Dockerfile.',
      };
    },
  },
  {
    // OCI image-spec, `config.md`: `rootfs.type` MUST be `layers`, and `diff_ids` has one entry a layer. containerd:
    // "mismatched image rootfs and manifest layers". Docker's own store: "too many non-empty layers in History section";
    // others do not read the history, so that is no error. What is absent is not held against an image that may run.
    code: 'INVALID_IMAGE',
    severity: 'error',
    check({ facts }) {
      const remedy = 'Build and push it again with another version of the tool that made it.';
      const { rootfsType, diffIds, historyLayers } = facts;
      const layers = facts.layers.length;
      if (layers === 0) {
        return { message: 'The image has no layers, so there is nothing in it that could run.', remedy };
      }
      if (rootfsType !== '' && rootfsType !== 'layers') {
        return {
          message: `The image's config calls its file system ${JSON.stringify(rootfsType.slice(0, 40))}.`,
          remedy,
        };
      }
      if (diffIds.length > 0 && diffIds.length !== layers) {
        return { message: `The image has ${layers} layers, but its config names ${diffIds.length}.`, remedy };
      }
      if (historyLayers !== undefined && historyLayers > layers) {
        return {
          severity: 'warning',
          message: `The image has ${layers} layers, but its history tells of ${historyLayers}: Docker refuses such an image.`,
          remedy,
        };
      }
      return undefined;
    },
  },
  {
    code: 'TOO_MANY_LAYERS',
    severity: 'error',
    check({ facts }) {
      const layers = facts.layers.length;
      if (layers <= manyLayers) return undefined;
      const remedy = 'Join RUN lines, or copy the result into a fresh stage: FROM scratch, COPY --from=build / /.';
      if (layers > mostLayers) {
        return { message: `The image has ${layers} layers; more than ${mostLayers} cannot be mounted.`, remedy };
      }
      return {
        severity: 'warning',
        message: `The image has ${layers} layers; more than ${mostLayers} cannot be mounted, and what builds on it adds some.`,
        remedy,
      };
    },
  },
  {
    // ocicrypt marks its layers `+encrypted`: who pulls needs a key, and none of the platforms has a place for one.
    code: 'LAYER_FORMAT',
    severity: 'error',
    check({ facts }) {
      const types = facts.layers.map(({ mediaType }) => mediaType);
      if (types.some((type) => type.includes('+encrypted'))) {
        return {
          message: 'Layers of the image are encrypted, and no platform here can be given the key.',
          remedy: 'Push the image without encryption.',
        };
      }
      const unknown = types.filter((type) => !layerType.test(type));
      if (unknown.length === 0) return undefined;
      return {
        severity: 'warning',
        message: `The image has layers of the type ${listed(unknown, 2)}, which not every platform can unpack.`,
        remedy: 'Push it with layers of the type application/vnd.oci.image.layer.v1.tar+gzip.',
      };
    },
  },
];

/** Whether a config without an os, an architecture or both leaves open that it may be for `wanted`: `crane append` writes such. */
function saysNothing({ os, architecture }: ImagePlatform, wanted: ImagePlatform): boolean {
  const isOpen = (said: string, asked: string) => said === 'unknown' || said === asked;
  return isOpen(os, wanted.os) && isOpen(architecture, wanted.architecture) && [os, architecture].includes('unknown');
}
