import { createHash } from 'node:crypto';
import { type IncomingHttpHeaders, request } from 'node:http';
import { behaviourOf, type Pull, PullError, type PulledImage } from './image.ts';

/**
 * A platform's own view of a registry, apart from the action's client on purpose: what one gets wrong, the other does
 * not hide. Speaks http to loopback only and says what goes wrong in the words of containers/image.
 *
 * @param types media types of manifests that it takes
 */
function puller(types: readonly string[]): Pull {
  return async (image, credentials) => {
    const name = readName(image);
    const reader = new Puller(name, types, credentials);
    const root = await reader.manifest(name.reference);
    const manifest = isIndex(root) ? await reader.manifest(forLinuxAmd64(root, name)) : root;
    const config = objectOf(manifest.document['config']);
    const { bytes } = await reader.get(`blobs/${textOf(config['digest'])}`, '*/*', 'config');
    hold(bytes, textOf(config['digest']));
    return pulled(image, root.digest, parse(bytes));
  };
}

type Json = Readonly<Record<string, unknown>>;

interface Name {
  readonly host: string;
  readonly repository: string;
  /** Digest if there is one, else tag. */
  readonly reference: string;
}

interface Manifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly document: Json;
}

const ociIndex = 'application/vnd.oci.image.index.v1+json';
const dockerList = 'application/vnd.docker.distribution.manifest.list.v2+json';
const dockerTypes = [dockerList, 'application/vnd.docker.distribution.manifest.v2+json'];
const indexTypes = [ociIndex, dockerList];

export const pullFrom: Pull = puller([ociIndex, 'application/vnd.oci.image.manifest.v1+json', ...dockerTypes]);
/** A Docker before 18.06, which knows nothing of the OCI's types (moby/moby#39727). */
export const pullWithOldDocker: Pull = puller(dockerTypes);

const redirects = [301, 302, 303, 307, 308];
/** Of one request. Registries need one or two; containerd itself goes on to 10. */
const mostHops = 5;

function readName(image: string): Name {
  const slash = image.indexOf('/');
  const host = image.slice(0, Math.max(slash, 0));
  const [, repository = '', tag, digest] = /^([^:@]+)(?::([^@]+))?(?:@(.+))?$/.exec(image.slice(slash + 1)) ?? [];
  if (slash < 1 || !(host === 'localhost' || /[.:]/.test(host)) || repository === '') {
    throw new PullError(
      'unreachable',
      `pinging container registry ${host === '' ? 'registry-1.docker.io' : host}: the sandbox has no way out to the network`,
    );
  }
  if (!/^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])(?::\d+)?$/.test(host)) {
    throw new PullError(
      'unreachable',
      `pinging container registry ${host}: Get "https://${host}/v2/": dial tcp: lookup ${host}: no such host`,
    );
  }
  return { host, repository, reference: digest ?? tag ?? 'latest' };
}

class Puller {
  readonly #name: Name;
  readonly #types: readonly string[];
  readonly #credentials: { readonly username: string; readonly password: string } | undefined;
  #authorization: string | undefined;

  constructor(
    name: Name,
    types: readonly string[],
    credentials: { readonly username: string; readonly password: string } | undefined,
  ) {
    this.#name = name;
    this.#types = types;
    this.#credentials = credentials;
  }

  async manifest(reference: string): Promise<Manifest> {
    const { bytes, headers } = await this.get(`manifests/${reference}`, this.#types.join(', '), 'manifest', reference);
    if (reference.includes(':')) hold(bytes, reference);
    const document = parse(bytes);
    const mediaType = headers['content-type']?.split(';', 1)[0] ?? '';
    if (!this.#types.includes(mediaType)) {
      throw new PullError('invalid', `unsupported manifest type "${mediaType}"`);
    }
    return { digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, mediaType, document };
  }

  async get(
    path: string,
    accept: string,
    what: string,
    reference = '',
  ): Promise<{ bytes: Buffer; headers: IncomingHttpHeaders }> {
    const { host, repository } = this.#name;
    const url = `http://${host}/v2/${repository}/${path}`;
    let answer = await fetchOnce(url, accept, this.#authorization);
    if (answer.status === 401 && this.#authorization === undefined) {
      this.#authorization = await this.#logIn(answer.headers['www-authenticate'] ?? '');
      if (this.#authorization !== undefined) answer = await fetchOnce(url, accept, this.#authorization);
    }
    answer = await this.#followed(new URL(url), answer, accept);
    if (answer.status === 200) return answer;
    const where = what === 'manifest' ? `reading manifest ${reference} in ${host}/${repository}` : `reading ${what}`;
    throw refusal(where, answer);
  }

  /**
   * As containerd does (`core/remotes/docker/resolver.go`): the login stays with the origin that it was made for. A 401
   * on the way is no question to be answered: it is not the registry that asks.
   */
  async #followed(asked: URL, first: Answer, accept: string): Promise<Answer> {
    let url = asked;
    let answer = first;
    for (let hops = 0; redirects.includes(answer.status); hops++) {
      const { location } = answer.headers;
      if (location === undefined) return answer;
      if (hops === mostHops) throw new PullError('unreachable', `Get "${asked}": stopped after ${mostHops} redirects`);
      const next = URL.parse(location, url.href);
      if (next === null) throw new PullError('invalid', `Get "${url}": failed to parse Location header`);
      url = next;
      answer = await fetchOnce(url.href, accept, url.origin === asked.origin ? this.#authorization : undefined);
    }
    return answer;
  }

  async #logIn(header: string): Promise<string | undefined> {
    const basic =
      this.#credentials === undefined
        ? undefined
        : `Basic ${Buffer.from(`${this.#credentials.username}:${this.#credentials.password}`).toString('base64')}`;
    if (/^basic\b/i.test(header)) return basic;
    const realm = /^bearer\b.*?\brealm="([^"]+)"/i.exec(header)?.[1];
    if (realm === undefined) return undefined;
    const url = new URL(realm);
    const service = /\bservice="([^"]+)"/i.exec(header)?.[1];
    if (service !== undefined) url.searchParams.set('service', service);
    url.searchParams.set('scope', `repository:${this.#name.repository}:pull`);
    const answer = await fetchOnce(url.href, 'application/json', basic);
    if (answer.status === 401 || answer.status === 403) {
      throw new PullError(
        'unauthorized',
        'unable to retrieve auth token: invalid username/password: unauthorized: authentication required',
      );
    }
    if (answer.status !== 200) throw refusal('unable to retrieve auth token', answer);
    const { token, access_token: accessToken } = parse(answer.bytes);
    return `Bearer ${textOf(token ?? accessToken)}`;
  }
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

