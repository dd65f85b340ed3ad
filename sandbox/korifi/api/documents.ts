import { jsonReply } from '../errors.ts';
import type { KorifiWorld } from '../world.ts';
import type { OpenAnswers } from './router.ts';

/** @see cloudfoundry/korifi: api/presenter/root.go, api/handlers/root.go */
export function openAnswers(world: KorifiWorld): OpenAnswers {
  const self = (path = '') => ({ href: `${world.url}${path}` });
  const root = () => ({
    links: {
      ...{ app_ssh: null, bits_service: null, cloud_controller_v2: null },
      cloud_controller_v3: { ...self('/v3'), meta: { version: '3.117.0+cf-k8s' } },
      credhub: null,
      log_cache: { ...self(), meta: { version: '' } },
      ...{ log_stream: null, logging: null },
      login: self(),
      ...{ network_policy_v0: null, network_policy_v1: null, routing: null },
      self: self(),
      uaa: null,
    },
    cf_on_k8s: true,
  });
  const answers = {
    '/': root,
    '/v3': () => ({ links: { self: self('/v3') } }),
    '/v3/info': () => ({
      build: '',
      cli_version: { minimum: '', recommended: '' },
      ...{ custom: {}, description: '', name: '', version: 0 },
      links: { self: self('/v3/info'), support: { href: 'https://www.cloudfoundry.org/technology/korifi/' } },
    }),
    '/api/v1/info': () => ({ version: '2.11.4+cf-k8s', vm_uptime: '0' }),
    '/healthz': () => ({}),
    '/readyz': () => ({}),
  };
  return new Map(
    Object.entries(answers).map(([path, answer]) => [
      path,
      () => (path.endsWith('z') ? { status: 200, body: 'OK' } : jsonReply(200, answer())),
    ]),
  );
}
