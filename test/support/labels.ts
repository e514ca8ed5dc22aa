// Labels of a corpus, held against what the command line says of its files.
import { basename, relative } from 'node:path';
import { type ReportJson, reportOf, seawall } from '../cli/cli.ts';

/** One line of a list of labels. `error`: the file is refused; `not-fail`: none of the controls fails. */
export interface Label {
  readonly file: string;
  readonly control?: string;
  readonly controls?: readonly string[];
  readonly outcome: 'fail' | 'not-fail' | 'fail-or-unknown' | 'pass' | 'unknown' | 'error';
}

/** One run over a whole folder, whatever it answers with: its files are one world. */
export function runOver(folder: string, command: 'evaluate' | 'replay', options: readonly string[] = []) {
  const every = ['--only', 'pass,fail,unknown', '--format', 'json', '--now', '2026-11-17'];
  return reportOf(seawall([command, folder, ...every, ...options]));
}

/** What is wrong, beginning with the file's name; null where all is as the label says. */
export function disagreementOf(label: Label, folder: string, report: ReportJson): string | null {
  const wanted = label.controls ?? (label.control === undefined ? [] : [label.control]);
  const isIts = (file: string | null) => file !== null && relative(folder, file) === label.file;
  const outcomes = report.verdicts
    .filter(({ control, source }) => wanted.includes(control) && isIts(source.file))
    .map(({ outcome }) => outcome);
  const refused = report.errors.some(({ file }) => isIts(file));
  const fails = outcomes.includes('fail');
  const unknown = outcomes.includes('unknown');
  const agrees = {
    error: refused,
    fail: fails,
    'not-fail': !fails && !refused,
    'fail-or-unknown': fails || unknown,
    pass: outcomes.includes('pass') && !fails && !unknown,
    unknown,
  };
  if (agrees[label.outcome]) return null;
  const got = refused ? 'refused' : outcomes.join(', ') || 'not judged';
  return `${basename(label.file)}: ${wanted.join(', ')} must be ${label.outcome}, is ${got}`;
}

/** The disagreements; tells how many agree. */
export function disagreements(
  corpus: string,
  labels: readonly Label[],
  folder: string,
  report: ReportJson,
): readonly string[] {
  const wrong = labels.flatMap((label) => disagreementOf(label, folder, report) ?? []);
  console.log(`${corpus}: ${labels.length - wrong.length} of ${labels.length} agree`);
  return wrong;
}
