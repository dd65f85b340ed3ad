import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { throwIfCancelled } from '../../errors.ts';
import { asObject, at, parseJson, textAt } from '../../http/json.ts';
import type { ImageReference } from '../../image/reference.ts';
import type { RegistryAccess } from '../access.ts';
import { type Credential, credentialProblem, type FoundLogin, secretsOf } from './credential.ts';
import { askCredentialHelper, type LoginSearch } from './credential-helper.ts';

/** Who writes the file: docker's keys name a registry, podman's may name a part of one (`quay.io/acme`). */
export type LoginFormat = 'docker' | 'podman';

export interface LoginFile {
  readonly format: LoginFormat;
  readonly path: string;
  /** For people: with `~` for the home folder. */
  readonly name: string;
}

/** What a file says about the registry of one image. Undefined fields: nothing. */
export interface Logins {
  /** Suffix of the credential helper that is to be asked first. */
  readonly helper?: string | undefined;
  readonly credential?: Credential | undefined;
  /** Why there is no credential though there should be one: the rest of a sentence, with nothing out of the file. */
  readonly problem?: string | undefined;
}

/** Longer files are not read: these have a few hundred bytes. */
const longestFile = 1024 * 1024;

/** What Docker Hub is called in configs; the first name is the one of image references. */
const hubNames = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];
const hubKey = 'https://index.docker.io/v1/';
/** docker/cli, `credentials/oauth_store.go`: what a login by browser keeps beside itself. Neither is a login. */
const halfOfALogin = /^https:\/\/index\.docker\.io\/v1\/(?:access|refresh)-token$/;
const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//;

/**
 * Looks for a login to the image's registry that an earlier step of the job has left behind, in docker's order
 * (docker/cli, `configfile/file.go`), then where podman and buildah keep theirs (containers-auth.json(5)):
 * `DOCKER_AUTH_CONFIG`, `$DOCKER_CONFIG/config.json` or `~/.docker/config.json`, `$REGISTRY_AUTH_FILE`,
 * `$XDG_RUNTIME_DIR/containers/auth.json`, `~/.config/containers/auth.json` (in `$XDG_CONFIG_HOME` where that is set).
 * In a file the credential helper comes before the logins that are written down.
 *
 * The folders that docker/login-action makes for its `scope` input are not read: such a login is for some of the
 * registry's repositories, and only buildx looks there.
 *
 * A file that is not there is no login and no error (helm#12476); one that cannot be read is a note.
 *
 * @returns undefined: no login. What is returned has been masked.
 * @throws Cancelled, or the reason of the signal, when it fires
 */
