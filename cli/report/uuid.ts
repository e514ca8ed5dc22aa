// UUIDs made from names (RFC 9562, version 5): the same thing is called the same in every report.
// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';

/** Ours, so that nobody else's names give the same UUIDs. Chosen once at random; it never changes. */
const namespace = Buffer.from('7c0ce1a3f6f84c1b9d5e2a6b30d84f17', 'hex');

/** `parts` are told apart: ["a", "bc"] and ["ab", "c"] have different UUIDs. */
export function uuidOf(...parts: readonly string[]): string {
  const bytes = createHash('sha1').update(namespace).update(JSON.stringify(parts)).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
