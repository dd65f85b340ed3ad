import { type Behaviour, httpAnswer, type PulledImage } from '../../image.ts';
import type { HealthCheck, Lrp } from '../model.ts';
import { defaultPort, listeningPorts } from '../routing/ports.ts';

/** Why a check does not pass. */
export interface CheckProblem {
  readonly port: number;
  readonly why: string;
}

const refused = 'connection refused';

/** How the app behaves this time: one that crashes a few times only is well-behaved afterwards. */
export function present(behaviour: Behaviour, crashes: number): Behaviour {
  if (behaviour.kind !== 'crash' || crashes < (behaviour.times ?? Number.POSITIVE_INFINITY)) return behaviour;
  return { kind: 'ok', bootMs: behaviour.bootMs };
}

/** What a start-up check finds `elapsedMs` after the app's start; undefined: it passes. */
export function startProblem(lrp: Lrp, image: PulledImage, elapsedMs: number): CheckProblem | undefined {
  return problemOf(lrp.healthCheck, lrp, image, elapsedMs);
}

/** What a readiness check finds `elapsedMs` after the app's start; undefined: it passes. */
export function readyProblem(lrp: Lrp, image: PulledImage, elapsedMs: number): CheckProblem | undefined {
  const { readinessCheck: check, openPorts } = lrp;
  const { behaviour } = image;
  const unready =
    behaviour.kind === 'unready' &&
    elapsedMs >= (behaviour.unreadyMs ?? 0) &&
    elapsedMs < (behaviour.readyMs ?? Number.POSITIVE_INFINITY);
  if (check.type === 'process' || !unready) return problemOf(check, lrp, image, elapsedMs);
  return { port: openPorts[0] ?? defaultPort, why: check.type === 'http' ? 'received status code 503' : refused };
}

/** When a readiness check that passes `elapsedMs` after the app's start may next fail; infinite: never. */
export function nextReadiness(check: HealthCheck, behaviour: Behaviour, elapsedMs: number): number {
  if (check.type === 'process' || behaviour.kind !== 'unready') return Number.POSITIVE_INFINITY;
  const { unreadyMs = 0 } = behaviour;
  return unreadyMs > elapsedMs ? unreadyMs : Number.POSITIVE_INFINITY;
}

/** A failed check in the words of Diego's healthcheck program. */
export function checkFailure({ type, endpoint }: HealthCheck, { port, why }: CheckProblem): string {
  return type === 'http'
    ? `Failed to make HTTP request to '${endpoint ?? '/'}' on port ${port}: ${why}`
    : `Failed to make TCP connection to port ${port}: ${why}`;
}

function problemOf(
  { type, endpoint }: HealthCheck,
  { openPorts, droplet }: Lrp,
  image: PulledImage,
  elapsedMs: number,
): CheckProblem | undefined {
  if (type === 'process') return undefined;
  const port = openPorts[0] ?? defaultPort;
  // Of all ports, or by HTTP of the first.
  const heard = listeningPorts(image, droplet, openPorts);
  const deaf = (type === 'http' ? openPorts.slice(0, 1) : openPorts).find((one) => !heard.includes(one));
  if (deaf !== undefined) return { port: deaf, why: refused };
  const { behaviour } = image;
  if (behaviour.kind === 'never-healthy') return { port, why: refused };
  const path = (endpoint ?? '/').replace(/\?.*/s, '');
  const { status } = httpAnswer(image, path);
  // A path that it does not have is a reason that will stay.
  if (type === 'http' && status !== 200) return { port, why: `received status code ${status}` };
  return elapsedMs < behaviour.bootMs ? { port, why: refused } : undefined;
}
