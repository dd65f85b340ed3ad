import { lookup } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import type { Reach } from './http.ts';

/**
 * IPv4 that is not in the public internet (IANA's special-purpose registry, RFC 6890): this machine, private networks,
 * link-local ones, where clouds serve their machines' credentials (169.254.169.254), examples, multicast.
 */
const privateIpv4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Azure's host, which speaks to virtual machines there, GitHub's runners included, at an address that looks public.
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const;

/** IPv6 that may be public: global unicast, and IPv4 in IPv6's clothes, as it is mapped (RFC 4291) or translated (RFC 6052). */
const publicIpv6 = subnets([
  ['2000::', 3],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
]);

/**
 * What is not public of that. Tunnels end at an IPv4 address of anybody's choice: Teredo is in 2001::/23, 6to4 is
 * 2002::/16. Mapped addresses are held against the rules for IPv4 by `BlockList` itself.
 */
const privateAddresses = subnets([
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ...privateIpv4.map(([network, prefix]) => [`64:ff9b::${network}`, 96 + prefix] as const),
]);
for (const [network, prefix] of privateIpv4) privateAddresses.addSubnet(network, prefix, 'ipv4');

function subnets(networks: readonly (readonly [network: string, prefix: number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, 'ipv6');
  return list;
}

/** Whether an IP address is one of a private network, or of this machine. What is no address counts as one. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return privateAddresses.check(address, 'ipv4');
  // A zone (`%eth0`) names an interface of this machine.
  if (family === 0 || address.includes('%')) return true;
  return !publicIpv6.check(address, 'ipv6') || privateAddresses.check(address, 'ipv6');
}

/** Its `code` is what the request's `NetworkError` has as its reason. */
class PrivateAddress extends Error {
  readonly code = 'PRIVATE_ADDRESS';
}

/**
 * The public internet alone: no address of this machine or of a private network (SSRF). A name is checked by the very
 * answer that is then connected to, so that it cannot say one thing to the check and another to the connection
 * (go-containerregistry#2440); one private address among several is enough. Behind a proxy it is the proxy that looks
 * names up: only addresses that stand in the URL are checked there.
 *
 * @param resolve DNS
 */
export function publicReachBy(resolve: typeof lookup): Reach {
  return {
    refusal: (address) => (isPrivateAddress(address) ? 'PRIVATE_ADDRESS' : undefined),
    lookup(hostname, options, callback) {
      resolve(hostname, { ...options, all: true }, (error, addresses) => {
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
}

/** By the DNS of this machine. */
export const publicReach: Reach = publicReachBy(lookup);
