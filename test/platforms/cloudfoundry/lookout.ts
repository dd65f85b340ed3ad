import type { RunningServer } from '../../../sandbox/server.ts';
import { createHttp } from '../../../src/http/client.ts';
import { CloudController } from '../../../src/platforms/cloudfoundry/api/cloud-controller.ts';
import { TokenSource } from '../../../src/platforms/cloudfoundry/login/token-source.ts';
import { Lookout } from '../../../src/platforms/cloudfoundry/release/look.ts';
import type { CloudFoundryRollout } from '../../../src/platforms/cloudfoundry/release/rollout.ts';
import { problem, type Script, SleepingClock, scripted, token, withoutOidc } from './scripted.ts';

/** A rollout of droplet dr2 to web process w2 beside w1, as deployment d2 of app a1. */
export const rollout: CloudFoundryRollout = {
  runId: 'run-1',
  app: 'web',
  image: 'ghcr.io/acme/web@sha256:1',
  previous: undefined,
  appGuid: 'a1',
  dropletGuid: 'dr2',
  options: {},
  deploymentGuid: 'd2',
  wanted: [{ type: 'web', wanted: 1 }],
  before: { running: true, dropletGuid: 'dr1', web: { guid: 'w1', instances: 1, memoryMb: 64, diskMb: 64 } },
};

export const deployment = (value: string, reason: string, more: object = {}) => ({
  guid: 'd2',
  status: { value, reason },
  created_at: '2026-11-22T08:00:00Z',
  new_processes: [{ guid: 'w2', type: 'web' }],
  metadata: { labels: { 'deploy-image-run': 'run-1' } },
  ...more,
});
export const stats = (...entries: readonly object[]) => ({ status: 200, body: { resources: entries } });
export const gone = () => problem(404, 10010, 'CF-ResourceNotFound', 'Process not found');

let server: RunningServer | undefined;

/** To be called after each test. */
export async function closeLookout(): Promise<void> {
  await server?.close();
  server = undefined;
}

/** The looks at it, where the server answers what the script says. */
export async function lookout(script: Script, more: Partial<CloudFoundryRollout> = {}) {
  const running = await scripted({ 'POST /oauth/token': () => token('t'), ...script });
  server = running;
  const clock = new SleepingClock();
  const http = createHttp({ clock, userAgent: 'test' });
  const login = { kind: 'client', id: 'ci', secret: 's' } as const;
  const uaa = new URL(running.url);
  const tokens = new TokenSource({ http, clock, server: uaa, login, mask: () => {}, ...withoutOidc });
  const api = new CloudController({
    http,
    base: running.url,
    tokens,
    signal: undefined,
    role: () => '',
    note: () => {},
  });
  return { looks: new Lookout(api, clock, { ...rollout, ...more }), clock, requests: running.requests };
}
