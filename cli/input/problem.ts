// One problem with an input, as reports and stderr show it: file, place, what is wrong, what to do.
// SPDX-License-Identifier: Apache-2.0
import { withoutLogin, withoutLogins } from '../terminal/logins.ts';

/** `errors[]` of the JSON report (CLI contract, version 1). */
export interface Problem {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  /** 0-based place of the record within its file, where one record is at fault. */
  readonly index: number | null;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** As reports may show it: the name that somebody typed may hold a login. */
export function shownProblem(problem: Problem): Problem {
  const { file, message } = problem;
  return { ...problem, file: withoutLogin(file), message: withoutLogins(message) };
}

/** `file:line:column: what is wrong, what was expected`. */
export function problemLine({ file, line, column, index, message, remedy }: Problem): string {
  const place =
    line === null ? (index === null ? '' : `:[${index}]`) : `:${line}${column === null ? '' : `:${column}`}`;
  return `${file}${place}: ${message}${remedy === '' ? '' : ` (${remedy})`}`;
}
