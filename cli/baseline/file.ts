// The baseline's file: fails that are known, one a line, in an order that keeps differences small.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json, stringOf } from '../../shared/model/json.ts';
import { type Severity, severities } from '../../shared/model/severity.ts';
import { bytesOfFile } from '../input/bytes.ts';
import { problemLine } from '../input/problem.ts';
import { unreadable } from '../input/unreadable.ts';
import { UsageError } from '../terminal/exit.ts';

/** By this a later run in the same folder knows it. */
export const baselineBegins = /^\{\n {2}"version": 1,\n {2}"fails": \[/;

/** One known fail. The fingerprint decides; all else is for people. */
export interface KnownFail {
  readonly fingerprint: string;
  readonly control: string;
  readonly severity: Severity;
  readonly subject: string;
  /** Where it was when the baseline was written, relative to the working directory of that run. */
  readonly file: string;
  readonly path: string;
  /** How many fails have this fingerprint: the same object in two files, elements without names. */
  readonly count: number;
}

/** Throws UsageError where it is missing or no baseline. */
export function readBaseline(file: string): readonly KnownFail[] {
  let text: string;
  try {
    text = Buffer.from(bytesOfFile(file)).toString('utf8');
  } catch (error) {
    const problem = unreadable(file, error);
    throw new UsageError(problemLine({ ...problem, remedy: '--write-baseline writes one' }));
  }
  const fails = failsIn(text);
  if (fails === null)
    throw new UsageError(`${file}: is no baseline that this version reads (--write-baseline writes one)`);
  return fails;
}

/** Null where the text is no baseline. */
export function failsIn(text: string): readonly KnownFail[] | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(json) || json.version !== 1 || !Array.isArray(json.fails)) return null;
  const fails = json.fails.map(failOf);
  return fails.every((fail) => fail !== null) ? fails : null;
}

function failOf(value: Json): KnownFail | null {
  if (!isObject(value)) return null;
  const fingerprint = stringOf(value.fingerprint);
  const severity = severities.find((known) => known === value.severity);
  const { count } = value;
  if (fingerprint === null || severity === undefined) return null;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1) return null;
  const [control, subject, file, path] = [value.control, value.subject, value.file, value.path].map(
    (text) => stringOf(text ?? null) ?? '',
  );
  return {
    fingerprint,
    severity,
    count,
    control: control ?? '',
    subject: subject ?? '',
    file: file ?? '',
    path: path ?? '',
  };
}

/** Sorted by control, subject and place, keys always in the same order, one fail a line. */
export function baselineText(fails: readonly KnownFail[]): string {
  const lines = fails
    .toSorted(inOrder)
    .map(({ control, subject, path, file, severity, count, fingerprint }) =>
      JSON.stringify({ control, subject, path, file, severity, count, fingerprint }),
    );
  const list = lines.map((line) => `\n    ${line}`).join(',');
  return `{\n  "version": 1,\n  "fails": [${list}${list === '' ? '' : '\n  '}]\n}\n`;
}

function inOrder(a: KnownFail, b: KnownFail): number {
  return (
    compare(a.control, b.control) ||
    compare(a.subject, b.subject) ||
    compare(a.path, b.path) ||
    compare(a.fingerprint, b.fingerprint)
  );
}

/** The same order in every language of the machine. */
function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
