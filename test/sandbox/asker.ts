import { Agent, request as httpRequest } from 'node:http';
import type { ManualClock } from '../../sandbox/clock.ts';
import { type Behaviour, type Pull, PullError } from '../../sandbox/image.ts';
import type { RunningServer } from '../../sandbox/server.ts';

export interface Asked {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed where it is JSON. */
  readonly body: unknown;
}

/** Asks a sandbox whose clock stands still: lets as much sandbox time pass as the answer needs. */
export class Asker {
  readonly #server: RunningServer;
  readonly #clock: ManualClock;
  readonly #token: string | undefined;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(
    server: RunningServer,
    clock: ManualClock,
    token: string | undefined,
    headers: Readonly<Record<string, string>> = {},
  ) {
    this.#server = server;
    this.#clock = clock;
    this.#token = token;
    this.#headers = headers;
  }

  get(path: string): Promise<Asked> {
    return this.ask('GET', path);
  }

  post(path: string, body: unknown): Promise<Asked> {
    return this.ask('POST', path, JSON.stringify(body));
  }

  async ask(method: string, path: string, body?: string): Promise<Asked> {
    const pending = this.send(method, path, body);
    let asked: Asked | undefined;
    let failure: unknown;
    pending.then(
      (answer) => {
        asked = answer;
      },
      (error: unknown) => {
        failure = error;
      },
    );
    const before = this.#server.requests.length;
    while (this.#server.requests.length === before && failure === undefined) await turn();
    const record = this.#server.requests[before];
    for (let count = 0; asked === undefined && failure === undefined; ) {
      if (record?.endedAt !== undefined) await turn();
      else {
        count += 1;
        if (count > 50_000) throw new Error(`${method} ${path}: no answer`);
        await this.#clock.advance(100);
      }
    }
    return pending;
  }

  /** Sends, and leaves the clock to the caller. */
  send(method: string, path: string, body?: string): Promise<Asked> {
    const { hostname, port } = new URL(this.#server.url);
    return new Promise((resolve, reject) => {
      const request = httpRequest({
        ...{ host: hostname, port, method, path, agent: this.#agent },
        headers: { ...this.#headers },
      });
      if (this.#token !== undefined) request.setHeader('authorization', `token ${this.#token}`);
      if (body !== undefined) {
        request.setHeader('content-type', 'application/json');
        // Node announces no body of a DELETE by itself.
        request.setHeader('content-length', Buffer.byteLength(body));
      }
      request.on('error', reject);
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
          const json = response.headers['content-type'] === 'application/json' && text !== '';
          resolve({
            status: response.statusCode ?? 0,
            headers: Object.fromEntries(headers),
            body: json ? JSON.parse(text) : text,
          });
        });
      });
      request.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Images whose names say how they behave: `…/crash:1`, `…/later:1`, `…/unready:1`, `…/missing:1`, `…/private:1`. */
export const namedImages: Pull = async (image, credentials) => {
  if (image.includes('missing')) throw new PullError('not-found', 'manifest unknown');
  if (image.includes('private') && credentials?.password !== 's3cret') {
    throw new PullError('unauthorized', 'unauthorized: authentication required');
  }
  let behaviour: Behaviour = { kind: 'ok', bootMs: 1_000 };
  if (image.includes('crash')) behaviour = { kind: 'crash', bootMs: 60_000, afterMs: 500, exitCode: 3 };
  if (image.includes('later')) behaviour = { kind: 'crash', bootMs: 1_000, afterMs: 12_000, exitCode: 1 };
  if (image.includes('unready')) behaviour = { kind: 'never-healthy' };
  return {
    image,
    digest: `sha256:${'0'.repeat(64)}`,
    os: 'linux',
    architecture: 'amd64',
    entrypoint: [],
    cmd: ['/app'],
    user: '',
    workingDir: '/',
    exposedPorts: ['8080/tcp'],
    behaviour,
    startLog: ['starting'],
    crashLog: ['Error: connect ECONNREFUSED 10.0.4.7:5432'],
  };
};
