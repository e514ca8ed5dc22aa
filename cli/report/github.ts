// Annotations of GitHub Actions: each fail stands at its line in the pull request. The most severe first: GitHub shows ten of each level for a step.
import type { Severity, Verdict } from '../../shared/model/verdict.ts';
import type { Problem } from '../input/problem.ts';
import { defineReport, type ReportContext } from './define.ts';
import { bySeverity } from './order.ts';
import type { Annotation } from './output.ts';
import { relativeFile } from './relative-file.ts';
import { type Ending, noPlaces, type Report } from './report.ts';

export const github = defineReport({
  says: 'annotations of GitHub Actions',
  begins: null,
  open: githubReport,
});

const levels: Readonly<Record<Severity, Annotation['level']>> = {
  ...{ critical: 'error', high: 'error', medium: 'warning', low: 'notice' },
};

function githubReport({ output, controls }: ReportContext): Report {
  const found: { readonly severity: Severity; readonly annotation: Annotation }[] = [];
  const about = new Map(controls.map((control) => [control.id as string, control]));
  return {
    verdict(verdict, waiver = null, places = noPlaces) {
      if (verdict.outcome !== 'fail' || waiver !== null) return;
      const control = about.get(verdict.control);
      for (const { path, message } of verdict.evidence)
        found.push({
          severity: verdict.severity,
          annotation: {
            ...{ level: levels[verdict.severity], file: relativeFile(verdict.source.file) },
            ...placeOf(places.position(path)),
            title: `${verdict.severity}: ${control?.title ?? verdict.control}`,
            message: messageOf(verdict, path, message, control?.fix),
          },
        });
    },
    async end({ errors }: Ending) {
      for (const error of errors) await output.annotate(unread(error));
      for (const { annotation } of found.sort(bySeverity)) await output.annotate(annotation);
    },
  };
}

function placeOf(position: { readonly line: number; readonly column: number } | null) {
  return position === null ? { line: null, column: null } : position;
}

function messageOf({ control, subject }: Verdict, path: string, message: string, fix = ''): string {
  const place = path === '' ? '' : ` at ${path}`;
  return `${subject.name}: ${message}${place}. ${fix} [${control}]`;
}

function unread({ file, line, column, message, remedy }: Problem): Annotation {
  const title = 'cannot be read';
  return {
    ...{ level: 'error', file: relativeFile(file), line, column, title },
    message: remedy === '' ? message : `${message} (${remedy})`,
  };
}
