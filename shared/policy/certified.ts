// What the policy says of the tracks that certified images are on.
// SPDX-License-Identifier: Apache-2.0
import { stringsOf } from '../model/json.ts';
import type { Policy } from './policy.ts';

/** Globs on tags, as the control that compares tracks has them. */
export function tracksOf({ controls }: Pick<Policy, 'controls'>): readonly string[] {
  return stringsOf(controls['image-provenance/latest-certified']?.parameters?.tracks);
}
