// A plan as it would be: of what was recorded of the platform, where that holds all that planning reads; else of the finding alone.
// SPDX-License-Identifier: Apache-2.0
import type { AwsApi } from '../../gather/api.ts';
import type { Finding } from '../../model/finding.ts';
import { actionFor, planOf } from '../actions/index.ts';
import { shownCalls } from '../journal/outcome.ts';
import type { ActionContext } from '../planning/action.ts';
import { none, type OfflinePlan } from '../planning/offline.ts';

/**
 * `recorded` answers what a snapshot holds. What it does not hold, or shows otherwise than the finding does (it was taken at another
 * time), is planned without it: parameters that would be read right before acting are then null. Never rejects.
 */
export async function foreseenPlan(
  finding: Finding,
  recorded: AwsApi | null,
  context: ActionContext,
): Promise<OfflinePlan> {
  const name = finding.response?.action ?? 'notify';
  const action = actionFor(name);
  const alone = planOf(name, finding);
  if (action === null || recorded === null || alone.heldBy !== undefined) return alone;
  const preparation = await action.prepare(finding, recorded, context);
  if (!preparation.ok)
    return preparation.heldBy === 'protected' ? none(preparation.reason, 'protected') : alone;
  const { words, calls, askFirst } = preparation.prepared;
  return { words, calls: shownCalls(calls), ...(askFirst === undefined ? {} : { askFirst }) };
}
