// `cidr` of event patterns: IPv4 and IPv6 blocks.
import { PatternError } from './error.ts';

interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** The longest way to write an IPv6 address, with an IPv4 tail; longer text from an event is not looked at. */
const longestAddress = 45;

/** True for addresses within the block; IPv4 and IPv6 never match each other. */
export function parseCidr(block: string, path: string): (text: string) => boolean {
  const [address, length, ...rest] = block.split('/');
  const base = parseAddress(address ?? '');
  const prefix = /^\d{1,3}$/.test(length ?? '') ? Number(length) : Number.NaN;
  if (base === null || rest.length > 0 || !(prefix <= base.bits)) {
    throw new PatternError(path, 'wanted an address block such as 10.0.0.0/24 or 2001:db8::/32');
  }
  const shift = BigInt(base.bits - prefix);
  return (text) => {
    const candidate = parseAddress(text);
    return candidate?.bits === base.bits && candidate.value >> shift === base.value >> shift;
  };
}

function parseAddress(text: string): Address | null {
  if (text.length > longestAddress) return null;
  if (!text.includes(':')) {
    const value = ipv4(text);
    return value === null ? null : { bits: 32, value };
  }
  const value = ipv6(text);
  return value === null ? null : { bits: 128, value };
}

function ipv4(text: string): bigint | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255))
    return null;
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
}

function ipv6(text: string): bigint | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head = '', tail] = halves;
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  if (before === null || after === null) return null;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...before, ...new Array<bigint>(missing).fill(0n), ...after];
  return groups.reduce((sum, group) => (sum << 16n) | group, 0n);
}

/** Sixteen-bit groups of one side of `::`; the last may be an IPv4 address (RFC 4291, 2.2). */
function groupsOf(text: string): readonly bigint[] | null {
  if (text === '') return [];
  const groups: bigint[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(BigInt(`0x${part}`));
    else {
      const tail = index === parts.length - 1 ? ipv4(part) : null;
      if (tail === null) return null;
      groups.push(tail >> 16n, tail & 0xffffn);
    }
  }
  return groups;
}
