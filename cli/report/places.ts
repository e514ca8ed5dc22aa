// Where in its file a verdict's evidence stands.
// SPDX-License-Identifier: Apache-2.0
import type { Position } from '../../shared/intake/documents/position.ts';

/** Where the evidence of one verdict stands in its file. */
export interface Places {
  /** Null: not known. */
  readonly position: (path: string) => Position | null;
  /** The path with its list places named by what stands there. */
  readonly named: (path: string) => string;
}

/** Of what stands in no file. */
export const noPlaces: Places = { position: () => null, named: (path) => path };
