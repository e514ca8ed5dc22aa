// What people decide on a finding’s page: forms, and what comes of one that was sent.
// SPDX-License-Identifier: Apache-2.0
import { approve } from '../../shared/respond/decisions/approval.ts';
import { deny } from '../../shared/respond/decisions/denial.ts';
import { type Progress, progressAt, responsesIn } from '../../shared/respond/journal/progress.ts';
import { isWithdrawn } from '../../shared/respond/journal/standing.ts';
import { decideAbout, wrongEnd } from '../decision/about-finding.ts';
import type { Desk } from '../decision/decide.ts';
import { deskFor } from '../decision/rehearsal.ts';
import { shownTime } from '../report/words.ts';
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

export function decisionForms(details: Details, { person, options }: Desk): Html {
  const { finding } = details;
  const { waiting, expired } = questionIn(details);
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
  }</p>${expired !== null && html`\n<p>${expiredWords(expired)}</p>`}
<div class="decide">${finding.status !== 'resolved' && [form('acknowledge', 'Acknowledge', [reason(false)]), form('waive', 'Waive', [until, reason(true)])]}${waiting !== null && [form('approve', 'Approve the plan', [shownPlan(waiting)]), form('deny', 'Deny the plan', [shownPlan(waiting), reason(false)])]}</div>`;
}

interface Question {
  readonly waiting: Progress | null;
  /** The newest that nobody answered in time, where none waits. */
  readonly expired: Progress | null;
}

/** As it stands now, whether or not anybody has written down that the request expired. */
function questionIn({ finding, journal, now }: Details): Question {
  const standing = responsesIn(journal)
    .filter((one) => !isWithdrawn(one, finding))
    .map((one) => progressAt(one, now));
  const waiting = standing.findLast(({ phase }) => phase === 'awaiting-approval') ?? null;
  const last = standing.findLast(({ occurrence }) => occurrence === finding.reopened);
  const isOpen = waiting === null && finding.status !== 'resolved';
  return { waiting, expired: isOpen && last?.phase === 'expired' ? last : null };
}

function expiredWords({ words, expires }: Progress): string {
  const when = expires === null ? '' : ` at ${shownTime(expires)} UTC`;
  return `The approval request expired${when}: ${words}`;
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

async function aboutResponse(details: Details, sent: Sent, desk: Desk) {
  const { kind, response, plan, reason } = sent;
  const { waiting, expired } = questionIn(details);
  if (expired?.response === response) return { ok: false, words: `${expiredWords(expired)}.` };
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
