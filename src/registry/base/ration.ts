import { ActionError } from '../../errors.ts';
import type { Http, HttpRequest, HttpResponse, Reach } from '../../http/http.ts';
import { parseChallenges, preferredChallenge } from '../login/challenge.ts';

/**
 * What these registries say to whoever asks without a token: always the same, so that it need not be asked for. By host
 * of the API.
 */
const foreseen: Readonly<Record<string, string>> = {
  'registry-1.docker.io': 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
  'ghcr.io': 'Bearer realm="https://ghcr.io/token",service="ghcr.io"',
};

/**
 * So many requests and no more: tokens, redirects and refusals are counted like the rest. Nothing is tried twice, and
 * nothing is begun that the rest cannot finish.
 *
 * Once it is used up, `send` throws ActionError `REGISTRY_RATION`.
 */
export class Ration implements Http {
  readonly #http: Http;
  readonly #requests: number;
  readonly #reach: Reach | undefined;
  #sent = 0;

  /** `reach`: for each request that has no guard of its own. */
  constructor(http: Http, requests: number, reach: Reach | undefined) {
    this.#http = http;
    this.#requests = requests;
    this.#reach = reach;
  }

  /** Requests that may still be sent. */
  get left(): number {
    return this.#requests - this.#sent;
  }

  async send(request: HttpRequest): Promise<HttpResponse> {
    const { url, headers } = request;
    const known = Object.hasOwn(foreseen, url.host) ? foreseen[url.host] : undefined;
    if (known !== undefined && url.pathname.startsWith('/v2/') && headers?.['authorization'] === undefined) {
      return { request, status: 401, headers: { 'www-authenticate': known }, body: Buffer.alloc(0) };
    }
    if (this.left <= 0) throw this.#spent();
    this.#sent++;
    const reach = request.reach ?? this.#reach;
    const response = await this.#http.send({ ...request, ...(reach === undefined ? {} : { reach }), retry: 'never' });
    if (response.status === 401) {
      const scheme = preferredChallenge(parseChallenges(response.headers['www-authenticate'] ?? ''))?.scheme;
      // A token and the question again, or just the question with the login.
      if (this.left < (scheme === 'basic' ? 1 : 2)) throw this.#spent();
    }
    return response;
  }

  #spent(): ActionError {
    return new ActionError('REGISTRY_RATION', `it would take more than ${this.#requests} requests`);
  }
}
