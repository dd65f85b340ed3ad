import type { HttpResponse } from '../http/http.ts';
import type { RegistryAccess } from './access.ts';
import { guardOf, redirectTarget, tooManyRedirects } from './location.ts';

const mostRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

/** What may be asked of a repository: a path below `/v2/<repository>/`. */
export interface Question {
  readonly method: 'GET' | 'HEAD';
  /** `manifests/1.2`, `blobs/sha256:…`: made of parts that the grammar has checked. */
  readonly path: string;
  readonly accept: string;
  /** Bytes. */
  readonly maxBytes: number;
}

/** Whether a status says to look elsewhere. */
export function isRedirect(status: number): boolean {
  return redirects.has(status);
}

/**
 * One question, with its redirects followed by hand: no credential leaves the registry's origin (CVE-2020-15157; S3 and
 * Azure refuse such requests, too), and no registry makes this machine look into its own network.
 *
 * @param registry where the registry's API is
 * @throws ActionError `REGISTRY_REDIRECT`, and those of `Http`
 */
export async function exchange(
  access: Pick<RegistryAccess, 'http' | 'signal' | 'trust'>,
  registry: URL,
  question: Question,
  start: URL,
  authorization: string | undefined,
): Promise<HttpResponse> {
  const { http, signal, trust } = access;
  const { method, maxBytes, accept } = question;
  let url = start;
  for (let hops = 0; ; hops++) {
    const headers: Record<string, string> = { accept, 'accept-encoding': 'identity' };
    if (authorization !== undefined && url.origin === registry.origin) headers['authorization'] = authorization;
    const response = await http.send({ method, url, headers, maxBytes, signal, ...guardOf(url, registry, trust) });
    if (!isRedirect(response.status)) return response;
    if (hops === mostRedirects) throw tooManyRedirects(registry, mostRedirects);
    url = redirectTarget(url, response.headers['location']);
  }
}
