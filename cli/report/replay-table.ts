// The table of a replay or a sweep: findings worst first, the responses that would have been made, and what was read.
// SPDX-License-Identifier: Apache-2.0

import type { Finding } from '../../shared/model/finding.ts';
import type { Response } from '../../shared/model/response.ts';
import { type Paint, painter, plain } from '../terminal/terminal.ts';
import { changesTable } from './changes.ts';
import { shownHeldBy } from './held-by.ts';
import type { Output } from './output.ts';
import type { Ending, Report } from './report.ts';
import { byWeight, findingTable, leftOut } from './table.ts';
import { textTable } from './text-table.ts';
import { counted } from './words.ts';

/** `noun`: what was read. */
export function replayTable(output: Output, colour: boolean, noun = 'record'): Report {
  const paint = painter(colour);
  return {
    verdict() {},
    async end({ summary, findings, responses, comparison }: Ending) {
      const sorted = [...findings].sort(byWeight);
      await output.write(sorted.length === 0 ? 'no findings\n' : findingTable(sorted, paint, output.columns));
      if (responses.length > 0)
        await output.write(`\n${responseTable(responses, findings, paint, output.columns)}`);
      if (comparison !== undefined)
        await output.write(`\n${changesTable(comparison, paint, output.columns)}`);
      const { inputs, observations, verdicts, dropped, unreadable } = summary;
      await output.write(
        `\n${counted(inputs, noun)}: ${observations} judged, ${unreadable} unreadable · ${verdicts.fail} fail, ${verdicts.pass} pass, ${verdicts.unknown} unknown · ${counted(findings.length, 'finding')}\n`,
      );
      for (const line of leftOut(dropped)) await output.write(`${line}\n`);
    },
  };
}

export function responseTable(
  responses: readonly Response[],
  findings: readonly Finding[],
  paint: Paint,
  columns: number | null = null,
): string {
  const known = new Map(findings.map((finding) => [finding.id, finding]));
  const rows = responses.map(({ action, mode, outcome, heldBy, reason, finding }) => [
    action,
    mode,
    heldBy === null ? outcome : `${outcome} by ${shownHeldBy(heldBy)}`,
    known.get(finding)?.control ?? '',
    plain(known.get(finding)?.subject.name ?? ''),
    plain(reason),
  ]);
  return textTable(['RESPONSE', 'MODE', 'OUTCOME', 'CONTROL', 'SUBJECT', 'WHAT'], rows, paint, columns);
}
