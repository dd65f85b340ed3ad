import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Identity } from '../http/openssl.ts';
import { startTokenServer, type TokenRequest, tokenIssuer } from './token-server.ts';

const run = promisify(execFile);

/** Debian packages: docker-registry skopeo umoci buildah busybox-static apache2-utils openssl. */
const programs = ['docker-registry', 'skopeo', 'umoci', 'buildah', 'busybox', 'htpasswd', 'openssl'];

/** The programs that are missing; empty: real registries can be had. With `CI=true` a missing one must fail the tests. */
export function realRegistryTools(): string[] {
  return programs.filter((program) => pathOf(program) === undefined);
}

export type RealAuth = 'open' | 'htpasswd' | 'token';

export interface RealRegistry {
  /** `127.0.0.1:43210` */
  readonly host: string;
  /** What opens it; undefined: it is open. */
  readonly login: { readonly username: string; readonly password: string } | undefined;
  /** `http://127.0.0.1:43210`, or with https. */
  readonly url: string;
  /** Where tokens are had; undefined for the other kinds. */
  readonly realm: string | undefined;
  /** What the token server was asked. Empty for the other kinds. */
  readonly tokenRequests: readonly TokenRequest[];
  /** A token as its server would give it, for a life of that many seconds; less than none: it is dead already. */
  signToken(scopes: readonly string[], seconds: number): string;
  /** Pushes an image that `makeImage` made. Returns its reference by tag. */
  push(image: OciImage, repository: string, tag: string, options?: { format?: 'oci' | 'v2s2' }): Promise<string>;
  close(): Promise<void>;
}

/** An image in an OCI layout on disk. */
export interface OciImage {
  readonly layout: string;
  readonly name: string;
}

export interface ImageToMake {
  readonly architecture?: string;
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly exposedPorts?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly user?: string;
}

/** A folder for images and registries; `remove` takes all of it away. */
export interface Workshop {
  readonly folder: string;
  remove(): Promise<void>;
}

export async function openWorkshop(): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'deploy-image-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Makes an image out of busybox with umoci: no daemon, no network, no root. */
export async function makeImage(workshop: Workshop, name: string, image: ImageToMake = {}): Promise<OciImage> {
  const layout = join(workshop.folder, `image-${name}`);
  const root = join(workshop.folder, `root-${name}`);
  const busybox = pathOf('busybox');
  if (busybox === undefined) throw new Error('busybox is not installed');
  await mkdir(join(root, 'bin'), { recursive: true });
  await cp(busybox, join(root, 'bin', 'busybox'));
  await run('umoci', ['init', '--layout', layout]);
  await run('umoci', ['new', '--image', `${layout}:${name}`]);
  await run('umoci', ['insert', '--rootless', '--image', `${layout}:${name}`, join(root, 'bin'), '/bin']);
  const each = (flag: string, values: readonly string[]) => values.flatMap((value) => [flag, value]);
  const labels = Object.entries(image.labels ?? {}).map(([key, value]) => `${key}=${value}`);
  await run('umoci', [
    'config',
    '--image',
    `${layout}:${name}`,
    ...['--os', 'linux', '--architecture', image.architecture ?? 'amd64'],
    ...each('--config.entrypoint', image.entrypoint ?? ['/bin/busybox']),
    ...each('--config.cmd', image.cmd ?? ['httpd', '-f', '-p', '8080']),
    ...each('--config.exposedports', image.exposedPorts ?? ['8080/tcp']),
    ...each('--config.label', labels),
    ...(image.user === undefined ? [] : ['--config.user', image.user]),
  ]);
  await rm(root, { recursive: true });
  return { layout, name };
}

/** What the real registries call themselves to those who have to log in. */
export const realService = 'sandbox-registry';

/**
 * Starts Debian's docker-registry on loopback and waits until it answers.
 *
 * @param tls what it and its token server identify themselves with; undefined: they speak http
 */
