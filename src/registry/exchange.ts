import type { HttpResponse } from '../http/http.ts';
import type { RegistryAccess } from './access.ts';
import { guardOf, redirectTarget, tooManyRedirects } from './location.ts';

const mostRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

/** What may be asked of a repository: a path below `/v2/<repository>/`. */
export interface Question {
  readonly method: 'GET' | 'HEAD';
  /** How it is asked once the registry has been logged in to: a HEAD that was spent on learning that need not be repeated. */
  readonly again?: 'GET';
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

/** Where a question has led to. */
export interface Exchanged {
  readonly response: HttpResponse;
  /** `redirect target`: a redirect has left the registry's origin, even if another one came back to it. */
  readonly of: 'registry' | 'redirect target';
}

/**
 * One question, with its redirects followed by hand: no credential leaves the registry's origin (CVE-2020-15157; S3 and
 * Azure refuse such requests, too), and no registry makes this machine look into its own network. Nor is a credential
 * taken out again when a stranger sends us back: it would choose what is asked with it (Fetch standard, "HTTP-redirect
 * fetch"; CVE-2024-45336).
 *
 * @param registry where the registry's API is
 * @param start where the question's path is
 * @param authorization for the registry alone
 * @throws ActionError `REGISTRY_REDIRECT`, and those of `Http`
 */
export async function exchange(
  access: Pick<RegistryAccess, 'http' | 'signal' | 'trust'>,
  registry: URL,
  question: Question,
  start: URL,
  authorization: string | undefined,
): Promise<Exchanged> {
  const { http, signal, trust } = access;
  const { method, maxBytes, accept } = question;
  let url = start;
  let of: Exchanged['of'] = 'registry';
  for (let hops = 0; ; hops++) {
    const headers: Record<string, string> = { accept, 'accept-encoding': 'identity' };
    if (url.origin !== registry.origin) of = 'redirect target';
    if (authorization !== undefined && of === 'registry') headers['authorization'] = authorization;
    const response = await http.send({ method, url, headers, maxBytes, signal, ...guardOf(url, registry, trust) });
    if (!isRedirect(response.status)) return { response, of };
    if (hops === mostRedirects) throw tooManyRedirects(registry, mostRedirects);
    url = redirectTarget(url, response.headers['location']);
  }
}
