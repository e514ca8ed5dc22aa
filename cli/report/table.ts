// Tables of findings for people: most severe first, nothing cut where it is piped, hostile text made harmless.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../shared/model/finding.ts';
import { usersWords } from '../../shared/model/image-users.ts';
import { type Severity, severityRank } from '../../shared/model/severity.ts';
import { shortId } from '../decision/finding-id.ts';
import { type Paint, plain, type Style } from '../terminal/terminal.ts';
import { compareTexts as compare } from './order.ts';
import type { Summary } from './summary.ts';
import { type Cell, textTable } from './text-table.ts';

export const severityStyles: Readonly<Record<Severity, Style>> = {
  critical: ['bold', 'red'],
  high: 'red',
  medium: 'yellow',
  low: 'blue',
};

export function severityCell(severity: Severity, more = ''): Cell {
  return { text: severity + more, style: severityStyles[severity] };
}

/** What was not judged, by reason: one line, or none. */
export function leftOut(dropped: Summary['dropped']): string[] {
  const reasons = [...dropped].map(([reason, count]) => `${count} × ${plain(reason)}`);
  return reasons.length === 0 ? [] : [`skipped: ${reasons.join(', ')}`];
}

/** replay, demo, findings: a row for each finding. `columns`: width of the terminal; null: full width. */
export function findingTable(
  findings: readonly Finding[],
  paint: Paint,
  columns: number | null = null,
): string {
  const narrow = columns !== null;
  const rows = findings.map((finding): Cell[] => [
    severityCell(finding.severity),
    finding.dormant ? `${finding.status} (dormant)` : finding.status,
    finding.control,
    plain(finding.subject.name),
    ...(narrow ? [] : [seenOn(finding)]),
    finding.lastSeen.slice(0, narrow ? 16 : 19).replace('T', ' '),
    plain([finding.evidence[0]?.message ?? '', ...usedBy(finding)].join('; ')),
    narrow ? shortId(finding.id) : finding.id,
  ]);
  const names = ['SEVERITY', 'STATUS', 'CONTROL', 'SUBJECT', 'SEEN ON', 'LAST SEEN (UTC)', 'WHAT', 'ID'];
  return textTable(narrow ? names.filter((name) => name !== 'SEEN ON') : names, rows, paint, columns);
}

/** How many tasks or pods showed it; nothing where the thing itself is the only one (a role, a repository). */
function seenOn({ instances, moreInstances }: Finding): string {
  return instances.length === 0 ? '' : `${instances.length}${moreInstances ? '+' : ''}`;
}

/** What runs the image that the finding is on. */
function usedBy({ usedBy }: Finding): readonly string[] {
  return usedBy === undefined || usedBy.workloads.length === 0 ? [] : [`used by ${usersWords(usedBy, 3)}`];
}

/** Worst and unresolved first. */
export function byWeight(a: Finding, b: Finding): number {
  const closed = Number(a.status === 'resolved') - Number(b.status === 'resolved');
  const asleep = Number(a.dormant) - Number(b.dormant);
  return (
    closed ||
    asleep ||
    severityRank(b.severity) - severityRank(a.severity) ||
    compare(a.control, b.control) ||
    compare(a.id, b.id)
  );
}
