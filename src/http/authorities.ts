import * as tls from 'node:tls';

/**
 * Authorities to be trusted: Node's own, what `NODE_EXTRA_CA_CERTS` adds to them included, and these. A list of one's
 * own takes the place of Node's, so Node's must be part of it.
 *
 * @param certificates PEM
 */
export function authoritiesWith(certificates: readonly string[]): readonly string[] {
  return [...tls.getCACertificates('default'), ...certificates];
}

/**
 * Makes all of this process trust these authorities as well. For the entries alone, for the sake of Node's `WebSocket`,
 * which takes none of its own. Node before 24.5 cannot: there a websocket to a server behind a private authority fails.
 *
 * @param certificates PEM
 */
export function trustEverywhere(certificates: readonly string[]): void {
  if (certificates.length > 0) tls.setDefaultCACertificates?.(authoritiesWith(certificates));
}
