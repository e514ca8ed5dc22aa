// Rows of text in columns: on a terminal wrapped into its width, elsewhere as wide as they need.
import Table from 'cli-table3';
import type { Paint, Style } from '../support/terminal.ts';
import { widestColumn, wrapped } from './columns.ts';

/** Text, or text with a style. */
export type Cell = string | { readonly text: string; readonly style: Style };

const noBorders = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
};

/** `columns`: width of a terminal, into which cells are wrapped; null: nothing is wrapped. Ends with a new line. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
  columns: number | null = null,
): string {
  const texts = [head, ...rows.map((row) => row.map(textOf))];
  const limit = columns === null ? Number.POSITIVE_INFINITY : widestColumn(texts, columns);
  const table = new Table({
    chars: noBorders,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    head: head.map((text) => rendered({ text, style: 'bold' }, limit, paint)),
  });
  table.push(...rows.map((row) => row.map((cell) => rendered(cell, limit, paint))));
  return `${table.toString().replace(/[ \t]+$/gm, '')}\n`;
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

/** Wrapped first and painted then: colour has no width. */
function rendered(cell: Cell, limit: number, paint: Paint): string {
  const text = textOf(cell);
  const lines = Number.isFinite(limit) ? wrapped(text, limit) : [text];
  return lines
    .map((line) => (typeof cell === 'string' || line === '' ? line : paint(cell.style, line)))
    .join('\n');
}
