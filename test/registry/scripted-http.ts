import { createHash } from 'node:crypto';
import type { Http, HttpRequest, HttpResponse } from '../../src/http/http.ts';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export type Script = (request: HttpRequest) => Answer | undefined;

/** An `Http` that asks nobody: for hosts that a loopback server cannot be. An unexpected request fails the test. */
export function scriptedHttp(script: Script): { http: Http; requests: HttpRequest[] } {
  const requests: HttpRequest[] = [];
  const http: Http = {
    send: async (request): Promise<HttpResponse> => {
      requests.push(request);
      const answer = script(request);
      if (answer === undefined) throw new Error(`unexpected request: ${request.method} ${request.url.href}`);
      const body = request.method === 'HEAD' ? '' : (answer.body ?? '');
      return { request, status: answer.status, headers: answer.headers ?? {}, body: Buffer.from(body) };
    },
  };
  return { http, requests };
}

export function sha256(bytes: string | Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

export const mediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
} as const;

/** Documents of a repository by digest, and the answers of a registry that has them. */
export class Documents {
  readonly #bytes = new Map<string, { bytes: string; type: string }>();

  add(document: object | string, type: string): { mediaType: string; digest: string; size: number } {
    const bytes = typeof document === 'string' ? document : JSON.stringify(document, undefined, 2);
    const digest = sha256(bytes);
    this.#bytes.set(digest, { bytes, type });
    return { mediaType: type, digest, size: Buffer.byteLength(bytes) };
  }

  /** A whole image; `config` is laid over a config that has all it needs. */
  image(config: object = {}, manifest: object = {}): { mediaType: string; digest: string; size: number } {
    const whole = { architecture: 'amd64', os: 'linux', config: { Cmd: ['/app'] }, ...config };
    return this.add(
      {
        schemaVersion: 2,
        mediaType: mediaTypes.manifest,
        config: this.add(whole, mediaTypes.config),
        layers: [],
        ...manifest,
      },
      mediaTypes.manifest,
    );
  }

  index(entries: readonly object[], over: object = {}): { mediaType: string; digest: string; size: number } {
    return this.add({ schemaVersion: 2, mediaType: mediaTypes.index, manifests: entries, ...over }, mediaTypes.index);
  }

  /** Answers GET by digest, and HEAD of `tags`. */
  answer(request: HttpRequest, tags: Readonly<Record<string, string>> = {}): Answer | undefined {
    const last = request.url.pathname.split('/').at(-1) ?? '';
    const digest = tags[last] ?? last;
    const found = this.#bytes.get(digest);
    if (found === undefined) return undefined;
    const headers = { 'content-type': found.type, 'docker-content-digest': digest };
    return { status: 200, headers, body: found.bytes };
  }
}
