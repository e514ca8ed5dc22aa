// What a place in an image archive turned out to be.
// SPDX-License-Identifier: Apache-2.0
import type { Image } from '../../model/platform.ts';

export type Found =
  | { readonly image: Image /** `sha256:…` of its configuration. */; readonly configDigest: string }
  | { readonly dropped: string }
  /** Digest or path of what the archive refers to and does not hold. */
  | { readonly missing: string }
  | { readonly problem: string };
