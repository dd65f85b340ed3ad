import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import type { Exchange, Handler, Reply } from '../server.ts';
import type { Misplaced } from './auth.ts';

/** How long a signed URL is good. Milliseconds. */
const life = 20 * 60_000;

interface Signed {
  readonly method: string;
  readonly bytes: Buffer;
  readonly expiresAt: number;
}

/**
 * Object storage as S3, Azure and the CDNs in front of them: nothing but what a URL is signed for, for a while, by the
 * method that it was signed for. A request that has a second authentication is refused.
 */
export class ObjectStorage {
  readonly #clock: SandboxClock;
  readonly #misplaced: Misplaced;
  readonly #twoAuthentications: Reply;
  readonly #signed = new Map<string, Signed>();

  constructor(clock: SandboxClock, misplaced: Misplaced, twoAuthentications: Reply) {
    this.#clock = clock;
    this.#misplaced = misplaced;
    this.#twoAuthentications = twoAuthentications;
  }

  /** A path with the signature in its query. */
  sign(method: string, digest: string, bytes: Buffer): string {
    const signature = randomBytes(16).toString('hex');
    this.#signed.set(signature, { method, bytes, expiresAt: this.#clock.now() + life });
    return `/blobs/${digest.replace(':', '/')}/data?X-Amz-Expires=${life / 1000}&X-Amz-Signature=${signature}`;
  }

  readonly handler: Handler = (exchange) => {
    if ('authorization' in exchange.headers) {
      this.#misplaced.note(exchange);
      return this.#twoAuthentications;
    }
    return this.read(exchange);
  };

  /** As the registry's own download path does, which takes no notice of a login. */
  read({ method, query }: Exchange): Reply {
    const signed = this.#signed.get(query.get('X-Amz-Signature') ?? '');
    if (signed === undefined || signed.method !== method) return refusal('SignatureDoesNotMatch');
    if (signed.expiresAt <= this.#clock.now()) return refusal('AccessDenied');
    return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: signed.bytes };
  }
}

function refusal(code: string): Reply {
  return {
    status: 403,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>`,
  };
}
