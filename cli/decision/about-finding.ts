// Acknowledges and waives: weighed by the one rule of who may decide, and taken into the record.
// SPDX-License-Identifier: Apache-2.0
import { holds } from '../../shared/findings/finding.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { Decision } from '../../shared/people/decision.ts';
import { durationText } from '../../shared/policy/duration.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { decideFinding } from '../../shared/respond/decisions/take-decision.ts';
import { weigh } from '../../shared/respond/decisions/weigh.ts';
import { readShownFinding } from '../../shared/respond/engine/shown-finding.ts';
import type { Desk } from './decide.ts';

export type Wanted = Pick<Decision, 'reason' | 'until'> & { readonly kind: 'acknowledge' | 'waive' };

type Place = Pick<Desk, 'store' | 'policy' | 'now' | 'person' | 'parts'>;

export type AboutFinding =
  | { readonly ok: true; readonly status: Finding['status']; readonly words: string }
  | { readonly ok: false; readonly reason: string };

/** `finding` as it was shown: where it has come back since, the decision is refused. Errors: StoreError. */
export async function decideAbout(finding: Finding, wanted: Wanted, place: Place): Promise<AboutFinding> {
  const { store, policy, now, person, parts } = place;
  const about = { finding: finding.id, occurrence: finding.reopened, response: null, plan: null };
  const decision: Decision = { ...about, ...wanted, person, at: now };
  const weighed = await weigh(decision, finding, parts);
  const answer = weighed.ok ? await decideFinding(decision, weighed.whyTwo, parts) : weighed.answer;
  if (answer.outcome !== 'decided' && answer.outcome !== 'half') return { ok: false, reason: answer.words };
  const { status } =
    (await readShownFinding(finding.id, { ...parts, store, view: viewOf(policy) })) ?? finding;
  const words =
    answer.outcome === 'half' ? answer.words : `${finding.id} is ${status}, decided by ${person.name}`;
  return { ok: true, status, words: `${words}${person.source === 'local' ? ' (not verified)' : ''}` };
}

/** Why a waiver cannot end then; null: it can. */
export function wrongEnd(until: string, { policy, now }: Pick<Place, 'policy' | 'now'>): string | null {
  if (!/^\d{4}-\d{2}-\d{2}/.test(until) || Number.isNaN(Date.parse(until)))
    return 'expected a date or an ISO time, such as 2026-12-31';
  if (!holds(until, now)) return 'is over already';
  const latest = new Date(Date.parse(now) + policy.waiverLimitMs).toISOString();
  if (Date.parse(until) <= Date.parse(latest)) return null;
  return `expected ${latest.slice(0, 10)} at the latest (waiver-limit ${durationText(policy.waiverLimitMs)})`;
}
