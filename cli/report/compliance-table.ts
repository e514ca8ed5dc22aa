// The report by framework for people: a row for each section, then what nothing covers, then the sum.
// SPDX-License-Identifier: Apache-2.0
import type { ComplianceResult, SectionResult, Status } from '../compliance/compliance.ts';
import { statuses } from '../compliance/compliance.ts';
import type { Paint, Style } from '../terminal/terminal.ts';
import { textTable } from './text-table.ts';
import { counted } from './words.ts';
import { wrappedAtBlanks } from './wrapped-at-blanks.ts';

const styles: Readonly<Partial<Record<Status, Style>>> = { fail: 'red', unknown: 'yellow', pass: 'green' };

export function complianceTable(
  { name, source, sections }: ComplianceResult,
  paint: Paint,
  columns: number | null,
): string {
  const covered = sections.filter(({ status }) => status !== 'not-covered');
  const uncovered = sections.filter(({ status }) => status === 'not-covered');
  const rows = covered.map((section) => [
    { text: section.status, style: styles[section.status] ?? 'reset' },
    [section.id, section.title].filter((part) => part !== '').join(' '),
    countsOf(section),
  ]);
  const counts = statuses.flatMap((status) => {
    const count = sections.filter((section) => section.status === status).length;
    return count === 0 ? [] : [`${count} ${status.replace('-', ' ')}`];
  });
  const gaps = `Not covered by any control: ${uncovered.map(wordsOf).join(', ')}`;
  return [
    wrappedAtBlanks(`${name}: ${source}`, '', '', columns),
    textTable(['STATUS', 'SECTION', 'VERDICTS'], rows, paint, columns),
    ...(uncovered.length === 0 ? [] : [wrappedAtBlanks(gaps, '', '', columns)]),
    wrappedAtBlanks(`${name}: ${counts.join(', ')}, of ${sections.length} sections`, '', '', columns),
  ].join('\n');
}

function countsOf({ fail, waived, unknown, pass, controls }: SectionResult): string {
  const counts = Object.entries({ fail, waived, unknown, pass }).filter(([, count]) => count > 0);
  const words = counts.map(([status, count]) => `${count} ${status}`).join(', ');
  return words === '' ? `nothing judged (${counted(controls.length, 'control')})` : words;
}

function wordsOf({ id, title }: SectionResult): string {
  return title === '' ? id : `${id} ${title}`;
}
