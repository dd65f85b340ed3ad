import type { World } from '../world.ts';
import type { OpenDocuments } from './router.ts';

/** The version this sandbox follows. */
export const apiVersion = '3.228.0';

export interface Addresses {
  readonly api: string;
  readonly uaa: string;
  readonly logCache: string;
}

const resources = [
  'app_usage_events',
  'apps',
  'audit_events',
  'builds',
  'deployments',
  'domains',
  'droplets',
  'feature_flags',
  'info',
  'organizations',
  'packages',
  'processes',
  'routes',
  'service_instances',
  'spaces',
  'tasks',
  'users',
];

/** `/`, `/v3` and `/v3/info`. `addresses` is asked at each request: ports are known only once all servers listen. */
export function openDocuments(world: World, addresses: () => Addresses): OpenDocuments {
  const link = (href: string) => ({ href });
  return new Map<string, () => object>([
    [
      '/',
      () => {
        const { api, uaa, logCache } = addresses();
        return {
          links: {
            self: link(api),
            cloud_controller_v2: null,
            cloud_controller_v3: { href: `${api}/v3`, meta: { version: apiVersion } },
            network_policy_v0: null,
            network_policy_v1: null,
            login: link(uaa),
            uaa: link(uaa),
            credhub: null,
            routing: null,
            logging: null,
            log_cache: link(logCache),
            log_stream: null,
            app_ssh: null,
          },
        };
      },
    ],
    [
      '/v3',
      () => {
        const { api } = addresses();
        const links = resources.map((name) => [name, link(`${api}/v3/${name}`)] as const);
        return { links: { self: link(`${api}/v3`), ...Object.fromEntries(links) } };
      },
    ],
    [
      '/v3/info',
      () => {
        const { api } = addresses();
        const { rateLimit } = world;
        return {
          build: '',
          cli_version: { minimum: '', recommended: '' },
          custom: {},
          description: 'practice platform',
          name: 'sandbox',
          version: 0,
          osbapi_version: '2.15',
          rate_limits: {
            enabled: rateLimit !== undefined,
            general_limit: rateLimit?.limit ?? null,
            reset_interval_in_minutes: rateLimit === undefined ? null : rateLimit.windowMs / 60_000,
          },
          links: { self: link(`${api}/v3/info`), support: link('') },
        };
      },
    ],
  ]);
}
