// Sections of text for a terminal: a title, then its lines, wrapped at blanks.
// SPDX-License-Identifier: Apache-2.0
import { type Paint, plain } from '../terminal/terminal.ts';
import { wrappedAtBlanks } from './wrapped-at-blanks.ts';

export interface Section {
  readonly title: string;
  /** Empty: the section is left out. */
  readonly lines: readonly string[];
}

/** `columns`: null: nothing wraps. */
export function paragraphs(sections: readonly Section[], paint: Paint, columns: number | null): string {
  return sections
    .filter(({ lines }) => lines.some((line) => line !== ''))
    .map(({ title, lines }) => {
      const head = wrappedAtBlanks(paint('bold', plain(title)), '', '', columns);
      return head + lines.map((line) => wrappedAtBlanks(plain(line), '  ', '  ', columns)).join('');
    })
    .join('\n');
}
