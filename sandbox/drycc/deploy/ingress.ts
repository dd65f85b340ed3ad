import type { App, Release } from '../records.ts';
import type { DryccWorld } from '../world.ts';
import { portOf } from './templates.ts';

/** `_create_default_ingress`: with its first deploy `web` gets a service, a gateway and a route between them. */
export function openIngress(world: DryccWorld, app: App, release: Release): void {
  const targetPort = portOf(release, 'web');
  const service = app.services.find(({ ptype }) => ptype === 'web');
  if (service === undefined) app.services.push({ ptype: 'web', ports: [{ port: 80, protocol: 'TCP', targetPort }] });
  else service.ports = service.ports.map((port) => (port.port === 80 ? { ...port, targetPort } : port));
  const made = { name: app.id, createdAt: world.clock.now() };
  if (!app.gateways.some(({ name }) => name === app.id)) {
    app.gateways.push({ id: world.nextId('gateway'), ...made, ports: [{ port: 80, protocol: 'HTTP' }] });
  }
  if (!app.routes.some(({ name }) => name === app.id)) {
    const rules = [{ backendRefs: [{ kind: 'Service', name: app.id, port: 80, weight: 100 }] }];
    const parentRefs = [{ name: app.id, port: 80 }];
    app.routes.push({ id: world.nextId('route'), ...made, kind: 'HTTPRoute', rules, parentRefs });
  }
}
