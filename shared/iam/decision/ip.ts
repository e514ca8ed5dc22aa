// IP addresses and CIDR ranges, both families, as numbers. No network module: text in, answer out.
// SPDX-License-Identifier: Apache-2.0

export interface Range {
  /** 32 for IPv4, 128 for IPv6. */
  readonly bits: 32 | 128;
  readonly value: bigint;
  /** Leading bits that count. */
  readonly prefix: number;
}

const longestText = 64;

/** `203.0.113.0/24`, `2001:db8::/32` or a single address; null for anything else. */
export function parseRange(text: string): Range | null {
  if (text.length > longestText) return null;
  const slash = text.indexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === null) return null;
  const length = slash < 0 ? String(address.bits) : text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(length) || Number(length) > address.bits) return null;
  return { ...address, prefix: Number(length) };
}

/** True where `address` lies in `range`; ranges of the other family never fit. */
export function inRange(range: Range, address: Range): boolean {
  if (range.bits !== address.bits || address.prefix < range.prefix) return false;
  const shift = BigInt(range.bits - range.prefix);
  return range.value >> shift === address.value >> shift;
}

function parseAddress(text: string): { bits: 32 | 128; value: bigint } | null {
  if (!text.includes(':')) {
    const value = parseV4(text);
    return value === null ? null : { bits: 32, value };
  }
  const groups = v6Groups(text);
  if (groups === null) return null;
  return { bits: 128, value: groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n) };
}

function parseV4(text: string): bigint | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return null;
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
}

/** Eight 16-bit groups (RFC 4291, section 2.2); null where the text is no IPv6 address. */
function v6Groups(text: string): readonly number[] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const parsed = halves.map((half) => (half === '' ? [] : half.split(':').flatMap(v6Group)));
  const [head = [], tail = []] = parsed;
  if ([...head, ...tail].some((group) => Number.isNaN(group))) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

/** One group, or two where an IPv4 address ends the text. NaN marks what is neither. */
function v6Group(part: string): number[] {
  if (/^[0-9a-f]{1,4}$/i.test(part)) return [Number.parseInt(part, 16)];
  const v4 = parseV4(part);
  return v4 === null ? [Number.NaN] : [Number(v4 >> 16n), Number(v4 & 0xffffn)];
}
