// Which addresses a registry may send us to: none that only we can reach.
// SPDX-License-Identifier: Apache-2.0
import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

const reserved = new BlockList();
// IANA special-purpose address registries: loopback, private, link-local (169.254.169.254 is there), shared, multicast and reserved.
for (const [net, bits] of [
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
] as const)
  reserved.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  reserved.addSubnet(net, bits, 'ipv6');

/** True for an address that means something else to each who asks. IPv4 within IPv6 counts as what it is. */
export function isReserved(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '');
  const kind = isIP(bare);
  if (kind === 0) return false;
  return reserved.check(bare, kind === 6 ? 'ipv6' : 'ipv4');
}

/** The registry sends us to an address that is none of its business. */
export class ReservedAddress extends Error {}

/** Resolves a name, and refuses it where any of its addresses is reserved: what was checked is what is connected to. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, found) => {
    if (error !== null) return callback(error, '', 0);
    const bad = found.find(({ address }) => isReserved(address));
    if (bad !== undefined) return callback(new ReservedAddress(`${hostname} is a private address`), '', 0);
    if (options.all === true) return callback(null, found);
    return callback(null, found[0]?.address ?? '', found[0]?.family ?? 0);
  });
};
