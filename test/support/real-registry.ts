import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createSign, randomUUID, X509Certificate } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Debian packages: docker-registry skopeo umoci busybox-static apache2-utils openssl. */
const programs = ['docker-registry', 'skopeo', 'umoci', 'busybox', 'htpasswd', 'openssl'];

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
  /** What the token server was asked: `Authorization` by request. Empty for the other kinds. */
  readonly tokenRequests: readonly { readonly authorization: string | undefined; readonly scope: string | null }[];
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

/** Starts Debian's docker-registry on loopback and waits until it answers. */
export async function startRealRegistry(workshop: Workshop, auth: RealAuth): Promise<RealRegistry> {
  const folder = await mkdtemp(join(workshop.folder, `registry-${auth}-`));
  const login = auth === 'open' ? undefined : { username: 'robot', password: `password-${randomUUID()}` };
  const tokens = auth === 'token' && login !== undefined ? await startTokenServer(folder, login) : undefined;
  const lines: Readonly<Record<RealAuth, () => Promise<string>>> = {
    open: async () => '',
    htpasswd: async () => {
      const file = join(folder, 'htpasswd');
      // The lowest cost: bcrypt would make every request of the tests slow.
      const { stdout } = await run('htpasswd', ['-BbnC', '4', login?.username ?? '', login?.password ?? '']);
      await writeFile(file, stdout);
      return `auth: {htpasswd: {realm: probe, path: "${file}"}}`;
    },
    token: async () =>
      `auth: {token: {realm: "${tokens?.realm}", service: probe-registry, issuer: probe-issuer, rootcertbundle: "${tokens?.certificate}"}}`,
  };
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const config = join(folder, 'config.yml');
  await writeFile(
    config,
    [
      'version: 0.1',
      'log: {level: error, accesslog: {disabled: true}}',
      `storage: {filesystem: {rootdirectory: "${join(folder, 'data')}"}}`,
      `http: {addr: "${host}"}`,
      await lines[auth](),
    ].join('\n'),
  );
  const server = spawn('docker-registry', ['serve', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const complaints: string[] = [];
  server.stderr.on('data', (chunk: Buffer) => complaints.push(chunk.toString('utf8')));
  try {
    await answers(host, server);
  } catch (error) {
    await stop(server);
    await tokens?.close();
    throw new Error(`docker-registry did not start: ${complaints.join('')}`, { cause: error });
  }
  return {
    host,
    login,
    tokenRequests: tokens?.requests ?? [],
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

/** `skopeo copy` to a registry that speaks http. As an ordinary user skopeo wants a run-time folder of its own. */
export async function pushWithSkopeo(args: readonly string[], workshop: Workshop): Promise<void> {
  const env = { ...process.env, XDG_RUNTIME_DIR: workshop.folder, HOME: workshop.folder };
  await run('skopeo', ['copy', '--quiet', '--insecure-policy', '--dest-tls-verify=false', ...args], { env });
}

interface TokenServer {
  readonly realm: string;
  /** Path of the certificate that the registry trusts. */
  readonly certificate: string;
  readonly requests: { authorization: string | undefined; scope: string | null }[];
  close(): Promise<void>;
}

/** Signs what it is asked for as distribution's token specification says: RS256, the certificate in `x5c`. */
async function startTokenServer(folder: string, login: { username: string; password: string }): Promise<TokenServer> {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const made = ['-keyout', key, '-out', certificate, '-days', '2', '-subj', '/CN=probe-issuer'];
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...made]);
  const [privateKey, publicCertificate] = [await readFile(key), await readFile(certificate)];
  const header = { typ: 'JWT', alg: 'RS256', x5c: [new X509Certificate(publicCertificate).raw.toString('base64')] };
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const expected = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
  const requests: TokenServer['requests'] = [];

  const server = createServer((incoming, outgoing) => {
    const query = new URL(incoming.url ?? '/', 'http://token').searchParams;
    const { authorization } = incoming.headers;
    requests.push({ authorization, scope: query.get('scope') });
    if (authorization !== undefined && authorization !== expected) {
      outgoing
        .writeHead(401, { 'content-type': 'application/json' })
        .end('{"details":"incorrect username or password"}');
      return;
    }
    const access = query.getAll('scope').flatMap((scope) => {
      const [, type, name, actions = ''] = /^(\w+):(.*):([^:]*)$/.exec(scope) ?? [];
      return authorization === undefined || type === undefined ? [] : [{ type, name, actions: actions.split(',') }];
    });
    const now = Math.floor(Date.now() / 1000);
    const times = { exp: now + 300, nbf: now - 10, iat: now };
    const claims = {
      iss: 'probe-issuer',
      sub: 'robot',
      aud: query.get('service'),
      ...times,
      jti: randomUUID(),
      access,
    };
    const signed = `${encode(header)}.${encode(claims)}`;
    const token = `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
    outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ token, expires_in: 300 }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    realm: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    certificate,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Resolves once `GET /v2/` is answered; rejects when the server has left or ten seconds are over. */
async function answers(host: string, server: ChildProcess): Promise<void> {
  const until = Date.now() + 10_000;
  for (;;) {
    const answered = await new Promise<boolean>((resolve) => {
      const outgoing = request(`http://${host}/v2/`, { agent: false }, (incoming) => {
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

function pathOf(program: string): string | undefined {
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
