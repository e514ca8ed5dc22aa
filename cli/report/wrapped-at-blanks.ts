// Text in lines of a terminal that are broken at blanks alone: no path and no id is cut.
// SPDX-License-Identifier: Apache-2.0
import stringWidth from 'fast-string-width';

/** `first` and `later` begin the first line and all others; a word that is longer than the line is left whole. */
export function wrappedAtBlanks(text: string, first: string, later: string, columns: number | null): string {
  if (columns === null) return `${first}${text}\n`;
  const lines: string[] = [];
  let line = first;
  let width = stringWidth(first);
  for (const [index, word] of text.split(' ').entries()) {
    const wide = stringWidth(word);
    if (index > 0 && width + 1 + wide > columns) {
      lines.push(line);
      line = later + word;
      width = stringWidth(later) + wide;
    } else {
      line += index === 0 ? word : ` ${word}`;
      width += wide + (index === 0 ? 0 : 1);
    }
  }
  return `${[...lines, line].join('\n')}\n`;
}
