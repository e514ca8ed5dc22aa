// How much of an image is read at most: an image is whatever somebody pushed.
// SPDX-License-Identifier: Apache-2.0

export interface Bounds {
  /** Bytes of all layers together, unpacked. */
  readonly unpacked: number;
  /** Entries of all layers together. */
  readonly entries: number;
  /** Frames of zstd of all layers together: each costs a call of the decoder, though it hold nothing. */
  readonly frames: number;
}

/** An image of 8 GB, of half a million files: larger ones exist, and are not looked into. */
export const usualBounds: Bounds = { unpacked: 8 * 1024 ** 3, entries: 500_000, frames: 500_000 };

/** Beyond 64 MB nothing real packs tighter than this: a thousand to one is what gzip can do at most. */
export const maximumRatio = 200;
export const ratioFrom = 64 * 1024 * 1024;

/** A layer that cannot, or may not, be read: why, in words for the reader of a report. */
export class BadLayer extends Error {}
