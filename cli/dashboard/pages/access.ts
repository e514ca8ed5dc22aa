// Who reached what, as far as the record holds it: who had a hand in which finding, and which principals hold too much.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../../shared/model/finding.ts';
import { type Severity, severityRank } from '../../../shared/model/severity.ts';
import { type Html, html } from '../html.ts';
import { findingPath, severityMark, table } from '../page.ts';
import type { Shown } from '../record-view.ts';

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly severity: Severity;
  readonly findings: number;
}

const mostDrawn = 14;

/** Actor to subject, the most severe first. */
export function edgesOf(findings: readonly Finding[]): readonly Edge[] {
  const edges = new Map<string, Edge>();
  for (const { actors, subject, severity, status } of findings) {
    if (status === 'resolved') continue;
    for (const { arn } of actors) {
      const key = JSON.stringify([arn, subject.name]);
      const before = edges.get(key);
      const worst =
        before !== undefined && severityRank(before.severity) > severityRank(severity)
          ? before.severity
          : severity;
      edges.set(key, { from: arn, to: subject.name, severity: worst, findings: (before?.findings ?? 0) + 1 });
    }
  }
  return [...edges.values()].sort(
    (a, b) =>
      severityRank(b.severity) - severityRank(a.severity) ||
      b.findings - a.findings ||
      (a.from < b.from ? -1 : 1),
  );
}

export function accessPage({ findings }: Shown): Html {
  const edges = edgesOf(findings);
  const holders = findings.filter(
    ({ subject, status }) => subject.kind === 'principal' && status !== 'resolved',
  );
  return html`<p class="soft">The record holds what was found wrong: this is not a map of all rights. <code>seawall snapshot</code> and <code>seawall sweep</code> look at those.</p>
<h2>Who had a hand in what</h2>
${graph(edges)}
${table(
  'Actors and what they touched, in unresolved findings',
  ['Who', 'What', 'Worst', 'Findings'],
  edges.map(({ from, to, severity, findings: count }) => [
    html`<code>${from}</code>`,
    to,
    severityMark(severity),
    count,
  ]),
)}
<h2>Who holds too much</h2>
${table(
  'Principals with unresolved findings',
  ['Severity', 'Principal', 'What they can do'],
  holders.map(({ id, severity, subject, evidence, control }) => [
    severityMark(severity),
    html`<a data-row href="${findingPath(id)}">${subject.name}</a>`,
    evidence[0]?.message ?? control,
  ]),
)}`;
}

function graph(all: readonly Edge[]): Html | null {
  const edges = all.slice(0, mostDrawn);
  if (edges.length === 0) return null;
  const [left, right] = [
    [...new Set(edges.map(({ from }) => from))],
    [...new Set(edges.map(({ to }) => to))],
  ];
  const height = Math.max(left.length, right.length) * 26 + 14;
  const at = (list: readonly string[], name: string) => list.indexOf(name) * 26 + 22;
  const lines = edges.map(
    ({ from, to, severity }) =>
      html`<path class="${severity}" d="M330 ${at(left, from) - 4} C400 ${at(left, from) - 4} 410 ${at(right, to) - 4} 470 ${at(right, to) - 4}"/>`,
  );
  return html`<svg viewBox="0 0 800 ${height}" role="img" aria-label="Who had a hand in what, as in the table below">${lines}
${left.map((name) => html`<text x="322" y="${at(left, name)}" text-anchor="end">${short(name)}</text>`)}
${right.map((name) => html`<text x="478" y="${at(right, name)}">${short(name)}</text>`)}</svg>
${all.length > mostDrawn && html`<p class="soft">The ${mostDrawn} worst of ${all.length} are drawn; the table has all.</p>`}`;
}

/** The end of a name tells most; the table has it whole. */
function short(name: string): string {
  const characters = [...name];
  return characters.length <= 44 ? name : `…${characters.slice(-43).join('')}`;
}
