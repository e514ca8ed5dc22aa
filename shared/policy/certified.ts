// What the policy says of certified images: the tracks that they are on, and controls that can certify them.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../model/control.ts';
import { stringsOf } from '../model/json.ts';
import type { Policy } from './policy.ts';
import { type Mistake, shown } from './problem.ts';
import type { PolicyFile } from './schema.ts';

/** Globs on tags, as the control that compares tracks has them. */
export function tracksOf({ controls }: Pick<Policy, 'controls'>): readonly string[] {
  return stringsOf(controls['image-provenance/latest-certified']?.parameters?.tracks);
}

/** A control that judges no images never passes on one: with it nothing would ever be certified. Names that are none are told elsewhere. */
export function checkCertified(
  { certified = [], custom = [] }: PolicyFile,
  controls: readonly Control[],
): Mistake[] {
  return certified.flatMap((id, index) => {
    const judges = [
      ...controls.filter((one) => one.id === id).flatMap((one) => one.judges),
      ...custom.filter((one) => one.id === id).map((one) => one.judges),
    ];
    if (judges.length === 0 || judges.includes('image')) return [];
    const message = `${shown(id)} judges no images, so that none would ever be certified`;
    const remedy = 'name controls that judge images (seawall controls)';
    return [{ path: ['certified', index], on: 'value', code: 'wrong-value', message, remedy }];
  });
}
