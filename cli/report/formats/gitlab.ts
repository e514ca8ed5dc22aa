// GitLab's code quality report: fails in the merge request. Shape: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
// SPDX-License-Identifier: Apache-2.0
import { stableHash } from '../../../shared/model/hash.ts';
import type { Severity } from '../../../shared/model/severity.ts';
import type { Verdict } from '../../../shared/model/verdict.ts';
import { fingerprintOf } from '../../baseline/fingerprint.ts';
import type { Problem } from '../../input/problem.ts';
import { plain } from '../../terminal/terminal.ts';
import { defineReport, type ReportContext } from '../define.ts';
import { noPlaces, type Places } from '../places.ts';
import { relativeFile } from '../relative-file.ts';
import type { Ending, Report } from '../report.ts';
import { unknownByFile } from '../unknown-by-file.ts';

export const gitlab = defineReport({
  says: 'GitLab code quality',
  begins: /^\[\n(?:\]|\{"check_name":")/,
  open: gitlabReport,
});

const severities: Readonly<Record<Severity, string>> = {
  ...{ critical: 'blocker', high: 'critical', medium: 'major', low: 'minor' },
};

interface Issue {
  readonly check_name: string;
  readonly description: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

function gitlabReport({ output }: ReportContext): Report {
  const issues: Issue[] = [];
  const seen = new Map<string, number>();
  const unknown = unknownByFile();
  // GitLab shows one of several with the same fingerprint.
  const unique = (fingerprint: string) => {
    const before = seen.get(fingerprint) ?? 0;
    seen.set(fingerprint, before + 1);
    return before === 0 ? fingerprint : stableHash([fingerprint, before]);
  };
  return {
    verdict(verdict, waiver = null, places = noPlaces) {
      unknown.add(verdict);
      if (verdict.outcome !== 'fail' || waiver !== null) return;
      for (const issue of issuesOf(verdict, places))
        issues.push({ ...issue, fingerprint: unique(issue.fingerprint) });
    },
    async end({ errors }: Ending) {
      const all = [...errors.map(unread), ...issues, ...unknown.sentences().map(unjudged)].map((issue) =>
        JSON.stringify(issue),
      );
      await output.write(`[\n${all.join(',\n')}${all.length === 0 ? '' : '\n'}]\n`);
    },
  };
}

function issuesOf(verdict: Verdict, places: Places): readonly Issue[] {
  const { control, severity, subject, source } = verdict;
  return verdict.evidence.map((evidence) => ({
    check_name: control,
    description: plain(`${subject.name}: ${evidence.message}`),
    fingerprint: fingerprintOf(verdict, evidence, places.named),
    severity: severities[severity],
    location: locationOf(source.file, places.position(evidence.path)?.line ?? null),
  }));
}

function unread({ file, line, code, message, remedy }: Problem): Issue {
  return {
    ...{ check_name: `input/${code}`, fingerprint: stableHash([file, code, message]), severity: 'major' },
    description: plain(remedy === '' ? message : `${message} (${remedy})`),
    location: locationOf(file, line),
  };
}

function unjudged([file, sentence]: readonly [string | null, string]): Issue {
  return {
    ...{ check_name: 'input/unknown', fingerprint: stableHash([file, 'unknown']), severity: 'info' },
    description: sentence,
    location: locationOf(file, null),
  };
}

/** A line is asked for: the first stands for the whole file. */
function locationOf(file: string | null, line: number | null) {
  return { path: plain(relativeFile(file) ?? 'stdin'), lines: { begin: line ?? 1 } };
}
