// A document of a template that leaves values open.
// SPDX-License-Identifier: Apache-2.0

/** A document of a template with its open values at their worst, and which they are. */
export interface Widest {
  readonly document: unknown;
  readonly why: string;
  /** With one open element at its worst and all others at their best, in their order; left out: there is only one. */
  readonly each?: readonly { readonly document: unknown; readonly why: string }[];
}
