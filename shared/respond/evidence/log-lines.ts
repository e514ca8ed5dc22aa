// The last lines of a container's log as they may be kept: free of credentials, and bounded. Pure.
// SPDX-License-Identifier: Apache-2.0
import { forShowing, redactedCommand, redactedText } from '../../secrets/redact.ts';
import { bounds } from './evidence.ts';

/** Read beyond what is kept: a private key whose first line were cut off would be taken for plain text. */
export const readLines = 2 * bounds.lines;
const readBytes = 2 * bounds.bytes;

export interface LastLines {
  readonly lines: string[];
  readonly cut: boolean;
}

/** `text`: lines in the order of time, `whole` where none is known to have come before them. */
export function lastLines(text: string, whole: boolean): LastLines {
  const read = text.slice(-readBytes);
  const lines = redactedText(null, read, forShowing).split('\n');
  if (lines.at(-1) === '') lines.pop();
  const kept = withinBytes(lines.slice(-bounds.lines).map(tracedWithout));
  const shorter = kept.join('\n').length < lines.join('\n').length;
  return { lines: kept, cut: !whole || read.length < text.length || shorter };
}

// Each word stands in what comes of `sh -x` as the program was given it; a longer line is left as it is.
const trace = /^\+{1,9} (?=\S.{0,4000}$)/;

/** A line of `sh -x` is a command, whose options give away what looks like nothing: `+ curl -u kim:…`. */
function tracedWithout(line: string): string {
  const [mark = ''] = trace.exec(line) ?? [];
  return mark === '' ? line : mark + redactedCommand(line.slice(mark.length), forShowing);
}

/** The newest lines that fit; of one that alone is too long, its end. */
function withinBytes(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let left: number = bounds.bytes;
  for (const line of lines.toReversed()) {
    left -= Buffer.byteLength(line) + 1;
    if (left < 0) break;
    kept.unshift(line);
  }
  const [last] = lines.slice(-1);
  return kept.length === 0 && last !== undefined ? [last.slice(-bounds.bytes / 4)] : kept;
}
