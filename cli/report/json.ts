// The JSON report, version 1 of the contract, written as a stream: absent values are null, never left out.
import type { Verdict } from '../../shared/model/verdict.ts';
import { changesJson } from './changes.ts';
import { findingJson, responseJson } from './finding-json.ts';
import type { Output } from './output.ts';
import type { Ending, Report, Summary } from './report.ts';

export function jsonReport(output: Output): Report {
  let verdicts = 0;
  return {
    async verdict(verdict) {
      await output.write(
        `${verdicts++ === 0 ? '{"version":1,"verdicts":[\n' : ',\n'}${JSON.stringify(verdictJson(verdict))}`,
      );
    },
    async end({ summary, findings, responses, errors, leftOut = [], comparison }: Ending) {
      if (verdicts === 0) await output.write('{"version":1,"verdicts":[');
      await output.write('\n],"findings":[\n');
      for (const [index, finding] of findings.entries())
        await output.write(`${index === 0 ? '' : ',\n'}${JSON.stringify(findingJson(finding))}`);
      await output.write(`\n],"responses":${JSON.stringify(responses.map(responseJson))}`);
      if (comparison !== undefined)
        await output.write(`,"changes":${JSON.stringify(changesJson(comparison))}`);
      await output.write(
        `,"leftOut":${JSON.stringify(leftOut)},"errors":${JSON.stringify(errors)},"summary":${JSON.stringify(summaryJson(summary))}}\n`,
      );
    },
  };
}

function summaryJson({ inputs, observations, verdicts, dropped, unreadable, fromFuture }: Summary) {
  return { inputs, observations, verdicts, dropped: Object.fromEntries(dropped), unreadable, fromFuture };
}

function verdictJson(verdict: Verdict) {
  const { control, family, outcome, severity, subject, evidence, reason, source } = verdict;
  return { control, family, outcome, severity, subject, evidence, reason, source };
}
