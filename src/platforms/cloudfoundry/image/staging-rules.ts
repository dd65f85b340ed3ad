import { platformName } from '../../../image/platform.ts';
import type { Rule } from '../../../image/rule.ts';
import { loginKind } from '../../../image/stored-login.ts';
import { isManifestList, isOverlooked, isSha256 } from './image.ts';
import type { CloudFoundrySubject } from './rules.ts';

/** Larger configs than this are worth a word. Bytes. */
const largeConfig = 64 * 1024;

/** What staging makes of the image: it reads manifest and config, by the reference and the login that it is given. */
export const stagingRules: readonly Rule<CloudFoundrySubject>[] = [
  {
    // Nothing but `sha256:` and 64 characters (cloud_controller_ng `docker_uri_converter.rb`).
    code: 'CF_DIGEST',
    severity: 'error',
    check({ facts, deployedAs }) {
      const digest = deployedAs.slice(deployedAs.lastIndexOf('@') + 1);
      if (isSha256(digest)) return undefined;
      return {
        message: `The image can only be named by ${digest.split(':', 1)[0]}, and Cloud Foundry takes no digest but sha256.`,
        remedy:
          facts.reference.digest === undefined
            ? 'Push the image to a registry that names it by sha256.'
            : 'Give the image by its tag, or by its sha256 digest.',
      };
    },
  },
  {
    // See `isManifestList`.
    code: 'CF_MANIFEST_LIST',
    severity: 'info',
    check({ facts }) {
      if (!isManifestList(facts)) return undefined;
      return {
        message: `The image is listed in Docker’s own format, for which staging does not ask: its manifest for ${platformName(facts.platform)} is deployed, ${facts.manifestDigest}.`,
        remedy: 'Push it with OCI media types (oci-mediatypes=true) to have the digest of the whole index deployed.',
      };
    },
  },
  {
    // See `isOverlooked`. By its own digest the image is staged all the same; whether the cells' processors can run the
    // variant is another question (VARIANT).
    code: 'CF_VARIANT',
    severity: 'info',
    check({ facts }) {
      if (facts.declared === undefined || isManifestList(facts) || !isOverlooked(facts)) return undefined;
      return {
        message: `The image’s index calls it ${platformName(facts.declared)}, where staging looks for linux/amd64 alone: its own manifest is deployed, ${facts.manifestDigest}.`,
        remedy: 'Build it for linux/amd64 without a variant to have the digest of the whole index deployed.',
      };
    },
  },
  {
    // The package holds a user name and a password and nothing else; for hosts of ECR they are taken for an access key
    // (cloudfoundry/ecrhelper; docs-dev-guide, push-docker). Korifi makes a pull secret of them, as Deis does.
    code: 'CF_LOGIN',
    severity: 'error',
    check({ facts, stored, job, now, korifi }) {
      if (stored === undefined) return undefined;
      const kind = loginKind(stored, facts.reference.domain, job, now);
      if (kind.failsOn?.includes(korifi ? 'deis' : 'cloudfoundry') !== true) return undefined;
      return {
        message: `${nameOf(korifi)} cannot pull from ${facts.reference.domain} with ${kind.name}.`,
        remedy: kind.advice,
      };
    },
  },
  {
    // The cells pull with what the package holds, and with nothing when it holds nothing (`droplet_create.rb`,
    // `app_recipe_builder.rb`): a package does not inherit the login of the one before.
    code: 'CF_LOGIN_MISSING',
    severity: 'error',
    check({ facts, stored, korifi }) {
      if (facts.openedBy !== 'docker login' || stored !== undefined) return undefined;
      const who = nameOf(korifi);
      return {
        message: `The image is private and was read with the login of an earlier step, which ${who} does not have: it could not pull the image.`,
        remedy: `Set registry-username and registry-password to a login that lives on: ${who} stores it and pulls with it at every start of an instance.`,
      };
    },
  },
  {
    // Start command, ports and user become the droplet's `execution_metadata`, a text in the database.
    code: 'CF_METADATA_SIZE',
    severity: 'info',
    check({ facts, korifi }) {
      if (korifi || facts.configBytes <= largeConfig) return undefined;
      return {
        message: `The image’s config has ${Math.ceil(facts.configBytes / 1024)} KiB; staging reads all of it and hands the start command, ports and user on to the Cloud Controller, which expects a few KiB.`,
        remedy: 'Look for long labels and generated commands.',
      };
    },
  },
];

function nameOf(korifi: boolean): string {
  return korifi ? 'Korifi' : 'Cloud Foundry';
}
