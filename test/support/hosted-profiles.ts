import type { ProfileName } from '../../sandbox/registry/profiles.ts';

/** The hosted registries that have private images, each with a repository that needs a login there, named as it names them. */
export const hostedProfiles = [
  ['docker-hub', 'private/web'],
  ['ghcr', 'private/web'],
  ['ecr', 'team/web'],
  ['acr', 'team/web'],
  ['gar', 'acme/private/web'],
  ['quay', 'private/web'],
  ['gitlab', 'private/group/web'],
  ['harbor', 'private/web'],
  ['jfrog', 'docker-local/web'],
] as const satisfies readonly (readonly [ProfileName, string])[];
