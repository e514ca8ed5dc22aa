// One event on its way through the ordering, with what the order goes by.
// SPDX-License-Identifier: Apache-2.0

/** One event on its way, with what the order goes by. */
export interface Entry {
  /** ISO time of the event; those without one come first. */
  readonly time: string;
  readonly id: string;
  readonly file: number;
  readonly index: number;
  /** The record's JSON text in UTF-8: bytes take far less memory than the objects parsed from them. */
  readonly text: Uint8Array;
}

/** Its text parsed once already. */
export function bodyOf({ text }: Entry): unknown {
  return JSON.parse(Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString('utf8'));
}
