// Makes rows of text fit the width of a terminal: the widest columns are wrapped, nothing is cut.
// SPDX-License-Identifier: Apache-2.0

/** Blanks between two columns. */
export const gap = 2;
const narrowest = 8;
// Where a long word such as a path, an ARN or an id of a control may go on in the next line.
const seams = '/.:-_,#@[';

/** The width that no column may exceed so that all fit into `columns`; Infinity where they fit as they are. */
export function widestColumn(rows: readonly (readonly string[])[], columns: number): number {
  const widths = widthsOf(rows);
  const room = columns - gap * (widths.length - 1);
  const taken = (limit: number) => widths.reduce((sum, width) => sum + Math.min(width, limit), 0);
  if (taken(Number.POSITIVE_INFINITY) <= room) return Number.POSITIVE_INFINITY;
  let limit = Math.max(...widths);
  while (limit > narrowest && taken(limit) > room) limit--;
  return limit;
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries())
      widths[column] = Math.max(widths[column] ?? 0, [...cell].length);
  return widths;
}

/** The text in lines of at most `width` characters: broken at spaces, within long words behind a seam, else anywhere. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.split(' ').flatMap((word) => pieces(word, width))) {
    const joined = line === '' ? piece.text : `${line}${piece.glued ? '' : ' '}${piece.text}`;
    if ([...joined].length <= width || line === '') line = joined;
    else {
      lines.push(line);
      line = piece.text;
    }
  }
  return [...lines, line];
}

interface Piece {
  readonly text: string;
  /** True where it goes on from the piece before without a space. */
  readonly glued: boolean;
}

function pieces(word: string, width: number): Piece[] {
  const characters = [...word];
  const found: Piece[] = [];
  let start = 0;
  while (characters.length - start > width) {
    const seam = lastSeam(characters, start, width);
    found.push({ text: characters.slice(start, seam).join(''), glued: start > 0 });
    start = seam;
  }
  return [...found, { text: characters.slice(start).join(''), glued: start > 0 }];
}

/** Behind the last seam within `width` from `start` that leaves more than two characters before it. */
function lastSeam(characters: readonly string[], start: number, width: number): number {
  for (let end = start + width; end > start + 2; end--)
    if (seams.includes(characters[end - 1] ?? '')) return end;
  return start + width;
}
