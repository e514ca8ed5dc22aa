// The one command of GitHub Actions that Seawall writes. Shape and escapes: actions/toolkit, packages/core/src/command.ts.
// SPDX-License-Identifier: Apache-2.0
import { harmless, plain } from '../terminal/terminal.ts';

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly file: string | null;
  /** From 1. */
  readonly line: number | null;
  /** From 1. */
  readonly column: number | null;
  readonly title: string;
  readonly message: string;
}

/** One line that is one command, whatever is in its texts. */
export function annotationLine({ level, file, line, column, title, message }: Annotation): string {
  const properties = Object.entries({ file, line, col: column, title }).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${property(String(value))}`],
  );
  return `::${level} ${properties.join(',')}::${data(message)}\n`;
}

/** Without new lines and control characters there is no second line; the older form of commands is broken up as everywhere. */
function data(text: string): string {
  return harmless(plain(text)).replaceAll('%', '%25');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
