import { httpAnswer, type PulledImage } from '../image.ts';

/** A probe as it stands in a manifest. One of the four ways to ask; times in seconds. */
export interface Probe {
  readonly httpGet?: { readonly path?: string; readonly port?: number };
  readonly tcpSocket?: { readonly port: number };
  readonly exec?: { readonly command: readonly string[] };
  readonly grpc?: { readonly port: number };
  readonly initialDelaySeconds?: number;
  readonly timeoutSeconds?: number;
  readonly periodSeconds?: number;
  readonly successThreshold?: number;
  readonly failureThreshold?: number;
}

/** A container that runs, as a probe finds it. */
export interface ProbedContainer {
  readonly image: PulledImage;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether its app has booted, and did not break. */
  readonly listening: boolean;
  /** Whether its app says that it can take traffic. */
  readonly ready: boolean;
}

export type ProbeKind = 'Liveness' | 'Readiness' | 'Startup';

const address = '10.244.1.7';

/** Why a container does not pass, in the words of the kubelet's prober; undefined: it passes. */
export function probeFailure(kind: ProbeKind, probe: Probe, container: ProbedContainer): string | undefined {
  const { listening } = container;
  const unready = kind === 'Readiness' && !container.ready;
  if (probe.exec !== undefined) return listening && !unready ? undefined : '';
  const port = probe.httpGet?.port ?? probe.tcpSocket?.port ?? probe.grpc?.port ?? 0;
  const path = probe.httpGet?.path ?? '/';
  if (!listening || !portsOf(container).includes(port) || (unready && probe.httpGet === undefined)) {
    const refused = `dial tcp ${address}:${port}: getsockopt: connection refused`;
    return probe.httpGet === undefined ? refused : `Get http://${address}:${port}${path}: ${refused}`;
  }
  if (unready) return 'HTTP probe failed with statuscode: 503';
  if (probe.httpGet === undefined) return undefined;
  const { status } = httpAnswer(container.image, path.replace(/\?.*/s, ''));
  return status >= 200 && status < 400 ? undefined : `HTTP probe failed with statuscode: ${status}`;
}

/** Where it listens: as its image says, else on all ports that this exposes, and on the one in `PORT`. */
export function portsOf({ image, environment }: ProbedContainer): readonly number[] {
  const listens = image.listens ?? [...image.exposedPorts.map((port) => Number.parseInt(port, 10)), '$PORT'];
  return listens.map((port) => (port === '$PORT' ? Number(environment['PORT']) : port));
}
