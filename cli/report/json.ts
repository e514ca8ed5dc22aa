// The JSON report, version 1 of the contract, written as a stream: absent values are null, never left out.
import type { Finding } from '../../shared/model/finding.ts';
import type { Response } from '../../shared/model/response.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import type { Output } from '../support/output.ts';
import type { Ending, Report, Summary } from './report.ts';

export function jsonReport(output: Output): Report {
  let verdicts = 0;
  return {
    async verdict(verdict) {
      await output.write(
        `${verdicts++ === 0 ? '{"version":1,"verdicts":[\n' : ',\n'}${JSON.stringify(verdictJson(verdict))}`,
      );
    },
    async end({ summary, findings, responses, errors }: Ending) {
      if (verdicts === 0) await output.write('{"version":1,"verdicts":[');
      await output.write('\n],"findings":[\n');
      for (const [index, finding] of findings.entries())
        await output.write(`${index === 0 ? '' : ',\n'}${JSON.stringify(findingJson(finding))}`);
      await output.write(`\n],"responses":${JSON.stringify(responses.map(responseJson))}`);
      await output.write(
        `,"errors":${JSON.stringify(errors)},"summary":${JSON.stringify(summaryJson(summary))}}\n`,
      );
    },
  };
}

function summaryJson({ inputs, observations, verdicts, dropped, unreadable }: Summary) {
  return { inputs, observations, verdicts, dropped: Object.fromEntries(dropped), unreadable };
}

function verdictJson(verdict: Verdict) {
  const { control, family, outcome, severity, subject, evidence, reason, source } = verdict;
  return { control, family, outcome, severity, subject, evidence, reason, source };
}

export function findingJson(finding: Finding) {
  const { id, control, severity, kind, status, dormant, reopened, subject, firstSeen, lastSeen } = finding;
  const { instances, moreInstances, evidence, waivedUntil } = finding;
  return {
    ...{ id, control, severity, kind, status, dormant, reopened, subject, firstSeen, lastSeen },
    ...{ instances, moreInstances, evidence, waivedUntil },
  };
}

export function responseJson({ finding, action, mode, outcome, heldBy, calls, reason }: Response) {
  return { finding, action, mode, outcome, heldBy, calls, reason };
}
