import { dryccSeeds } from './drycc/drycc.ts';
import { korifiSeeds } from './korifi/users.ts';
import type { Sandbox } from './sandbox.ts';

/** The sandbox's platforms of today that run any image. */
export const platformNames = ['cloudfoundry', 'deis', 'drycc'] as const;
/**
 * Deis v1 takes no digest, no registry login and no image of the OCI, Korifi no image of root and no command before a
 * release: few stories go there as they do elsewhere.
 */
export type PlatformName = (typeof platformNames)[number] | 'deis-v1' | 'korifi';

/** The `with:` block that deploys to one of the sandbox's platforms, without image and app. */
export function loginInputs(sandbox: Sandbox, platform: PlatformName): Readonly<Record<string, string>> {
  switch (platform) {
    case 'cloudfoundry':
      return {
        platform,
        api: sandbox.cloudFoundry.api.url,
        org: 'acme',
        space: 'prod',
        'client-id': 'ci',
        'client-secret': 'ci-secret',
      };
    case 'korifi':
      return {
        ...{ platform: 'cloudfoundry', api: sandbox.korifi.server.url, org: 'acme', space: 'prod' },
        token: korifiSeeds.deployer.token,
      };
    case 'deis':
      return { platform, api: sandbox.deis.server.url, username: 'admin', password: 'admin-password' };
    case 'deis-v1':
      return { platform: 'deis', api: sandbox.deisV1.server.url, username: 'admin', password: 'admin-password' };
    case 'drycc':
      return { platform, api: sandbox.drycc.server.url, token: dryccSeeds.mike.token, workspace: 'teamone' };
  }
}

/** As it is pasted under a workflow's step. */
export function withBlock(inputs: Readonly<Record<string, string>>): string {
  const lines = Object.entries(inputs).map(([name, value]) => `    ${name}: ${value}`);
  return ['  with:', ...lines].join('\n');
}