/** One request and its answer, be it a redirect. */
async function fetchOnce(url: string, accept: string, authorization: string | undefined): Promise<Answer> {
  const { host, hostname, protocol } = new URL(url);
  if (!/^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/.test(hostname)) {
    throw new PullError('unreachable', `Get "${url}": dial tcp: lookup ${hostname}: no such host`);
  }
  if (protocol !== 'http:') {
    throw new PullError('unreachable', `Get "${url}": the sandbox speaks http on loopback, not ${protocol}`);
  }
  return new Promise((resolve, reject) => {
    const headers = { accept, 'user-agent': 'sandbox-cell', ...(authorization === undefined ? {} : { authorization }) };
    const unreachable = (error: Error) =>
      reject(
        new PullError('unreachable', `pinging container registry ${host}: Get "http://${host}/v2/": ${error.message}`),
      );
    const outgoing = request(url, { headers, agent: false, timeout: 10_000 }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', unreachable);
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, bytes: Buffer.concat(chunks) }),
      );
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('i/o timeout')));
    outgoing.on('error', unreachable);
    outgoing.end();
  });
}

function refusal(where: string, { status, bytes }: Answer): PullError {
  let words = '';
  try {
    const errors = parse(bytes)['errors'];
    const first = objectOf(Array.isArray(errors) ? errors[0] : undefined);
    words = typeof first['message'] === 'string' ? first['message'] : '';
  } catch (error) {
    if (!(error instanceof PullError)) throw error; // a body that is not JSON has no words to quote
  }
  const say = (otherwise: string) => (words === '' ? otherwise : words);
  if (status === 401) return new PullError('unauthorized', `${where}: unauthorized: ${say('authentication required')}`);
  if (status === 403)
    return new PullError('unauthorized', `${where}: denied: ${say('requested access to the resource is denied')}`);
  if (status === 404) return new PullError('not-found', `${where}: ${say('manifest unknown')}`);
  if (status === 429) return new PullError('rate-limited', `${where}: toomanyrequests: ${say('too many requests')}`);
  return new PullError('unreachable', `${where}: received unexpected HTTP status: ${status}`);
}

function isIndex({ mediaType }: Manifest): boolean {
  return indexTypes.includes(mediaType);
}

/** containers/image takes the first entry for its own platform and compares the variant: amd64 has none. */
function forLinuxAmd64(index: Manifest, name: Name): string {
  const entries = index.document['manifests'];
  for (const entry of Array.isArray(entries) ? entries.map(objectOf) : []) {
    const platform = objectOf(entry['platform']);
    if (platform['os'] !== 'linux' || platform['architecture'] !== 'amd64' || (platform['variant'] ?? '') !== '')
      continue;
    return textOf(entry['digest']);
  }
  throw new PullError(
    'invalid',
    `choosing image instance: no image found in image index for architecture amd64, variant "", OS linux (${name.host}/${name.repository})`,
  );
}

function pulled(image: string, digest: string, config: Json): PulledImage {
  const settings = objectOf(config['config']);
  const labels = Object.entries(objectOf(settings['Labels'])).filter(
    (label): label is [string, string] => typeof label[1] === 'string',
  );
  const words = (value: unknown) => (Array.isArray(value) ? value.filter((word) => typeof word === 'string') : []);
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    image,
    digest,
    os: text(config['os']),
    architecture: text(config['architecture']),
    entrypoint: words(settings['Entrypoint']),
    cmd: words(settings['Cmd']),
    user: text(settings['User']),
    workingDir: text(settings['WorkingDir']),
    exposedPorts: Object.keys(objectOf(settings['ExposedPorts'])),
    ...behaviourOf(Object.fromEntries(labels)),
  };
}

function hold(bytes: Buffer, digest: string): void {
  const found = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  if (found !== digest) throw new PullError('invalid', `Digest did not match, expected ${digest}, got ${found}`);
}

function parse(bytes: Buffer): Json {
  try {
    return objectOf(JSON.parse(bytes.toString('utf8')));
  } catch {
    throw new PullError('invalid', 'the registry sent something that is not JSON');
  }
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new PullError('invalid', 'the registry sent a document of the wrong shape');
  return value;
}
