// From a finding's change to the response that policy allows: planned, and the guardrail that holds it back. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { FindingChange } from '../../model/finding.ts';
import type { Response } from '../../model/response.ts';
import { planOf } from '../actions/index.ts';
import {
  afterReading,
  beforeReading,
  type GuardContext,
  type Held,
  heldBack,
  idempotency,
} from '../guardrails/guardrails.ts';
import { protectedTarget } from '../guardrails/protected-target.ts';
import type { CountedResponses } from '../guardrails/seen.ts';
import type { OfflinePlan } from '../planning/offline.ts';
import { callsForResponse } from './triggers.ts';

export interface CountingContext extends GuardContext {
  readonly seen: CountedResponses;
}

/**
 * Without AWS, for replays: the response to a change, or null where none is called for. Counts it in `context.seen` where nothing holds
 * it back. `foreseen`: its plan, where more is known than the finding tells.
 */
export function respondTo(
  change: FindingChange,
  context: CountingContext,
  foreseen?: OfflinePlan,
): Response | null {
  const { finding } = change;
  if (finding.response === null || !callsForResponse(change)) return null;
  const { action, mode } = finding.response;
  const plan = foreseen ?? planOf(action, finding);
  const held = heldIn(change, plan, context);
  const base = { finding: finding.id, action, mode, calls: plan.calls };
  if (held !== null)
    return { ...base, outcome: 'held', heldBy: held.by, reason: heldText(plan.words, held.reason) };
  const same = context.seen.sameAs(plan.calls);
  const words =
    same === null
      ? plan.words
      : `${plan.words}; the response to ${same} makes the same ${plan.calls.length === 1 ? 'call' : 'calls'}`;
  context.seen.add({
    finding: finding.id,
    occurrence: finding.reopened,
    control: finding.control,
    account: finding.subject.account,
    at: change.at,
    calls: plan.calls,
  });
  if (mode === 'approve' || plan.askFirst !== undefined)
    return { ...base, outcome: 'awaiting-approval', heldBy: null, reason: askedText({ ...plan, words }) };
  return { ...base, outcome: 'planned', heldBy: null, reason: words };
}

/** In this order: what needs no look at the platform, what the plan touches, then what only asks people in its stead. */
function heldIn(change: FindingChange, plan: OfflinePlan, context: CountingContext): Held | null {
  const { subject, tags } = change.finding;
  const { account, region } = subject;
  return (
    heldBack(change, context, beforeReading) ??
    (plan.heldBy === undefined ? null : { by: plan.heldBy, reason: plan.words }) ??
    protectedTarget({ account, region, calls: plan.calls }, tags, context) ??
    heldBack(change, context, plan.askFirst === undefined ? afterReading : [idempotency])
  );
}

function askedText({ words, askFirst }: OfflinePlan): string {
  return askFirst === undefined ? words : `${words}; ${askFirst}`;
}

function heldText(words: string, reason: string): string {
  return words === reason ? reason : `${words}; ${reason}`;
}
