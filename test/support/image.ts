import type { ImageFacts } from '../../src/image/facts.ts';
import { linuxAmd64 } from '../../src/image/platform.ts';
import { parseReference } from '../../src/image/reference.ts';
import type { Finding, Job, Subject } from '../../src/image/rule.ts';
import type { Request } from '../../src/inputs/request.ts';
import type { RegistryAccess } from '../../src/registry/access.ts';

/** Facts of ghcr.io/acme/web:1.4.2 that no rule has anything to say about, whatever is told otherwise. */
export function imageFacts(more: Partial<ImageFacts> = {}): ImageFacts {
  const digest = `sha256:${'a'.repeat(64)}`;
  return {
    reference: parseReference('ghcr.io/acme/web:1.4.2'),
    digest,
    manifestDigest: digest,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    platform: linuxAmd64,
    offered: [linuxAmd64],
    layers: [
      { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: `sha256:${'b'.repeat(64)}`, size: 1_000_000 },
    ],
    compressedBytes: 1_000_000,
    configBytes: 1_000,
    created: undefined,
    entrypoint: ['/app'],
    cmd: [],
    exposedPorts: [{ port: 8080, protocol: 'tcp' }],
    badPorts: [],
    user: '1000',
    workingDir: '/',
    env: new Map(),
    volumes: [],
    healthcheck: false,
    stopSignal: '',
    onBuild: [],
    labels: new Map(),
    history: ['COPY app /app'],
    historyLayers: 1,
    rootfsType: 'layers',
    diffIds: [`sha256:${'c'.repeat(64)}`],
    annotations: new Map(),
    openedBy: 'nobody',
    ...more,
  };
}

/** The inputs that are the same in nearly every request: as they are read when nobody gave them. */
export const silentInputs = {
  settings: {},
  envMode: 'merge',
  routesMode: 'add',
  registryTrust: { dockerLogin: true, realmHosts: [], privateNetwork: false },
  imagePlatform: linuxAmd64,
  certificates: [],
  mode: 'deploy',
  onFailure: 'restore',
  onCancel: 'restore',
  ifBusy: 'wait',
  strategy: 'rolling',
  imageChecks: 'enforce',
  ignoredChecks: new Set<never>(),
  summary: 'always',
} as const satisfies Partial<Request>;

export const job: Job = { repository: 'acme/web', revision: undefined, event: 'push', tokens: new Map() };

export function subject(more: Partial<ImageFacts> = {}, over: Partial<Subject> = {}): Subject {
  const facts = imageFacts(more);
  return {
    facts,
    request: {
      ...silentInputs,
      image: facts.reference,
      app: 'web',
      platform: 'auto',
      api: new URL('https://api.example.org'),
      login: { kind: 'token', token: 't0ken' },
    },
    deployedAs: `ghcr.io/acme/web@${facts.digest}`,
    stored: over.request?.registry,
    job,
    now: Date.UTC(2026, 10, 22, 8, 14, 0),
    ...over,
  };
}

/** As a test of one rule wants it: the code, the severity and the texts in one line. */
export function told({ code, severity, message, remedy }: Finding): string {
  return [`${severity} ${code}: ${message}`, ...(remedy === undefined ? [] : [remedy])].join(' ');
}

/** What a registry is read with when nobody has a login. */
export function registryAccess(
  needed: Pick<RegistryAccess, 'http' | 'clock'>,
  more: Partial<RegistryAccess> = {},
): RegistryAccess & { readonly masked: string[]; readonly notes: string[] } {
  const masked: string[] = [];
  const notes: string[] = [];
  return {
    signal: new AbortController().signal,
    trust: silentInputs.registryTrust,
    environment: {},
    mask: (secret) => masked.push(secret),
    note: (line) => notes.push(line),
    masked,
    notes,
    ...needed,
    ...more,
  };
}
