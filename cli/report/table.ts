// Tables for people: worst first, nothing cut where it is piped, hostile text made harmless.
import Table from 'cli-table3';
import type { Finding } from '../../shared/model/finding.ts';
import { type Severity, severityRank, type Verdict } from '../../shared/model/verdict.ts';
import type { Output } from '../support/output.ts';
import { type Paint, painter, plain, type Style } from '../support/terminal.ts';
import type { Ending, Report, Summary } from './report.ts';

const noBorders = {
  ...{
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
  },
  ...{
    'bottom-right': '',
    left: '',
    'left-mid': '',
    mid: '',
    'mid-mid': '',
    right: '',
    'right-mid': '',
    middle: '  ',
  },
};

const colours: Readonly<Record<Severity, Style>> = {
  critical: ['bold', 'red'],
  high: 'red',
  medium: 'yellow',
  low: 'blue',
};

/** Rows of text under a head; columns share a terminal's width, and have all they need elsewhere. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Paint,
): string {
  const table = new Table({
    chars: noBorders,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    head: head.map((name) => paint('bold', name)),
  });
  table.push(...rows.map((row) => [...row]));
  return `${table.toString().replace(/[ \t]+$/gm, '')}\n`;
}

export function severityCell(severity: Severity, paint: Paint): string {
  return paint(colours[severity], severity);
}

export interface TableOptions {
  readonly colour: boolean;
  /** Ids of controls that need facts, to say in one line that they could not judge. */
  readonly needsFacts: ReadonlySet<string>;
}

/** evaluate: a row for each failing verdict, then what could not be judged, in a line. */
export function verdictTable(output: Output, { colour, needsFacts }: TableOptions): Report {
  const paint = painter(colour);
  const failed: Verdict[] = [];
  const blind = new Set<string>();
  const unsettled = new Map<string, number>();
  return {
    verdict(verdict) {
      if (verdict.outcome === 'fail') failed.push(verdict);
      else if (verdict.outcome === 'unknown' && needsFacts.has(verdict.control)) blind.add(verdict.control);
      else if (verdict.outcome === 'unknown')
        unsettled.set(verdict.control, (unsettled.get(verdict.control) ?? 0) + 1);
    },
    async end({ summary }: Ending) {
      failed.sort(
        (a, b) => severityRank(b.severity) - severityRank(a.severity) || a.control.localeCompare(b.control),
      );
      if (failed.length > 0)
        await output.write(
          `${textTable(
            head,
            failed.flatMap((one) => verdictRows(one, paint)),
            paint,
          )}\n`,
        );
      for (const line of closing(summary, blind, unsettled)) await output.write(`${line}\n`);
    },
  };
}

const head = ['SEVERITY', 'CONTROL', 'SUBJECT', 'WHERE', 'WHAT'];

function verdictRows(verdict: Verdict, paint: Paint): string[][] {
  const subject = [verdict.source.file, verdict.subject.name]
    .filter((part) => part !== null && part !== '')
    .join(' ');
  return verdict.evidence.map(({ path, message }, index) => [
    index === 0 ? severityCell(verdict.severity, paint) : '',
    index === 0 ? verdict.control : '',
    index === 0 ? plain(subject) : '',
    plain(path),
    plain(message),
  ]);
}

function closing(
  summary: Summary,
  blind: ReadonlySet<string>,
  unsettled: ReadonlyMap<string, number>,
): string[] {
  const { verdicts, observations } = summary;
  const lines = [
    `${observations} judged: ${verdicts.fail} fail, ${verdicts.pass} pass, ${verdicts.unknown} unknown`,
  ];
  if (blind.size > 0)
    lines.push(
      `${blind.size} ${blind.size === 1 ? 'control' : 'controls'} could not be judged without facts: run \`seawall snapshot\` and give its file with --facts`,
    );
  const open = [...unsettled.values()].reduce((sum, each) => sum + each, 0);
  if (open > 0)
    lines.push(`${open} verdicts rest on values that the input does not settle: --format json names them`);
  return lines;
}

/** replay, demo, findings: a row for each finding. */
export function findingTable(findings: readonly Finding[], paint: Paint): string {
  const rows = findings.map((finding) => [
    severityCell(finding.severity, paint),
    finding.dormant ? `${finding.status} (dormant)` : finding.status,
    finding.control,
    plain(finding.subject.name),
    finding.moreInstances ? `${finding.instances.length}+` : `${finding.instances.length}`,
    finding.lastSeen.slice(0, 19).replace('T', ' '),
    plain(finding.evidence[0]?.message ?? ''),
    finding.id,
  ]);
  return textTable(
    ['SEVERITY', 'STATUS', 'CONTROL', 'SUBJECT', 'SEEN ON', 'LAST SEEN (UTC)', 'WHAT', 'ID'],
    rows,
    paint,
  );
}

/** Worst and unresolved first. */
export function byWeight(a: Finding, b: Finding): number {
  const closed = Number(a.status === 'resolved') - Number(b.status === 'resolved');
  const asleep = Number(a.dormant) - Number(b.dormant);
  return (
    closed ||
    asleep ||
    severityRank(b.severity) - severityRank(a.severity) ||
    a.control.localeCompare(b.control) ||
    a.id.localeCompare(b.id)
  );
}
