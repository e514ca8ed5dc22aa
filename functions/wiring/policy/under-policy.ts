// What a function makes out of the policy once, and again when another policy holds.
// SPDX-License-Identifier: Apache-2.0
import type { Policy } from '../../../shared/policy/policy.ts';
import type { Held, Refused } from './watch.ts';

/** What `load` gives makes it, at first use and after each change of the policy. It is loaded while the policy is asked for. */
export function underPolicy<T>(
  heldPolicy: () => Promise<Held>,
  load: () => Promise<(policy: Policy) => T>,
): () => Promise<T> {
  let made: { readonly policy: Policy; readonly value: T } | null = null;
  return async () => {
    const [{ policy }, build] = await Promise.all([heldPolicy(), load()]);
    if (made?.policy !== policy) made = { policy, value: build(policy) };
    return made.value;
  };
}

/** Hands each refused version to `tell` until that has worked once; others then see the finding in the record. */
export function refusalsTold(heldPolicy: () => Promise<Held>) {
  let told: string | null = null;
  return async (tell: (refused: Refused) => Promise<void>): Promise<void> => {
    const { refused } = await heldPolicy();
    if (refused === null || refused.version === told) return;
    await tell(refused);
    told = refused.version;
  };
}
