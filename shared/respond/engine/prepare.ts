// Guardrail 4, the re-read: the action reads what is there now and plans the smallest change.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../model/finding.ts';
import { guardError, type Held } from '../guardrails/guardrails.ts';
import type { Prepared } from '../planning/action.ts';
import type { Engine } from './ports.ts';

export async function prepare(finding: Finding, deps: Engine): Promise<Prepared | Held> {
  const name = finding.response?.action ?? 'notify';
  const action = deps.actionOf(name);
  if (action === null) return { by: 'guard-error', reason: `there is no action ${name} yet` };
  try {
    const preparation = await action.prepare(finding, deps.reads, await deps.contextFor(finding));
    if (preparation.ok) return preparation.prepared;
    return { by: preparation.heldBy, reason: preparation.reason };
  } catch (error) {
    return guardError(error);
  }
}
