// Rows of text in columns: on a terminal wrapped into its width, elsewhere as wide as they need.
// SPDX-License-Identifier: Apache-2.0
import stringWidth from 'fast-string-width';
import { trimmedEnd } from '../../shared/model/trimmed.ts';
import type { Paint, Style } from '../terminal/terminal.ts';
import { gap, widestColumn, wrapped } from './columns.ts';

/** Text, or text with a style. */
export type Cell = string | { readonly text: string; readonly style: Style };

/** `columns`: width of a terminal, into which cells are wrapped; null: nothing is wrapped. Ends with a new line. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
  columns: number | null = null,
): string {
  const all = [head.map((text): Cell => ({ text, style: 'bold' })), ...rows];
  const limit =
    columns === null
      ? Number.POSITIVE_INFINITY
      : widestColumn(
          all.map((row) => row.map(textOf)),
          columns,
        );
  const cells = all.map((row) => row.map((cell) => linesOf(cell, limit, paint)));
  const widths = widthsOf(cells);
  return cells.map((row) => rowText(row, widths)).join('');
}

interface Line {
  /** With colour. */
  readonly text: string;
  /** Columns it takes on a terminal: colour takes none, some characters take two. */
  readonly width: number;
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

/** Wrapped first and painted then: colour has no width. */
function linesOf(cell: Cell, limit: number, paint: Paint): readonly Line[] {
  const text = textOf(cell);
  return (Number.isFinite(limit) ? wrapped(text, limit) : text.split('\n')).map((line) => ({
    text: typeof cell === 'string' || line === '' ? line : paint(cell.style, line),
    width: stringWidth(line),
  }));
}

function widthsOf(rows: readonly (readonly (readonly Line[])[])[]): readonly number[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, lines] of row.entries())
      for (const { width } of lines) widths[column] = Math.max(widths[column] ?? 0, width);
  return widths;
}

function rowText(row: readonly (readonly Line[])[], widths: readonly number[]): string {
  const height = row.reduce((most, lines) => Math.max(most, lines.length), 0);
  let text = '';
  for (let index = 0; index < height; index++) {
    const cells = row.map((lines, column) => padded(lines[index] ?? blank, widths[column] ?? 0));
    text += `${trimmedEnd(cells.join(' '.repeat(gap)), ' \t')}\n`;
  }
  return text;
}

const blank: Line = { text: '', width: 0 };

function padded({ text, width }: Line, to: number): string {
  return text + ' '.repeat(to - width);
}
