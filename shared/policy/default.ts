// The built-in policy: an empty file. It judges by the baseline profile and only observes.
import type { Control } from '../model/control.ts';
import { loadPolicy } from './load.ts';
import type { Policy } from './policy.ts';

/** The repository's seawall.yml says the same with comments; a test compares them. */
export const defaultPolicyText = '';

export interface DefaultOptions {
  readonly strictness?: 'baseline' | 'restricted';
  readonly digest?: (text: string) => string;
}

/** The policy used where there is no file. */
export function defaultPolicy(controls: readonly Control[], options: DefaultOptions = {}): Policy {
  // An empty policy has no waivers, so the time does not matter.
  const loaded = loadPolicy(defaultPolicyText, { file: 'built-in', controls, now: new Date(0), ...options });
  if (!loaded.ok) throw new Error('the built-in policy does not load');
  return loaded.policy;
}
