// The newest change of each finding, day by day.
// SPDX-License-Identifier: Apache-2.0
import { shownTime } from '../../report/words.ts';
import { type Html, html } from '../html.ts';
import { findingPath, prose, severityMark, table } from '../page.ts';
import type { Shown } from '../record-view.ts';

const most = 500;

export function timelinePage({ findings, latest }: Shown): Html {
  const changes = findings
    .flatMap((finding) => {
      const entry = latest.get(finding.id);
      return entry === undefined ? [] : [{ finding, entry }];
    })
    .sort((a, b) => (a.entry.at === b.entry.at ? 0 : a.entry.at < b.entry.at ? 1 : -1));
  const days = Map.groupBy(changes.slice(0, most), ({ entry }) => entry.at.slice(0, 10));
  const sections = [...days].map(
    ([day, some]) => html`<h2>${day}</h2>
${table(
  `${some.length} changed last on ${day}`,
  ['At (UTC)', 'Change', 'Severity', 'Finding', 'Subject', 'By'],
  some.map(({ finding, entry }) => [
    shownTime(entry.at).slice(11),
    entry.type === 'opened' && entry.status === 'open' ? 'opened' : `${entry.type}: ${entry.status}`,
    severityMark(finding.severity),
    html`<a data-row href="${findingPath(finding.id)}">${prose(finding.evidence[0]?.message ?? finding.control)}</a>`,
    finding.subject.name,
    entry.by,
  ]),
)}`,
  );
  return html`<p class="soft">The newest change of each finding; a finding’s own page has all of them.${changes.length > most && ` The newest ${most} of ${changes.length} are shown.`}</p>
${sections}`;
}