export async function findDockerLogin(reference: ImageReference, search: LoginSearch): Promise<FoundLogin | undefined> {
  const variable = search.environment['DOCKER_AUTH_CONFIG'] ?? '';
  const handed = await findIn('DOCKER_AUTH_CONFIG', readVariable(variable, reference), reference, search);
  if (handed !== undefined) return handed;
  for (const { path, name, format } of loginFiles(search.environment, process.platform)) {
    throwIfCancelled(search.signal);
    const file = await readLoginFile(path);
    const logins = file.problem === undefined ? readLogins(file.text, format, reference) : file;
    const found = await findIn(name, logins, reference, search);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function findIn(
  name: string,
  { helper, credential, problem }: Logins,
  reference: ImageReference,
  search: LoginSearch,
): Promise<FoundLogin | undefined> {
  if (helper !== undefined) {
    const kept = await askCredentialHelper(helper, serverOf(reference), search);
    if (kept !== undefined) return { credential: kept, where: `docker-credential-${helper}` };
  }
  if (problem !== undefined) search.note(`No login is read from ${name}: ${problem}.`);
  if (credential === undefined) return undefined;
  for (const secret of secretsOf(credential)) search.mask(secret);
  return { credential, where: name };
}

/**
 * The files in which logins may be, the first one that has one counts.
 *
 * @param platform `process.platform`
 */
export function loginFiles(environment: RegistryAccess['environment'], platform: string): readonly LoginFile[] {
  const { join, sep } = platform === 'win32' ? win32 : posix;
  const folder = (variable: string) => environment[variable] || undefined;
  const home = folder(platform === 'win32' ? 'USERPROFILE' : 'HOME');
  const below = (parent: string | undefined, ...parts: readonly string[]) =>
    parent === undefined ? [] : [join(parent, ...parts)];
  const docker = below(folder('DOCKER_CONFIG') ?? below(home, '.docker')[0], 'config.json');
  const podman = [
    ...below(folder('REGISTRY_AUTH_FILE')),
    ...below(folder('XDG_RUNTIME_DIR'), 'containers', 'auth.json'),
    ...below(folder('XDG_CONFIG_HOME') ?? below(home, '.config')[0], 'containers', 'auth.json'),
  ];
  const named = (format: LoginFormat) => (path: string) => {
    const inHome = home !== undefined && path.startsWith(join(home, sep));
    return { format, path, name: inHome ? `~/${path.slice(join(home, sep).length).replaceAll(sep, '/')}` : path };
  };
  return [...docker.map(named('docker')), ...podman.map(named('podman'))].filter(
    ({ path }, index, all) => all.findIndex((other) => other.path === path) === index,
  );
}

/** Reads what `text`, the content of a file, has for the registry of `reference`. Never throws. */
export function readLogins(text: string, format: LoginFormat, reference: ImageReference): Logins {
  if (text.trim() === '') return {};
  const document = asObject(parseJson(text));
  if (document === undefined) return { problem: 'it is not a JSON object' };
  // Docker's lookup for helpers, also in podman's files: a helper is for a registry as a whole.
  const [own] = fitting(at(document, 'credHelpers'), 'docker', reference).filter((value) => typeof value === 'string');
  // A helper without a name: this registry's logins are in the file, whatever the store for the others is.
  const helper = (own ?? textAt(document, 'credsStore')) || undefined;
  let problem: string | undefined;
  for (const entry of fitting(at(document, 'auths'), format, reference)) {
    const read = readEntry(entry);
    if (read.credential !== undefined) return { helper, credential: read.credential };
    problem ??= read.problem && `its login for ${reference.domain} ${read.problem}`;
  }
  return { helper, problem };
}

/**
 * Reads `DOCKER_AUTH_CONFIG` as docker does (docker/cli, `configfile/file.go`, `parseEnvConfig`): nothing but `auths`,
 * in each entry nothing but `auth`, and one mistake anywhere makes all of it void.
 */
function readVariable(text: string, reference: ImageReference): Logins {
  const document = asObject(parseJson(text));
  const auths = asObject(at(document, 'auths')) ?? {};
  const onlyAuths = Object.keys(document ?? {}).every((key) => key === 'auths');
  if (
    !onlyAuths ||
    Object.values(auths).some((entry) => Object.keys(asObject(entry) ?? {}).some((key) => key !== 'auth'))
  ) {
    return { problem: 'docker allows nothing in it but `auths`, and in each entry nothing but `auth`' };
  }
  if (Object.values(auths).some((entry) => readEntry(entry).credential === undefined)) {
    return { problem: 'it has an entry without an `auth` that can be read' };
  }
  return readLogins(text, 'docker', reference);
}

/**
 * One entry of `auths` (docker/cli, `types.AuthConfig`): a registry token before an identity token before a password,
 * as dockerd takes them; `az acr login` writes an identity token and a user without a password. `{}` means that the
 * login is in the store.
 */
function readEntry(entry: unknown): { readonly credential?: Credential; readonly problem?: string | undefined } {
  if (asObject(entry) === undefined) return { problem: 'is not a JSON object' };
  const text = (name: string) => textAt(entry, name) || undefined;
  const registryToken = text('registrytoken');
  const identityToken = text('identitytoken');
  const auth = text('auth');
  const username = text('username');
  const password = text('password');
  let credential: Credential | undefined;
  if (registryToken !== undefined) credential = { kind: 'registry-token', token: registryToken };
  else if (identityToken !== undefined) credential = { kind: 'identity-token', token: identityToken };
  else if (auth !== undefined) {
    credential = decodeAuth(auth);
    if (credential === undefined) return { problem: 'has an `auth` that is not the base64 of user:password' };
  } else if (username !== undefined && password !== undefined) credential = { kind: 'password', username, password };
  if (credential === undefined) return {};
  const problem = credentialProblem(credential);
  return problem === undefined ? { credential } : { problem };
}

/**
 * The user name up to the first colon, NULs at the end dropped, out of base64 in which line ends do not count
 * (docker/cli, `configfile/file.go`, `decodeAuth`). Undefined: it is not that.
 */
function decodeAuth(auth: string): Credential | undefined {
  const base64 = auth.replace(/[\r\n]/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  const text = bytes.toString('utf8');
  const colon = text.indexOf(':');
  if (!isUtf8(bytes) || colon < 1) return undefined;
  let end = text.length;
  while (end > colon + 1 && text[end - 1] === '\0') end--;
  return { kind: 'password', username: text.slice(0, colon), password: text.slice(colon + 1, end) };
}

/** The values of those keys of `table` that mean the registry of `reference`, the one that fits best first. */
function fitting(table: unknown, format: LoginFormat, reference: ImageReference): readonly unknown[] {
  return Object.entries(asObject(table) ?? {})
    .map(([key, value]) => ({ value, fit: fitOf(key, format, reference) }))
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit)
    .map(({ value }) => value);
}

/**
 * How well a key fits, 0 for not at all. The registry's own key fits best for docker, the longest for podman. Hosts are
 * compared as a whole and with their ports: what is meant for `cr.io` is not for `ghcr.io`.
 */
function fitOf(key: string, format: LoginFormat, { domain, path }: ImageReference): number {
  if (halfOfALogin.test(key)) return 0;
  const [host = '', ...rest] = key.replace(scheme, '').split('/');
  if (registryOf(host) !== registryOf(domain)) return 0;
  // A key with a scheme is docker's, also in a file of podman's: its path is that of an API.
  if (format === 'docker' || scheme.test(key)) return key === serverOf({ domain }) ? 2 : 1;
  const prefix = rest.join('/');
  return prefix === '' || path === prefix || path.startsWith(`${prefix}/`) ? 2 + prefix.length : 0;
}

/** A registry's name as image references have it. */
function registryOf(host: string): string {
  return hubNames.includes(host) ? 'docker.io' : host;
}

/** A registry's name as docker's configs and helpers have it. */
function serverOf({ domain }: Pick<ImageReference, 'domain'>): string {
  return registryOf(domain) === 'docker.io' ? hubKey : domain;
}

type Content = { readonly text: string; readonly problem?: never } | { readonly problem: string };

async function readLoginFile(path: string): Promise<Content> {
  try {
    const found = await stat(path);
    // A pipe would never end, and `/dev/zero` neither.
    if (!found.isFile()) return { problem: 'it is not a file' };
    if (found.size > longestFile) return { problem: `it is longer than ${longestFile} bytes` };
    return { text: await readFile(path, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    if (code === 'ENOENT' || code === 'ENOTDIR') return { text: '' };
    return { problem: `it cannot be read (${code})` };
  }
}
