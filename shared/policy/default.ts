// The built-in policy: an empty file. It judges by the baseline profile and only observes.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../model/control.ts';
import { loadPolicy } from './load.ts';
import type { Policy } from './policy.ts';

/** The repository's seawall.yml says the same with comments; a test compares them. */
export const defaultPolicyText = '';

/** What is shown in place of a file's name. */
export const defaultPolicyName = 'built-in';

export interface DefaultOptions {
  readonly strictness?: 'baseline' | 'restricted';
  readonly digest?: (text: string) => string;
}

/** The policy used where there is no file. */
export function defaultPolicy(controls: readonly Control[], options: DefaultOptions = {}): Policy {
  // An empty policy has no waivers, so the time does not matter.
  const loaded = loadPolicy(defaultPolicyText, {
    file: defaultPolicyName,
    controls,
    now: new Date(0),
    ...options,
  });
  if (!loaded.ok) throw new Error('the built-in policy does not load');
  return loaded.policy;
}
