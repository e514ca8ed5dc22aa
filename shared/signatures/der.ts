// DER, which certificates, revocation lists and timestamps are written in: what sigstore's reader leaves out.
// SPDX-License-Identifier: Apache-2.0
import { ASN1Obj } from '@sigstore/core';

export type Der = ASN1Obj;

/** Throws whatever the reader throws: who asks says what could not be read. */
export function derIn(bytes: Uint8Array): Der {
  return ASN1Obj.parseBuffer(Buffer.from(bytes));
}

/** The child at a place. Throws where there is none. */
export function partOf({ subs }: Der, place: number): Der {
  const part = subs[place];
  if (part === undefined) throw new Error('a part is missing');
  return part;
}

/** The child that is tagged so, `[0]`; undefined: it was left out. */
export function taggedIn({ subs }: Der, number: number): Der | undefined {
  return subs.find(({ tag }) => tag.isContextSpecific(number));
}

/** The object as it was written, or under another tag: a signature is over these bytes. */
export function bytesOf({ tag, value }: Der, as = tag.toDER()): Buffer {
  return Buffer.concat([Buffer.from([as]), lengthOf(value.length), value]);
}

/** DER has one way to write a length (X.690, 10.1). */
function lengthOf(length: number): Buffer {
  if (length < 128) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

const generalized = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\.\d{1,9})?Z$/;

/** Milliseconds since 1970. Timestamps may have fractions of a second (RFC 3161, 2.4.2), of any length. */
export function timeIn(time: Der): number {
  if (!time.tag.isGeneralizedTime()) return time.toDate().getTime();
  const [, year, month, day, hour, minute, second, fraction = ''] =
    generalized.exec(time.value.toString('latin1')) ?? [];
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}Z`);
  if (Number.isNaN(at)) throw new Error('a time cannot be read');
  return at;
}

/** One extension of X.509 by its name (RFC 5280, 4.2): `SEQUENCE { name, critical DEFAULT FALSE, value }`. */
export interface Extension {
  readonly name: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

export function extensionsIn({ subs }: Der): readonly Extension[] {
  return subs.map(({ subs: parts }) => {
    const [name, ...rest] = parts;
    const value = rest.at(-1);
    if (name === undefined || value === undefined) throw new Error('an extension is incomplete');
    return {
      name: name.toOID(),
      critical: rest.length > 1 && rest[0]?.toBoolean() === true,
      value: value.value,
    };
  });
}
