// Tables of verdicts and findings for people: worst first, nothing cut where it is piped, hostile text made harmless.
import type { Finding } from '../../shared/model/finding.ts';
import { type Severity, severityRank, type Verdict } from '../../shared/model/verdict.ts';
import type { Waiver } from '../../shared/policy/policy.ts';
import { shortId } from '../decision/finding-id.ts';
import { type Paint, painter, plain, type Style } from '../terminal/terminal.ts';
import type { Output } from './output.ts';
import type { Ending, Report, Summary } from './report.ts';
import { type Cell, textTable } from './text-table.ts';
import { counted } from './words.ts';

const colours: Readonly<Record<Severity, Style>> = {
  critical: ['bold', 'red'],
  high: 'red',
  medium: 'yellow',
  low: 'blue',
};

export function severityCell(severity: Severity, more = ''): Cell {
  return { text: severity + more, style: colours[severity] };
}

export interface TableOptions {
  readonly colour: boolean;
  /** Ids of controls that need facts, to say in one line that they could not judge. */
  readonly needsFacts: ReadonlySet<string>;
}

interface Failure {
  readonly verdict: Verdict;
  readonly waiver: Waiver | null;
}

/** evaluate: a row for each failing verdict, then what could not be judged, in a line. */
export function verdictTable(output: Output, { colour, needsFacts }: TableOptions): Report {
  const paint = painter(colour);
  const failed: Failure[] = [];
  const blind = new Set<string>();
  let unsettled = 0;
  return {
    verdict(verdict, waiver = null) {
      if (verdict.outcome === 'fail') failed.push({ verdict, waiver });
      else if (verdict.outcome === 'unknown' && needsFacts.has(verdict.control)) blind.add(verdict.control);
      else if (verdict.outcome === 'unknown') unsettled++;
    },
    async end({ summary }: Ending) {
      const rows = failed.sort(byWaiverAndSeverity).flatMap(verdictRows);
      if (rows.length > 0) await output.write(`${textTable(head, rows, paint, output.columns)}\n`);
      const waived = failed.filter(({ waiver }) => waiver !== null).length;
      for (const line of closing(summary, waived, blind, unsettled)) await output.write(`${line}\n`);
    },
  };
}

const head = ['SEVERITY', 'CONTROL', 'SUBJECT', 'WHERE', 'WHAT'];

function byWaiverAndSeverity(a: Failure, b: Failure): number {
  return (
    Number(a.waiver !== null) - Number(b.waiver !== null) ||
    severityRank(b.verdict.severity) - severityRank(a.verdict.severity) ||
    compare(a.verdict.control, b.verdict.control)
  );
}

/** Each evidence has a row; what the rows of one verdict share stands in the first. */
function verdictRows({ verdict, waiver }: Failure): Cell[][] {
  const { control, severity, source, subject, evidence } = verdict;
  const file = source.file === '-' ? 'stdin' : (source.file ?? '');
  // The subject of a bare policy is called as its file.
  const called = [...new Set([file, subject.name])].filter((part) => part !== '').join(' ');
  const waived = waiver === null ? '' : `, waived until ${waiver.until}`;
  return evidence.map(({ path, message }, index) =>
    index === 0
      ? [severityCell(severity, waived), control, plain(called), plain(path), plain(message)]
      : ['', '', '', plain(path), plain(message)],
  );
}

function closing(
  { verdicts, observations, dropped }: Summary,
  waived: number,
  blind: ReadonlySet<string>,
  unsettled: number,
): string[] {
  const { fail, pass, unknown } = verdicts;
  const failed = waived === 0 ? `${fail} fail` : `${fail} fail (${waived} waived)`;
  const lines = [`${observations} judged: ${failed}, ${pass} pass, ${unknown} unknown`];
  lines.push(...leftOut(dropped));
  if (blind.size > 0)
    lines.push(
      `${counted(blind.size, 'control')} could not be judged without facts: run \`seawall snapshot\` and give its file with --facts`,
    );
  if (unsettled > 0)
    lines.push(
      `${counted(unsettled, 'verdict rests', 'verdicts rest')} on values that the input does not settle: --format json names them`,
    );
  return lines;
}

/** What was not judged, by reason: one line, or none. */
export function leftOut(dropped: Summary['dropped']): string[] {
  const reasons = [...dropped].map(([reason, count]) => `${count} × ${plain(reason)}`);
  return reasons.length === 0 ? [] : [`left out: ${reasons.join(', ')}`];
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
    plain(finding.evidence[0]?.message ?? ''),
    narrow ? shortId(finding.id) : finding.id,
  ]);
  const names = ['SEVERITY', 'STATUS', 'CONTROL', 'SUBJECT', 'SEEN ON', 'LAST SEEN (UTC)', 'WHAT', 'ID'];
  return textTable(narrow ? names.filter((name) => name !== 'SEEN ON') : names, rows, paint, columns);
}

/** How many tasks or pods showed it; nothing where the thing itself is the only one (a role, a repository). */
function seenOn({ instances, moreInstances }: Finding): string {
  return instances.length === 0 ? '' : `${instances.length}${moreInstances ? '+' : ''}`;
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

/** The same order in every language of the machine. */
function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
