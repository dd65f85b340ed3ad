import { type Form, optional } from './form.ts';
import * as readers from './readers.ts';
import type { Settings } from './request.ts';
import { readRoutes } from './routes.ts';
import { readVariables } from './variables.ts';

/** What is to become of the app's settings; a key that is absent was left silent. */
export function readSettings(form: Form): Settings {
  const timeoutS = form.read('health-check-timeout', readers.readSeconds);
  return optional<Settings>({
    instances: form.read('instances', readers.readInstances),
    memoryMb: form.read('memory', readers.readSizeMb),
    diskMb: form.read('disk', readers.readSizeMb),
    command: form.asIs('command'),
    port: form.read('port', readers.readPort),
    routes: form.read('routes', readRoutes),
    healthCheck: form.read('health-check', readers.readHealthCheck),
    healthCheckTimes: timeoutS === undefined ? undefined : { timeoutS },
    readinessCheck: form.read('readiness-check', readers.readHealthCheck),
    services: form.read('services', readers.readNames)?.map((name) => ({ name })),
    labels: form.read('labels', readers.readLabels),
    env: form.read('env', readVariables),
  });
}
