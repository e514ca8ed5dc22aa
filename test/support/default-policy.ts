// The policy that counts where there is no file, loaded.
import type { Control } from '../../shared/model/control.ts';
import { defaultPolicyName, defaultPolicyText } from '../../shared/policy/default.ts';
import { loadPolicy } from '../../shared/policy/load.ts';
import type { Policy } from '../../shared/policy/policy.ts';

interface DefaultOptions {
  readonly strictness?: 'baseline' | 'restricted';
  readonly digest?: (text: string) => string;
}

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
