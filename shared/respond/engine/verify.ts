// Whether the calls of a run took effect: the platform is read again, and compared with what the plan keeps.
// SPDX-License-Identifier: Apache-2.0
import type { Difference } from '../state/compare.ts';
import type { Engine } from './ports.ts';
import type { Run } from './run.ts';

type Effect = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Looks again and again until the state is as the calls were to leave it, or patience ends. */
export async function verifyEffect(run: Run, deps: Engine): Promise<Effect> {
  const { looks, firstDelay } = deps.patience;
  let reason = '';
  for (let look = 1; look <= looks; look++) {
    const compared = await deps.compare(run.to, run.place, deps.reads);
    if (compared.ok && compared.differences.length === 0) return { ok: true };
    reason = compared.ok ? describe(compared.differences) : `it cannot be read: ${compared.reason}`;
    if (look < looks) await deps.sleep(firstDelay * 2 ** (look - 1));
  }
  return { ok: false, reason };
}

/** Does the state already look as the calls were to leave it? What cannot be read is not so. */
export async function isDone({ to, place }: Run, { compare, reads }: Engine): Promise<boolean> {
  if (to.length === 0) return false;
  const compared = await compare(to, place, reads);
  return compared.ok && compared.differences.length === 0;
}

export function describe(differences: readonly Difference[]): string {
  return differences.map(({ what }) => `${what} is not as expected`).join('; ');
}
