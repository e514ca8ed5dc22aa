// The findings of a record as CSV: a row for each, for spreadsheets and auditors.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../../shared/model/control.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { controlsById } from './controls-by-id.ts';
import { csvLine, referenceCells, referenceColumns } from './formats/csv.ts';

const columns = [
  ...['id', 'severity', 'status', 'kind', 'control', 'title', 'dormant', 'reopened', 'firstSeen', 'lastSeen'],
  ...[
    'waivedUntil',
    'platform',
    'subjectKind',
    'subject',
    'name',
    'account',
    'region',
    'cluster',
    'namespace',
  ],
  ...['actor', 'path', 'message', 'fix', ...referenceColumns],
];

export function recordCsv(findings: readonly Finding[], controls: readonly Control[]): string {
  const about = controlsById(controls);
  const rows = findings.map((finding) => rowOf(finding, about.get(finding.control)));
  return [columns, ...rows].map(csvLine).join('');
}

function rowOf(finding: Finding, control: Control | undefined): readonly string[] {
  const { subject, evidence } = finding;
  const [first] = evidence;
  return [
    ...[finding.id, finding.severity, finding.status, finding.kind, finding.control, control?.title ?? ''],
    ...[`${finding.dormant}`, `${finding.reopened}`, finding.firstSeen, finding.lastSeen],
    ...[finding.waivedUntil ?? '', subject.platform, subject.kind, subject.id, subject.name],
    ...[subject.account ?? '', subject.region ?? '', finding.cluster ?? '', finding.namespace ?? ''],
    ...[finding.actor ?? '', first?.path ?? '', evidence.map(({ message }) => message).join('; ')],
    ...[control?.fix ?? '', ...referenceCells(control)],
  ];
}
