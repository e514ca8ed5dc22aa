// What a place in an image archive turned out to be.
// SPDX-License-Identifier: Apache-2.0
import type { Image } from '../../model/platform.ts';

/** A layer of an image, from the lowest up. */
export interface FoundLayer {
  /** In the archive; null: it is named so that it cannot be there. */
  readonly path: string | null;
  readonly mediaType: string;
  /** Of the bytes at the path; null: nothing says it. */
  readonly digest: string | null;
}

export type Found =
  | {
      readonly image: Image;
      /** `sha256:…` of its configuration. */
      readonly configDigest: string;
      readonly layers: readonly FoundLayer[];
    }
  | { readonly dropped: string }
  /** Digest or path of what the archive refers to and does not hold. */
  | { readonly missing: string }
  | { readonly problem: string };
