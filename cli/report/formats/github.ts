// Annotations of GitHub Actions: each fail stands at its line in the pull request. The most severe first: GitHub shows ten of each level for a step.
// SPDX-License-Identifier: Apache-2.0
import type { Severity } from '../../../shared/model/severity.ts';
import type { Evidence, Verdict } from '../../../shared/model/verdict.ts';
import type { Problem } from '../../input/problem.ts';
import { controlsById } from '../controls-by-id.ts';
import { defineReport, type ReportContext } from '../define.ts';
import { bySeverity } from '../order.ts';
import type { Annotation } from '../output.ts';
import { noPlaces, type Places } from '../places.ts';
import { relativeFile } from '../relative-file.ts';
import type { Ending, Report } from '../report.ts';
import { unknownByFile } from '../unknown-by-file.ts';

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
  const about = controlsById(controls);
  const unknown = unknownByFile();
  return {
    verdict(verdict, waiver = null, places = noPlaces) {
      unknown.add(verdict);
      if (verdict.outcome !== 'fail' || waiver !== null) return;
      const title = `${verdict.severity}: ${about.get(verdict.control)?.title ?? verdict.control}`;
      const fix = about.get(verdict.control)?.fix ?? '';
      const file = relativeFile(verdict.source.file);
      for (const [place, evidence] of placesOf(verdict, places))
        found.push({
          severity: verdict.severity,
          annotation: {
            ...{ level: levels[verdict.severity], file, ...place, title },
            message: messageOf(verdict, evidence, fix),
          },
        });
    },
    async end({ errors }: Ending) {
      for (const error of errors) await output.annotate(unread(error));
      for (const { annotation } of found.sort(bySeverity)) await output.annotate(annotation);
      for (const [file, sentence] of unknown.sentences()) await output.annotate(unjudged(file, sentence));
    },
  };
}

interface Place {
  readonly line: number | null;
  readonly column: number | null;
}

/** One annotation for each place: a statement may give a dozen reasons. */
function placesOf(
  { evidence }: Verdict,
  { position }: Places,
): Iterable<readonly [Place, readonly Evidence[]]> {
  const places = new Map<string, readonly [Place, Evidence[]]>();
  for (const one of evidence) {
    const place = position(one.path) ?? { line: null, column: null };
    const key = place.line === null ? one.path : `${place.line}:${place.column}`;
    const known = places.get(key);
    if (known === undefined) places.set(key, [place, [one]]);
    else known[1].push(one);
  }
  return places.values();
}

const mostReasons = 3;

function messageOf({ control, subject }: Verdict, evidence: readonly Evidence[], fix: string): string {
  const [first] = evidence;
  const place = first === undefined || first.path === '' ? '' : ` at ${first.path}`;
  const reasons = evidence.slice(0, mostReasons).map(({ message }) => message);
  const more = evidence.length > mostReasons ? `; and ${evidence.length - mostReasons} more` : '';
  return `${subject.name}: ${reasons.join('; ')}${more}${place}. ${fix} [${control}]`;
}

function unjudged(file: string | null, message: string): Annotation {
  const place = { file: relativeFile(file), line: null, column: null };
  return { level: 'notice', ...place, title: 'could not be judged', message };
}

function unread({ file, line, column, message, remedy }: Problem): Annotation {
  const title = 'cannot be read';
  return {
    ...{ level: 'error', file: relativeFile(file), line, column, title },
    message: remedy === '' ? message : `${message} (${remedy})`,
  };
}
