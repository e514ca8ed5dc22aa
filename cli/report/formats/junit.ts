// JUnit XML: a suite for each file, a test case for each verdict, for delivery pipelines that show test results.
// SPDX-License-Identifier: Apache-2.0
// There is no standard; this keeps to what Jenkins, GitLab and Azure DevOps read.
import { severityRank } from '../../../shared/model/severity.ts';
import type { Verdict } from '../../../shared/model/verdict.ts';
import type { Waiver } from '../../../shared/policy/policy.ts';
import { type Problem, problemLine } from '../../input/problem.ts';
import { defineReport, type ReportContext } from '../define.ts';
import { escaped } from '../escape.ts';
import type { Ending, Report } from '../report.ts';

export const junit = defineReport({
  says: 'JUnit XML, for test results',
  begins: /^<\?xml[^>]{1,60}>\s*<testsuites name="seawall">/,
  open: junitReport,
});

interface Suite {
  readonly cases: string[];
  failures: number;
  skipped: number;
}

/**
 * Fails that fail the run are failures: a list of tests is red where the run is. Lighter fails, waived ones and unknown verdicts
 * are skipped, with the reason; files that cannot be read are errors. Under `--fail-on none` nobody said which matter: all do.
 */
function junitReport({ output, failOn = 'none' }: ReportContext): Report {
  const least = failOn === 'none' ? 'low' : failOn;
  const isHeavy = (verdict: Verdict) => severityRank(verdict.severity) >= severityRank(least);
  const suites = new Map<string, Suite>();
  return {
    verdict(verdict, waiver = null) {
      const name = verdict.source.file ?? '';
      const suite = suites.get(name) ?? { cases: [], failures: 0, skipped: 0 };
      suites.set(name, suite);
      const failed = verdict.outcome === 'fail' && waiver === null && isHeavy(verdict);
      if (failed) suite.failures++;
      else if (verdict.outcome !== 'pass') suite.skipped++;
      suite.cases.push(caseOf(verdict, failed, waiver));
    },
    async end({ errors }: Ending) {
      await output.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="seawall">\n');
      for (const [name, suite] of suites) await output.write(suiteOf(name, suite));
      if (errors.length > 0) await output.write(errorsOf(errors));
      await output.write('</testsuites>\n');
    },
  };
}

function suiteOf(name: string, { cases, failures, skipped }: Suite): string {
  return `<testsuite name="${escaped(name)}" tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}">\n${cases.join('')}</testsuite>\n`;
}

function caseOf(verdict: Verdict, failed: boolean, waiver: Waiver | null): string {
  const { control, subject } = verdict;
  const attributes = `classname="${escaped(control)}" name="${escaped(subject.id)}"`;
  const inside = insideOf(verdict, failed, waiver);
  return inside === '' ? `<testcase ${attributes}/>\n` : `<testcase ${attributes}>${inside}</testcase>\n`;
}

function insideOf(
  { outcome, severity, evidence, reason }: Verdict,
  failed: boolean,
  waiver: Waiver | null,
): string {
  if (outcome === 'pass') return '';
  if (outcome !== 'fail') return `<skipped message="${escaped(`${outcome}: ${reason ?? ''}`)}"/>`;
  if (waiver !== null)
    return `<skipped message="${escaped(`waived until ${waiver.until}: ${waiver.reason}`)}"/>`;
  if (!failed)
    return `<skipped message="${escaped(`${severity}, below --fail-on: ${evidence[0]?.message ?? ''}`)}"/>`;
  const places = evidence.map(({ path, message }) => escaped(`${path}: ${message}`)).join('\n');
  return `<failure type="${severity}" message="${escaped(evidence[0]?.message ?? '')}">${places}</failure>`;
}

function errorsOf(errors: readonly Problem[]): string {
  const cases = errors
    .map(
      (error) =>
        `<testcase classname="input" name="${escaped(error.file)}"><error type="${escaped(error.code)}" message="${escaped(problemLine(error))}"/></testcase>\n`,
    )
    .join('');
  return `<testsuite name="input" tests="${errors.length}" failures="0" errors="${errors.length}" skipped="0">\n${cases}</testsuite>\n`;
}
