// The controls of a deployed function: the built-in ones and those of its policy.
// SPDX-License-Identifier: Apache-2.0

import { ownControls } from '../../shared/controls/custom/load.ts';
import { controls } from '../../shared/controls/index.ts';
import { type Catalogue, catalogueOf } from '../../shared/evaluate/catalogue.ts';
import type { Policy } from '../../shared/policy/policy.ts';

const known = new WeakMap<Policy, Promise<Catalogue>>();

/** Made once for a policy. Never rejects: a custom control that cannot be used gives unknown verdicts. */
export function catalogueFor(policy: Policy): Promise<Catalogue> {
  let catalogue = known.get(policy);
  if (catalogue === undefined) {
    catalogue = ownControls(policy.custom).then((own) => catalogueOf([...controls, ...own.controls]));
    known.set(policy, catalogue);
  }
  return catalogue;
}
