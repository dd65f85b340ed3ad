import { asObject, at, numberAt, textAt } from '../../http/json.ts';
import type { HealthCheck } from '../../inputs/request.ts';

/** Probes of one process type by their kind, as Kubernetes writes them: `{"readinessProbe": {…}}`. */
export type Probes = Readonly<Record<string, unknown>>;

/**
 * As often and as patiently as the controllers' own probe of the port (deis/controller `app.py`,
 * `_set_default_readiness_probe`; drycc/controller the same). Seconds.
 */
const times = { initialDelaySeconds: 5, timeoutSeconds: 5, periodSeconds: 5, successThreshold: 1, failureThreshold: 1 };

/**
 * The probe that a check means. Readiness, as with the controllers' own one: it says which pod is up and gets traffic. A
 * liveness probe is nobody's to add unasked: it ends pods that start slowly.
 */
export function probesFor(check: HealthCheck, port: number): Probes {
  const question = check.type === 'http' ? { httpGet: { path: check.path, port } } : { tcpSocket: { port } };
  return { readinessProbe: { ...question, ...times } };
}

/**
 * The check that probes come to: without any it is the controllers' own, of the port.
 *
 * @param port where the app listens; undefined: not known
 * @returns undefined: one that the inputs have no word for, or that asks at another port
 */
export function checkOf(probes: Probes | undefined, port: number | undefined): HealthCheck | undefined {
  if (probes === undefined || Object.keys(probes).length === 0) return { type: 'port' };
  const probe = probes['readinessProbe'];
  const asked = portOf(probe);
  if (asked === undefined || (port !== undefined && asked !== port)) return undefined;
  if (at(probe, 'tcpSocket') !== undefined) return { type: 'port' };
  // As Kubernetes has it, and every server takes it.
  const path = textAt(probe, 'httpGet', 'path') ?? '/';
  return path.startsWith('/') ? { type: 'http', path } : undefined;
}

/** Those probes that ask at one port, asking at another one. Undefined: none does. */
export function movedProbes(probes: Probes, from: number, to: number): Probes | undefined {
  const moved = Object.entries(probes).flatMap(([kind, probe]) => {
    if (portOf(probe) !== from) return [];
    const question = at(probe, 'httpGet') === undefined ? 'tcpSocket' : 'httpGet';
    return [[kind, { ...asObject(probe), [question]: { ...asObject(at(probe, question)), port: to } }] as const];
  });
  return moved.length === 0 ? undefined : Object.fromEntries(moved);
}

function portOf(probe: unknown): number | undefined {
  return numberAt(probe, 'httpGet', 'port') ?? numberAt(probe, 'tcpSocket', 'port');
}
