// Labels of a corpus, held against what was judged.
import type { Verdict } from '../../shared/model/verdict.ts';

/** One line of a list of labels. `error`: the file is refused; `not-fail`: none of the controls fails. */
export interface Label {
  readonly file: string;
  readonly control?: string;
  readonly controls?: readonly string[];
  readonly outcome: 'fail' | 'not-fail' | 'fail-or-unknown' | 'pass' | 'unknown' | 'error';
}

/** What is wrong, beginning with the file's name; null where all is as the label says. `verdicts`: null for a file that was refused. */
export function disagreementOf(label: Label, verdicts: readonly Verdict[] | null): string | null {
  const wanted = label.controls ?? (label.control === undefined ? [] : [label.control]);
  const outcomes = (verdicts ?? [])
    .filter(({ control }) => wanted.includes(control))
    .map(({ outcome }) => outcome);
  const fails = outcomes.includes('fail');
  const unknown = outcomes.includes('unknown');
  const agrees = {
    error: verdicts === null,
    fail: fails,
    'not-fail': !fails,
    'fail-or-unknown': fails || unknown,
    pass: outcomes.includes('pass') && !fails && !unknown,
    unknown,
  };
  if (agrees[label.outcome]) return null;
  const got = verdicts === null ? 'refused' : outcomes.join(', ') || 'not judged';
  return `${label.file}: ${wanted.join(', ')} must be ${label.outcome}, is ${got}`;
}

/** The disagreements that nobody knows of yet. Says which of the known ones are gone, so that somebody takes them out. */
export function told(
  corpus: string,
  found: readonly (string | null)[],
  open: readonly string[],
): readonly string[] {
  const wrong = found.filter((problem) => problem !== null);
  const isOpen = (problem: string) => open.some((file) => problem.startsWith(`${file}:`));
  const known = wrong.filter(isOpen);
  console.log(`${corpus}: ${found.length - wrong.length} of ${found.length} agree, ${known.length} are open`);
  return wrong.filter((problem) => !isOpen(problem));
}