export async function startRealRegistry(workshop: Workshop, auth: RealAuth, tls?: Identity): Promise<RealRegistry> {
  const folder = await mkdtemp(join(workshop.folder, `registry-${auth}-`));
  const login = auth === 'open' ? undefined : { username: 'robot', password: `password-${randomUUID()}` };
  const tokens =
    auth === 'token' && login !== undefined
      ? await startTokenServer(folder, login, { service: realService, tls })
      : undefined;
  const lines: Readonly<Record<RealAuth, () => Promise<string>>> = {
    open: async () => '',
    htpasswd: async () => {
      const file = join(folder, 'htpasswd');
      // The lowest cost: bcrypt would make every request of the tests slow.
      const { stdout } = await run('htpasswd', ['-BbnC', '4', login?.username ?? '', login?.password ?? '']);
      await writeFile(file, stdout);
      return `auth: {htpasswd: {realm: ${realService}, path: "${file}"}}`;
    },
    token: async () =>
      `auth: {token: {realm: "${tokens?.realm}", service: ${realService}, issuer: ${tokenIssuer}, rootcertbundle: "${tokens?.certificate}"}}`,
  };
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const url = `${tls === undefined ? 'http' : 'https'}://${host}`;
  const [key, certificate] = [join(folder, 'tls.key'), join(folder, 'tls.pem')];
  const secured = tls === undefined ? '' : `, tls: {certificate: "${certificate}", key: "${key}"}`;
  if (tls !== undefined) {
    await writeFile(key, tls.key);
    await writeFile(certificate, tls.cert);
  }
  const config = join(folder, 'config.yml');
  await writeFile(
    config,
    [
      'version: 0.1',
      'log: {level: error, accesslog: {disabled: true}}',
      `storage: {filesystem: {rootdirectory: "${join(folder, 'data')}"}}`,
      `http: {addr: "${host}"${secured}}`,
      await lines[auth](),
    ].join('\n'),
  );
  const server = spawn('docker-registry', ['serve', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const complaints: string[] = [];
  server.stderr.on('data', (chunk: Buffer) => complaints.push(chunk.toString('utf8')));
  try {
    await answers(url, server);
  } catch (error) {
    await stop(server);
    await tokens?.close();
    throw new Error(`docker-registry did not start: ${complaints.join('')}`, { cause: error });
  }
  return {
    host,
    url,
    login,
    realm: tokens?.realm,
    tokenRequests: tokens?.requests ?? [],
    signToken: (scopes, seconds) => {
      if (tokens === undefined) throw new Error(`the ${auth} registry has no tokens`);
      return tokens.sign(scopes, seconds);
    },
    push: async (image, repository, tag, options = {}) => {
      const reference = `${host}/${repository}:${tag}`;
      const credentials = login === undefined ? [] : ['--dest-creds', `${login.username}:${login.password}`];
      const format = options.format === undefined ? [] : ['--format', options.format];
      const source = `oci:${image.layout}:${image.name}`;
      await pushWithSkopeo([...credentials, ...format, source, `docker://${reference}`], workshop);
      return reference;
    },
    close: async () => {
      await stop(server);
      await tokens?.close();
    },
  };
}

/** `skopeo copy` to a registry that speaks http, or https with a certificate nobody knows. As an ordinary user skopeo wants a run-time folder of its own. */
export async function pushWithSkopeo(args: readonly string[], workshop: Workshop): Promise<void> {
  const env = { ...process.env, XDG_RUNTIME_DIR: workshop.folder, HOME: workshop.folder };
  await run('skopeo', ['copy', '--quiet', '--insecure-policy', '--dest-tls-verify=false', ...args], { env });
}

/**
 * `skopeo login`, as an earlier step of a job would: writes the login into `file`, in the form that podman and buildah
 * share with docker. `where` is the registry, or a part of it: `127.0.0.1:5000/team`.
 */
export async function loginWithSkopeo(registry: RealRegistry, where: string, file: string): Promise<void> {
  const { username = '', password = '' } = registry.login ?? {};
  const who = ['--tls-verify=false', '--authfile', file, '--username', username, '--password-stdin'];
  const running = run('skopeo', ['login', ...who, where]);
  running.child.stdin?.end(password);
  await running;
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Resolves once `GET /v2/` is answered; rejects when the server has left or ten seconds are over. */
async function answers(url: string, server: ChildProcess): Promise<void> {
  const ask = url.startsWith('https:') ? tlsRequest : request;
  // Whether the certificate is a good one is for the tests to say.
  const options = { agent: false, rejectUnauthorized: false };
  const until = Date.now() + 10_000;
  for (;;) {
    const answered = await new Promise<boolean>((resolve) => {
      const outgoing = ask(`${url}/v2/`, options, (incoming) => {
        incoming.resume();
        resolve(true);
      });
      outgoing.on('error', () => resolve(false));
      outgoing.end();
    });
    if (answered) return;
    if (server.exitCode !== null || server.signalCode !== null) throw new Error('it ended');
    if (Date.now() > until) throw new Error('it does not answer');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGKILL');
  await ended;
}

/** Where a program is; undefined: it is not installed. */
export function pathOf(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return [...folders, '/usr/sbin', '/sbin'].map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
