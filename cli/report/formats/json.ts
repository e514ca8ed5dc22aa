// The JSON report, version 1 of the contract, written as a stream: absent values are null, never left out.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../../../shared/model/control.ts';
import type { Verdict } from '../../../shared/model/verdict.ts';
import type { BaselineResult } from '../../baseline/baseline.ts';
import { changesJson } from '../changes.ts';
import { defineReport } from '../define.ts';
import { findingJson, responseJson } from '../finding-json.ts';
import type { Output } from '../output.ts';
import { pageOf } from '../references.ts';
import type { Ending, Report } from '../report.ts';
import type { Summary } from '../summary.ts';

export const json = defineReport({
  says: 'all of it, for programs',
  begins: /^\{"version":1,"verdicts":\[/,
  open: ({ output, controls }) => jsonReport(output, controls),
});

/** `controls`: those of the run; of the ones that verdicts name the report says what they stand for. */
export function jsonReport(output: Output, controls: readonly Control[]): Report {
  let verdicts = 0;
  const named = new Set<string>();
  return {
    async verdict(verdict) {
      named.add(verdict.control);
      await output.write(
        `${verdicts++ === 0 ? '{"version":1,"verdicts":[\n' : ',\n'}${JSON.stringify(verdictJson(verdict))}`,
      );
    },
    async end({
      summary,
      findings,
      responses,
      errors,
      leftOut = [],
      comparison,
      baseline,
      compliance,
      stoppedAt = null,
    }: Ending) {
      if (verdicts === 0) await output.write('{"version":1,"verdicts":[');
      await output.write('\n],"findings":[\n');
      for (const [index, finding] of findings.entries())
        await output.write(`${index === 0 ? '' : ',\n'}${JSON.stringify(findingJson(finding))}`);
      await output.write(`\n],"responses":${JSON.stringify(responses.map(responseJson))}`);
      if (comparison !== undefined)
        await output.write(`,"changes":${JSON.stringify(changesJson(comparison))}`);
      for (const { control } of findings) named.add(control);
      const about = controls.filter(({ id }) => named.has(id)).map(controlJson);
      await output.write(
        `,"controls":${JSON.stringify(about)},"baseline":${JSON.stringify(baselineJson(baseline))},"compliance":${JSON.stringify(compliance ?? null)}`,
      );
      await output.write(
        `,"leftOut":${JSON.stringify(leftOut)},"errors":${JSON.stringify(errors)},"stoppedAt":${JSON.stringify(stoppedAt)},"summary":${JSON.stringify(summaryJson(summary))}}\n`,
      );
    },
  };
}

function controlJson(control: Control) {
  const { id, title, fix, references } = control;
  const { nist = [], cis = [], fsbp = [], attack = [] } = references;
  return { id, title, fix, page: pageOf(control), references: { nist, cis, fsbp, attack } };
}

function baselineJson(baseline: BaselineResult | undefined) {
  if (baseline === undefined) return null;
  const { file, known, gone } = baseline;
  return { file, known, new: baseline.new, gone };
}

function summaryJson({ inputs, observations, verdicts, dropped, unreadable, fromFuture }: Summary) {
  return { inputs, observations, verdicts, dropped: Object.fromEntries(dropped), unreadable, fromFuture };
}

function verdictJson(verdict: Verdict) {
  const { control, family, outcome, severity, subject, evidence, reason, source } = verdict;
  return { control, family, outcome, severity, subject, evidence, reason, source };
}
