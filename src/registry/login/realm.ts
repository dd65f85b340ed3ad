import { ActionError } from '../../errors.ts';
import type { HttpRequest } from '../../http/http.ts';
import type { RegistryTrust } from '../../inputs/request.ts';
import { guardOf } from '../location.ts';

/** Where tokens are fetched, and whether the user's password may go there. */
export interface Realm {
  readonly url: URL;
  readonly trusted: boolean;
  /** What goes with requests to it. */
  readonly guard: Pick<HttpRequest, 'reach'>;
}

/** Token servers that are known to belong to a registry although neither host nor domain shows it. */
const knownPairs: Readonly<Record<string, readonly string[]>> = {
  'registry-1.docker.io': ['auth.docker.io'],
  'index.docker.io': ['auth.docker.io'],
  'registry.hub.docker.com': ['auth.docker.io'],
  'registry.gitlab.com': ['gitlab.com'],
  'nvcr.io': ['authn.nvidia.com'],
};

/** Domains under which strangers live side by side: to share one of them means nothing. */
const sharedDomains: ReadonlySet<string> = new Set([
  'amazonaws.com',
  'amazonaws.com.cn',
  'amazonaws.eu',
  'appspot.com',
  'asso.fr',
  'awsapps.com',
  'azure.com',
  'azurecontainer.io',
  'azurecontainerapps.io',
  'azurecr.cn',
  'azurecr.io',
  'azurecr.us',
  'azureedge.net',
  'azurefd.net',
  'azurewebsites.net',
  'cloudapp.net',
  'cloudfront.net',
  'digitaloceanspaces.com',
  'duckdns.org',
  'eu.org',
  'fly.dev',
  'github.io',
  'githubusercontent.com',
  'gitlab.io',
  'googleapis.com',
  'googleusercontent.com',
  'gouv.fr',
  'govt.nz',
  'herokuapp.com',
  'jfrog.io',
  'netlify.app',
  'ngrok-free.app',
  'ngrok.app',
  'ngrok.io',
  'nip.io',
  'on.aws',
  'ondigitalocean.app',
  'onrender.com',
  'pages.dev',
  'pkg.dev',
  'run.app',
  'sslip.io',
  'trafficmanager.net',
  'ts.net',
  'uk.com',
  'us.com',
  'vercel.app',
  'windows.net',
  'workers.dev',
]);

/**
 * Reads the realm of a Bearer challenge and decides whether credentials may go there. A registry that can send
 * credentials to any host it likes is a live class of holes (CVE-2020-15157, go-containerregistry#2193). Rules:
 *
 * - https, or http when the registry itself is asked over http (loopback) on the same host; no login, no fragment
 * - trusted: the registry's own host, whatever the port; a known pair; the same registrable domain, unless that domain
 *   is shared by strangers; a host that the user lists (`auth-realm-hosts`)
 *
 * @throws ActionError `REGISTRY_REALM` for a realm that must not be asked at all
 */
export function readRealm(text: string | undefined, registry: URL, trust: RegistryTrust): Realm {
  const refuse = (problem: string) =>
    new ActionError('REGISTRY_REALM', `${registry.host} names a token server that ${problem}.`, {
      hint: 'Is the host of the image spelled right? If it is, tell whoever runs the registry.',
    });
  const url = text === undefined || text === '' ? null : URL.parse(text, registry.href);
  if (url === null) throw refuse('has no address');
  const sameHost = url.hostname === registry.hostname;
  const plainAllowed = registry.protocol === 'http:' && sameHost;
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && plainAllowed)) {
    throw refuse(`is not asked over https: ${url.protocol}//${url.host}`);
  }
  if (url.username !== '' || url.password !== '') throw refuse(`has a login in its address: ${url.host}`);
  if (url.hash !== '') throw refuse(`has a fragment in its address: ${url.host}`);
  const listed = trust.realmHosts.includes(url.hostname);
  const trusted =
    sameHost ||
    listed ||
    knownPairs[registry.hostname]?.includes(url.hostname) === true ||
    shareDomain(url.hostname, registry.hostname);
  return { url, trusted, guard: listed ? {} : guardOf(url, registry, trust) };
}

function shareDomain(one: string, other: string): boolean {
  const domain = registrableDomain(one);
  return domain !== undefined && domain === registrableDomain(other) && !sharedDomains.has(domain);
}

/**
 * The part of a host name that somebody registered: `example.com`, `example.co.uk`. A rule of thumb instead of the
 * public suffix list, and on the safe side: under a two-letter top-level domain a short second label counts as part of
 * the suffix. Undefined: addresses, single labels.
 */
function registrableDomain(host: string): string | undefined {
  if (/^[\d.]+$|^\[/.test(host)) return undefined;
  const labels = host.split('.');
  const [second = '', top = ''] = labels.slice(-2);
  const size = top.length === 2 && second.length <= 3 && labels.length > 2 ? 3 : 2;
  return labels.length < size ? undefined : labels.slice(-size).join('.');
}
