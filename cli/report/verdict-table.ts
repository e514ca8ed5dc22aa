// The table of `evaluate`: the most severe first, in columns where they fit, else in blocks; what could not be judged in a line each; the sum last.
// SPDX-License-Identifier: Apache-2.0
import type { Verdict } from '../../shared/model/verdict.ts';
import { needsFacts } from '../program/run.ts';
import { painter, plain } from '../terminal/terminal.ts';
import { blocks } from './blocks.ts';
import { complianceTable } from './compliance-table.ts';
import { defineReport, type ReportContext } from './define.ts';
import { type Failure, fileOf, inOrder } from './failure.ts';
import { noPlaces, type Report } from './report.ts';
import { summaryLine } from './summary-line.ts';
import { leftOut, severityCell } from './table.ts';
import { type Cell, textTable } from './text-table.ts';
import { counted } from './words.ts';

export const table = defineReport({ says: 'for people', begins: null, open: verdictTable });

function verdictTable({ output, colour, controls, groupBy }: ReportContext): Report {
  const paint = painter(colour);
  const failed: Failure[] = [];
  const blind = new Set<string>();
  let unsettled = 0;
  const grouping = groupBy ?? (output.columns === null ? null : 'file');
  return {
    verdict(verdict, waiver = null, places = noPlaces) {
      if (verdict.outcome === 'fail') {
        // Lines are worked out where they are shown.
        const lineOf = (path: string) => places.position(path)?.line ?? null;
        const lines = grouping === null ? [] : verdict.evidence.map(({ path }) => lineOf(path));
        failed.push({ verdict, waiver, lines });
      } else if (verdict.outcome === 'unknown' && needsFacts.has(verdict.control)) blind.add(verdict.control);
      else if (verdict.outcome === 'unknown') unsettled++;
    },
    async end(ending) {
      if (ending.compliance !== undefined) {
        await output.write(
          `${complianceTable(ending.compliance, paint, output.columns)}${summaryLine(ending)}\n`,
        );
        return;
      }
      failed.sort(inOrder);
      const look = { paint, columns: output.columns, controls };
      const shown =
        grouping === null ? textTable(head, failed.flatMap(rowsOf), paint) : blocks(failed, grouping, look);
      if (failed.length > 0) await output.write(`${shown}\n`);
      const lines = [...leftOut(ending.summary.dropped), ...unjudged(blind, unsettled), summaryLine(ending)];
      for (const line of lines) await output.write(`${line}\n`);
    },
  };
}

const head = ['SEVERITY', 'CONTROL', 'SUBJECT', 'WHERE', 'WHAT'];

/** Each evidence has a row; what the rows of one verdict share stands in the first. */
function rowsOf({ verdict, waiver }: Failure): Cell[][] {
  const { control, severity, evidence } = verdict;
  const waived = waiver === null ? '' : `, waived until ${waiver.until}`;
  return evidence.map(({ path, message }, index) =>
    index === 0
      ? [severityCell(severity, waived), control, plain(called(verdict)), plain(path), plain(message)]
      : ['', '', '', plain(path), plain(message)],
  );
}

/** The subject of a bare policy is called as its file. */
function called({ source, subject }: Verdict): string {
  return [...new Set([fileOf(source.file), subject.name])].filter((part) => part !== '').join(' ');
}

function unjudged(blind: ReadonlySet<string>, unsettled: number): string[] {
  const lines: string[] = [];
  if (blind.size > 0)
    lines.push(
      `${counted(blind.size, 'control')} could not be judged without facts: run \`seawall snapshot\` and give its file with --facts`,
    );
  if (unsettled > 0)
    lines.push(
      `${counted(unsettled, 'verdict depends', 'verdicts depend')} on values that the input does not define: --format json names them`,
    );
  return lines;
}
