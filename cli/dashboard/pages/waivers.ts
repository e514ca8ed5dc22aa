// Waivers, those that end soon first: of the record, which people gave, and of the policy.
// SPDX-License-Identifier: Apache-2.0
import type { Policy } from '../../../shared/policy/policy.ts';
import { type Html, html } from '../html.ts';
import { findingPath, severityMark, table } from '../page.ts';
import type { Shown } from '../record-view.ts';

const day = 24 * 60 * 60 * 1000;

export function waiversPage({ findings, latest, now }: Shown, { waivers }: Policy): Html {
  const waived = findings
    .filter(({ status, waivedUntil }) => status === 'waived' && waivedUntil !== null)
    .sort((a, b) => compare(a.waivedUntil ?? '', b.waivedUntil ?? ''));
  const byEnd = waivers.toSorted((a, b) => compare(a.expires, b.expires));
  return html`<h2>Findings that are waived</h2>
${table(
  'Waived findings, the first to end first',
  ['Until', 'Left', 'Severity', 'Finding', 'Subject', 'By'],
  waived.map(({ id, waivedUntil, severity, control, evidence, subject }) => [
    waivedUntil,
    left(waivedUntil ?? '', now),
    severityMark(severity),
    html`<a data-row href="${findingPath(id)}">${evidence[0]?.message ?? control}</a>`,
    subject.name,
    latest.get(id)?.by,
  ]),
)}
<h2>Waivers of the policy</h2>
${table(
  'Waivers of the policy, the first to end first',
  ['Until', 'Left', 'Control', 'Subject', 'Owner', 'Reason'],
  byEnd.map(({ until, expires, control, subject, owner, reason }) => [
    until,
    left(expires, now),
    control,
    html`<code>${subject}</code>`,
    owner,
    reason,
  ]),
)}`;
}

function left(until: string, now: string): string {
  const days = Math.floor((Date.parse(until) - Date.parse(now)) / day);
  if (Number.isNaN(days)) return '';
  if (days < 0) return 'over';
  return days === 1 ? '1 day' : `${days} days`;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
