// What people decide on a finding’s page: forms, and what comes of one that was sent.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../shared/model/finding.ts';
import { approve } from '../../shared/respond/decisions/approval.ts';
import { deny } from '../../shared/respond/decisions/denial.ts';
import type { Journal } from '../../shared/respond/journal/entry.ts';
import { type Progress, responsesIn } from '../../shared/respond/journal/progress.ts';
import { isWithdrawn } from '../../shared/respond/journal/standing.ts';
import { decideAbout, wrongEnd } from '../decision/about-finding.ts';
import type { Desk } from '../decision/decide.ts';
import { deskFor } from '../decision/rehearsal.ts';
import { type Html, html } from './html.ts';
import { findingPath } from './page.ts';
import { type Details, detailsOf, type Source } from './record-view.ts';

/** The desk of the command line, as it is when the form comes. */
export type DeskNow = () => Desk;

export interface Sent {
  readonly kind: string;
  readonly reason: string;
  readonly until: string;
  readonly response: string;
  /** Hash of the plan that was shown. */
  readonly plan: string;
  /** The finding’s `reopened` when it was shown. */
  readonly occurrence: string;
}

export function decisionForms({ finding, journal }: Details, { person, options }: Desk): Html {
  const waiting = waitingIn(finding, journal);
  const to = `${findingPath(finding.id)}/decide`;
  const form = (kind: string, words: string, fields: readonly Html[]) =>
    html`<form method="post" action="${to}" aria-label="${words}"><input type="hidden" name="kind" value="${kind}"><input type="hidden" name="occurrence" value="${finding.reopened}">${fields}<button type="submit">${words}</button></form>`;
  const reason = (needed: boolean) =>
    html`<label>Reason <input name="reason" maxlength="500" autocomplete="off"${needed && html` required`}></label>`;
  const until = html`<label>Until <input type="date" name="until" required></label>`;
  return html`<h2>Decide</h2>
<p class="soft">You decide as ${person.name}${person.source === 'local' && ', whom nobody has verified'}. ${
    options.live === true
      ? 'An approved plan is carried out at once.'
      : 'An approval is kept; its plan is carried out later.'
  }</p>
<div class="decide">${finding.status !== 'resolved' && [form('acknowledge', 'Acknowledge', [reason(false)]), form('waive', 'Waive', [until, reason(true)])]}${waiting !== null && [form('approve', 'Approve the plan', [shownPlan(waiting)]), form('deny', 'Deny the plan', [shownPlan(waiting), reason(false)])]}</div>`;
}

function waitingIn(finding: Finding, journal: Journal): Progress | null {
  const waits = (one: Progress) => one.phase === 'awaiting-approval' && !isWithdrawn(one, finding);
  return responsesIn(journal).findLast(waits) ?? null;
}

function shownPlan({ response, planHash, words }: Progress): Html {
  return html`<p>${words}<br><small>plan <code>${planHash?.slice(0, 12)}</code></small></p><input type="hidden" name="response" value="${response}"><input type="hidden" name="plan" value="${planHash}">`;
}

/** In words; `ok: false` where it was refused. Null: there is no such finding. */
export async function decideAtDesk(
  id: string,
  sent: Sent,
  desk: Desk,
  source: Source,
): Promise<{ readonly ok: boolean; readonly words: string } | null> {
  const details = await detailsOf(id, source);
  if (details === null) return null;
  const { finding } = details;
  if (`${finding.reopened}` !== sent.occurrence)
    return {
      ok: false,
      words: 'The finding was resolved and came back since the page was shown: look again.',
    };
  const { kind, until } = sent;
  const reason = sent.reason.trim() === '' ? null : sent.reason.trim().slice(0, 500);
  if (kind === 'acknowledge') return said(await decideAbout(finding, { kind, reason, until: null }, desk));
  if (kind === 'waive') {
    const wrong = wrongEnd(until, desk);
    if (wrong !== null) return { ok: false, words: `Until ${until}: ${wrong}.` };
    if (reason === null) return { ok: false, words: 'A waiver needs a reason.' };
    return said(await decideAbout(finding, { kind, reason, until }, desk));
  }
  return aboutResponse(details, { ...sent, reason: reason ?? '' }, desk);
}

async function aboutResponse({ finding, journal }: Details, sent: Sent, desk: Desk) {
  const { kind, response, plan, reason } = sent;
  const waiting = waitingIn(finding, journal);
  if (waiting === null || waiting.response !== response || waiting.planHash !== plan)
    return { ok: false, words: 'What was shown is not what waits for a decision now: look again.' };
  const { person, parts, options, rehearsed } = await deskFor(response, desk);
  const answer =
    kind === 'approve'
      ? await approve(response, person, parts, { act: options.live === true || rehearsed, plan })
      : await deny(response, person, parts, { reason: reason === '' ? null : reason, plan });
  return answer.ok ? { ok: true, words: answer.says } : { ok: false, words: answer.reason };
}

function said(answer: Awaited<ReturnType<typeof decideAbout>>) {
  return answer.ok ? { ok: true, words: answer.words } : { ok: false, words: answer.reason };
}
