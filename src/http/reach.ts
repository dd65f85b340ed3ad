import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/**
 * Addresses that are not in the public internet: this machine, private networks (RFC 1918, RFC 6598), link-local ones,
 * where clouds serve their machines' credentials (169.254.169.254), multicast and the like. IPv4 addresses written as
 * IPv6 (`::ffff:127.0.0.1`, and NAT64's) are known by the IPv4 address in them.
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

/** Thrown by `publicLookup`; its `code` reaches the request's error. */
class PrivateAddress extends Error {
  readonly code = privateAddressCode;
}

/** The `reason` of the `NetworkError` when a public host turns out to be a private one. */
export const privateAddressCode = 'PRIVATE_ADDRESS';

/**
 * DNS for hosts that a stranger named: the addresses that are about to be connected to are the ones that are checked, so
 * that a name cannot answer one thing to the check and another to the connection (go-containerregistry#2440).
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  const all: LookupOptions & { all: true } = { ...options, all: true };
  lookup(hostname, all, (error, addresses: LookupAddress[]) => {
    if (error !== null) return callback(error, '', 0);
    const hidden = addresses.find(({ address }) => isPrivateAddress(address));
    if (hidden !== undefined) return callback(new PrivateAddress(`${hostname} is at ${hidden.address}`), '', 0);
    if (options.all === true) return callback(null, addresses);
    const [first] = addresses;
    callback(null, first?.address ?? '', first?.family ?? 0);
  });
};
