// FNV-1a, 32 bits from each of two starts: a checksum for where no digest is at hand. Not for security.
// SPDX-License-Identifier: Apache-2.0

const prime = 16_777_619;

/** 16 hexadecimal digits over the UTF-16 code units of the text. */
export function fnv1a(text: string): string {
  let first = 2_166_136_261;
  let second = 3_141_592_653;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    first = Math.imul(first ^ unit, prime);
    second = Math.imul(second ^ unit, prime);
  }
  return [first, second].map((part) => (part >>> 0).toString(16).padStart(8, '0')).join('');
}
