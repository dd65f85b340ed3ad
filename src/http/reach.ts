import { lookup } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import type { Reach } from './http.ts';

/**
 * Addresses that are not in the public internet: this machine, private networks (RFC 1918, RFC 6598), link-local ones,
 * where clouds serve their machines' credentials (169.254.169.254), multicast and the like. An IPv4 address written as
 * IPv6 (`::ffff:127.0.0.1`) is known by the IPv4 address in it.
 */
const privateAddresses = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  privateAddresses.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  privateAddresses.addSubnet(network, prefix, 'ipv6');
}

/** Whether an IP address is one of a private network, or of this machine. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && privateAddresses.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** Its `code` is what the request's `NetworkError` has as its reason. */
class PrivateAddress extends Error {
  readonly code = 'PRIVATE_ADDRESS';
}

/**
 * The public internet alone: no address of this machine or of a private network (SSRF). A name is checked by the very
 * answer that is then connected to, so that it cannot say one thing to the check and another to the connection
 * (go-containerregistry#2440).
 */
export const publicReach: Reach = {
  refusal: (address) => (isPrivateAddress(address) ? 'PRIVATE_ADDRESS' : undefined),
  lookup(hostname, options, callback) {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '', 0);
      const hidden = addresses.find(({ address }) => isPrivateAddress(address));
      const [first] = addresses;
      if (hidden !== undefined || first === undefined) {
        return callback(new PrivateAddress(`${hostname} is at ${hidden?.address ?? 'no address'}`), '', 0);
      }
      if (options.all === true) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  },
};
