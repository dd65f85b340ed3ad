import { ActionError } from '../../../errors.ts';
import type { Http } from '../../../http/http.ts';
import { asObject, at, parseJson, textAt } from '../../../http/json.ts';
import { answerError } from './errors.ts';

/** Where the parts of a Cloud Foundry are. */
export interface Links {
  /** The API as the user wrote it, without a trailing slash; `/v3/…` follows. */
  readonly api: string;
  readonly login: URL;
  /** UAA by its own name, the one that its tokens and its token endpoint have; the login server where none is told. */
  readonly uaa: URL;
  /** Undefined: no log-cache, so no logs. */
  readonly logCache: URL | undefined;
  /** `3.228.0`; empty: not told. */
  readonly version: string;
  readonly korifi: false;
}

/** Where those of a Korifi are: Cloud Foundry on Kubernetes, where the login is one of Kubernetes. */
export interface KorifiLinks extends Pick<Links, 'api' | 'logCache'> {
  readonly korifi: true;
}

/**
 * `GET {api}/`: the link document of the Cloud Controller. The v3 API is asked where the user's `api` says, not where
 * the document says: the token goes to no host that the user has not named, the login server and log-cache apart.
 *
 * @returns undefined when this is not a Cloud Foundry API
 * @throws ActionError when nothing can be told (429, 5xx), or when it is one that cannot be used: no login server, a login server without TLS
 */
export async function discover(http: Http, api: URL, signal: AbortSignal): Promise<Links | KorifiLinks | undefined> {
  const base = `${api.origin}${api.pathname.replace(/\/+$/, '')}`;
  const response = await http.send({
    method: 'GET',
    url: new URL(`${base}/`),
    headers: { accept: 'application/json' },
    signal,
  });
  // What is down or overrun does not say what it is.
  if (response.status === 429 || response.status >= 500) throw answerError(response, 'ask the API what it is');
  if (response.status !== 200) return undefined;
  const root = parseJson(response.body.toString('utf8'));
  const v3 = asObject(at(root, 'links', 'cloud_controller_v3'));
  if (v3 === undefined) return undefined;
  const version = textAt(v3, 'meta', 'version') ?? '';
  const logCacheHref = textAt(root, 'links', 'log_cache', 'href');
  const logCache = logCacheHref === undefined ? undefined : linked(logCacheHref, api, 'log-cache');
  // One with a UAA, which is an experiment there, says that it is not on Kubernetes; its version tells.
  if (at(root, 'cf_on_k8s') === true || version.includes('+cf-k8s')) return { api: base, logCache, korifi: true };
  const uaa = textAt(root, 'links', 'uaa', 'href');
  const login = textAt(root, 'links', 'login', 'href') ?? uaa;
  if (login === undefined) {
    throw new ActionError('CF_NO_LOGIN_SERVER', `The Cloud Foundry API at ${api.host} names no login server`, {
      hint: 'Its root document has neither a login nor a uaa link. Ask the operator.',
    });
  }
  return {
    api: base,
    login: linked(login, api, 'login server'),
    // Few logins need it: the others must not fail where it cannot be used.
    uaa: usable(uaa, api) ?? linked(login, api, 'login server'),
    ...{ logCache, version, korifi: false },
  };
}

/** A link that credentials will follow: absolute, and never weaker than the API's own scheme. */
function linked(href: string, api: URL, what: string): URL {
  const url = usable(href, api);
  if (url === undefined) {
    throw new ActionError(
      'CF_BAD_LINK',
      `The Cloud Foundry API at ${api.host} names a ${what} that cannot be used: ${href}`,
      {
        hint: 'Credentials are only sent by https. Ask the operator to correct the link.',
      },
    );
  }
  return url;
}

function usable(href: string | undefined, api: URL): URL | undefined {
  const url = href !== undefined && URL.canParse(href) ? new URL(href) : undefined;
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && api.protocol === 'http:') ? url : undefined;
}
