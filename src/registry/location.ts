import { ActionError } from '../errors.ts';
import type { HttpRequest } from '../http/http.ts';
import { isLoopback } from '../http/loopback.ts';
import { publicReach } from '../http/reach.ts';
import { apiHost, type ImageReference } from '../image/reference.ts';
import type { RegistryTrust } from '../inputs/request.ts';

/**
 * Where the registry's API is. Plain http only on this very machine (127.0.0.0/8, ::1, localhost): a registry anywhere
 * else is asked over https, and never again over http when that fails.
 *
 * @param loopbackTls a registry on this machine speaks TLS, too
 * @throws ActionError `IMAGE_REFERENCE` for hosts that the grammar of references takes but that no URL can hold
 */
export function registryUrl(reference: ImageReference, loopbackTls = false): URL {
  const host = apiHost(reference);
  const url = URL.parse(`https://${host}/v2/`);
  if (url === null) {
    throw new ActionError('IMAGE_REFERENCE', `${host} is not an address that a registry can have.`, {
      hint: 'Check the host and the port of the image.',
    });
  }
  return isLoopback(url) && !loopbackTls ? new URL(`http://${host}/v2/`) : url;
}

/** A registry that sends its readers from one address to the next. Code `REGISTRY_REDIRECT`. */
export function tooManyRedirects(registry: URL, most: number): ActionError {
  return new ActionError('REGISTRY_REDIRECT', `${registry.host} redirects more than ${most} times in a row.`, {
    hint: 'Tell whoever runs the registry: its storage redirect cannot be followed.',
  });
}

/**
 * Where a redirect leads.
 *
 * @throws ActionError `REGISTRY_REDIRECT`: nowhere, to something that is not http, or from https down to http
 */
export function redirectTarget(from: URL, location: string | undefined): URL {
  const fault = (problem: string) =>
    new ActionError('REGISTRY_REDIRECT', `${from.host} redirects ${problem}.`, {
      hint: 'Tell whoever runs the registry: its storage redirect cannot be followed.',
    });
  const target = location === undefined ? null : URL.parse(location, from.href);
  if (target === null) throw fault('without saying where to');
  const allowed = target.protocol === 'https:' || (target.protocol === 'http:' && from.protocol === 'http:');
  if (!allowed || (target.protocol === 'http:' && !isLoopback(target))) {
    throw fault(`to ${target.protocol}//${target.host}, which is not https`);
  }
  if (target.username !== '' || target.password !== '') throw fault(`to ${target.host} with a login in the address`);
  return target;
}

/**
 * The guard that goes with a request to `target`. The workflow named the registry; any other host was named by the
 * registry, which must not make this machine ask servers of its own network (SSRF), unless the user says that they live
 * there. Through a proxy names are looked up by the proxy, so only addresses are checked then.
 */
export function guardOf(target: URL, registry: URL, trust: RegistryTrust): Pick<HttpRequest, 'reach'> {
  const named = target.hostname === registry.hostname;
  return named || trust.privateNetwork ? {} : { reach: publicReach };
}
