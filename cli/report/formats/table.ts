// The table of `evaluate`: the most severe first, in columns where they fit, else in blocks; what could not be judged in a line each; the sum last.
// SPDX-License-Identifier: Apache-2.0
import { painter, plain } from '../../terminal/terminal.ts';
import { blocks } from '../blocks.ts';
import { complianceTable } from '../compliance-table.ts';
import { defineReport, type ReportContext } from '../define.ts';
import { calledIn, type Failure, inOrder } from '../failure.ts';
import { noPlaces } from '../places.ts';
import type { Report } from '../report.ts';
import { summaryLine } from '../summary-line.ts';
import { leftOut, severityCell } from '../table.ts';
import { type Cell, textTable } from '../text-table.ts';
import { unsettled } from '../unsettled.ts';
import { wrappedAtBlanks } from '../wrapped-at-blanks.ts';

export const table = defineReport({ says: 'for people', begins: null, open: verdictTable });

function verdictTable({ output, colour, controls, groupBy, only, links }: ReportContext): Report {
  const paint = painter(colour);
  const failed: Failure[] = [];
  const others = unsettled(only);
  const grouping = groupBy ?? (output.columns === null ? null : 'file');
  return {
    verdict(verdict, waiver = null, places = noPlaces) {
      if (verdict.outcome === 'fail') {
        // Lines are worked out where they are shown.
        const lineOf = (path: string) => places.position(path)?.line ?? null;
        const lines = grouping === null ? [] : verdict.evidence.map(({ path }) => lineOf(path));
        failed.push({ verdict, waiver, lines });
      } else others.add(verdict);
    },
    async end(ending) {
      if (ending.compliance !== undefined) {
        await output.write(
          `${complianceTable(ending.compliance, paint, output.columns)}${summaryLine(ending)}\n`,
        );
        return;
      }
      failed.sort(inOrder);
      const look = { paint, columns: output.columns, controls, links: links === true };
      const shown =
        grouping === null ? textTable(head, failed.flatMap(rowsOf), paint) : blocks(failed, grouping, look);
      if (failed.length > 0) await output.write(`${shown}\n`);
      await output.write(others.table(paint, output.columns));
      const lines = [...leftOut(ending.summary.dropped), ...others.sums, summaryLine(ending)];
      for (const line of lines) await output.write(wrappedAtBlanks(line, '', '', output.columns));
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
      ? [severityCell(severity, waived), control, plain(calledIn(verdict)), plain(path), plain(message)]
      : ['', '', '', plain(path), plain(message)],
  );
}
