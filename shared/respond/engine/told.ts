// What people are told of a finding's response: what the journal says; where it says nothing yet, what the policy would have done. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../model/finding.ts';
import type { Response } from '../../model/response.ts';
import { planOf } from '../actions/index.ts';
import type { Held } from '../guardrails/guardrails.ts';
import type { Journal } from '../journal/entry.ts';
import { responseOf } from '../journal/outcome.ts';
import { progressAt } from '../journal/progress.ts';
import { isWithdrawn, standingIn } from '../journal/standing.ts';

export interface Around {
  /** What the policy allows now: less than when the finding was judged, perhaps. */
  readonly allowed: Finding['response'];
  /** The finding comes from an archive. */
  readonly replayed: boolean;
  /** ISO time. */
  readonly now: string;
}

/** Null: there is nothing to tell. */
export function toldResponse(finding: Finding, journal: Journal, around: Around): Response | null {
  if (finding.response === null) return null;
  const standing = standingIn(journal, finding);
  if (standing === null) return finding.status === 'resolved' ? null : expected(finding, around);
  if (standing.kind === 'held') return heldBefore(finding, standing);
  if (isWithdrawn(standing.progress, finding))
    return heldBefore(finding, { by: null, reason: withdrawn }, standing.progress.words);
  const progress = progressAt(standing.progress, around.now);
  const waived = progress.phase === 'awaiting-approval' ? waivedNow(finding) : null;
  if (waived === null) return responseOf(finding, progress, []);
  return heldBefore(finding, waived, progress.words);
}

/** As what was denied or ran out: nothing holds it back that people could do something about. */
const withdrawn = 'withdrawn, because the finding is resolved';

/** What is to come: nothing of it is written down yet. */
function expected(finding: Finding, { allowed, replayed }: Omit<Around, 'now'>): Response | null {
  if (finding.response === null) return null;
  const { action } = finding.response;
  const { words, calls, heldBy } = planOf(action, finding);
  const held = whyNot(finding, { allowed, replayed });
  if (held !== null) return heldBefore(finding, held);
  if (heldBy !== undefined && allowed?.mode !== 'observe')
    return heldBefore(finding, { by: heldBy, reason: words }, '');
  const mode = allowed?.mode ?? 'observe';
  const reason = mode === 'observe' ? `would do this, were it not for mode observe: ${words}` : words;
  return { finding: finding.id, action, mode, outcome: 'planned', heldBy: null, calls, reason };
}

/** What keeps the engine from planning anything, and from writing so down. */
function whyNot(finding: Finding, { allowed, replayed }: Omit<Around, 'now'>): Held | null {
  if (replayed) return { by: 'mode', reason: 'it comes from an archive: told, never acted upon' };
  if (allowed === null) return { by: 'mode', reason: 'the policy has nothing done about it by now' };
  if (finding.dormant && allowed.mode !== 'observe')
    return { by: 'changed-since', reason: 'nothing runs of it; it is answered once something does' };
  return allowed.mode === 'observe' ? null : waivedNow(finding);
}

function waivedNow({ waivedUntil }: Finding): Held | null {
  return waivedUntil === null ? null : { by: 'waiver', reason: `waived until ${waivedUntil}` };
}

/** Held back before it was planned: what it would have been, and why it is not. */
function heldBefore(
  finding: Finding,
  { by, reason }: { readonly by: Response['heldBy']; readonly reason: string },
  words = finding.response === null ? '' : planOf(finding.response.action, finding).words,
): Response | null {
  if (finding.response === null) return null;
  const said = [words, reason].filter((part, place, all) => part !== '' && all.indexOf(part) === place);
  return {
    finding: finding.id,
    ...finding.response,
    ...{ outcome: 'held', heldBy: by, calls: [] },
    reason: said.join('; '),
  };
}
