import { ActionError } from '../errors.ts';
import { isLoopback } from '../http/loopback.ts';
import { apiHost, type ImageReference } from '../image/reference.ts';

/**
 * Where the registry's API is. Plain http only on this very machine (127.0.0.0/8, ::1, localhost): a registry anywhere
 * else is asked over https, and never again over http when that fails.
 *
 * @throws ActionError `IMAGE_REFERENCE` for hosts that the grammar of references takes but that no URL can hold
 */
export function registryUrl(reference: ImageReference): URL {
  const host = apiHost(reference);
  const url = URL.parse(`https://${host}/v2/`);
  if (url === null) {
    throw new ActionError('IMAGE_REFERENCE', `${host} is not an address that a registry can have.`, {
      hint: 'Check the host and the port of the image.',
    });
  }
  return isLoopback(url) ? new URL(`http://${host}/v2/`) : url;
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
