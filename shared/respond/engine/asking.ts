// Guardrail 5 and the remediation loop: why people are asked although policy would act.
// SPDX-License-Identifier: Apache-2.0
import type { FindingChange } from '../../model/finding.ts';
import { takeAction, tellOnce } from '../guardrails/action-limit.ts';
import { askingInstead, type GuardContext, type Held, heldBack } from '../guardrails/guardrails.ts';
import { seenIn } from '../guardrails/remediation-loop.ts';
import type { Journal } from '../journal/entry.ts';
import type { Prepared } from '../planning/action.ts';
import type { Asking } from './planned.ts';
import { type Decisions, isoNow } from './ports.ts';

export interface Planned {
  readonly change: FindingChange;
  readonly response: string;
  readonly plan: Prepared;
  readonly journal: Journal;
  readonly context: GuardContext;
}

/** Null where nobody is asked in place of acting. */
export async function whyAsking(planned: Planned, deps: Decisions): Promise<Asking | null> {
  const { change, plan, context } = planned;
  if (plan.askFirst !== undefined) return { by: null, reason: plan.askFirst };
  const now = { ...change, at: isoNow(deps) };
  const held = heldBack(now, context, askingInstead);
  if (held !== null || change.finding.response?.mode !== 'enforce') return held;
  return takeOneAction({ ...planned, change: now }, deps);
}

async function takeOneAction(
  { change, response, journal, context }: Planned,
  deps: Decisions,
): Promise<Held | null> {
  const { finding } = change;
  const place = { control: finding.control, account: finding.subject.account };
  const { brake: limit } = deps.policy;
  const { recent } = await takeAction(deps.store, place, limit, { response, now: deps.now() });
  const held = heldBack(change, { ...context, seen: seenIn(journal, recent) }, askingInstead);
  if (held?.by === 'brake') await tellOfLimit(change, held, deps);
  return held;
}

/** One message for all that the action limit holds back, not one each. */
function tellOfLimit({ finding }: FindingChange, { reason }: Held, deps: Decisions): Promise<void> {
  const { id, control, subject } = finding;
  const { store, policy } = deps;
  const text = `${control}: ${reason}`;
  const news = { windowMs: policy.brake.windowMs, text, now: deps.now() };
  return tellOnce(store, { control, account: subject.account }, news, () =>
    deps.tell({ kind: 'brake', finding: id, response: null, text }),
  );
}
