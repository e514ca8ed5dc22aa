// The policy of a deployed function: seawall.yml as it was validated and bundled by the build.
import { createHash } from 'node:crypto';
import { controls } from '../../shared/controls/index.ts';
import { loadPolicy } from '../../shared/policy/load.ts';
import type { Policy } from '../../shared/policy/policy.ts';

// Put in by scripts/build.ts; outside a bundle there is none, and the built-in default holds.
declare const SEAWALL_POLICY: string | undefined;

/** Throws where the text does not validate: the build refuses such a policy, so this is a broken bundle. */
export function deployedPolicy(now: Date): Policy {
  const text = typeof SEAWALL_POLICY === 'string' ? SEAWALL_POLICY : '';
  const loaded = loadPolicy(text, {
    file: 'seawall.yml',
    controls,
    now,
    digest: (content) => createHash('sha256').update(content).digest('hex').slice(0, 12),
  });
  if (loaded.ok) return loaded.policy;
  throw new Error(`the bundled policy is broken: ${loaded.problems[0]?.message}`);
}
