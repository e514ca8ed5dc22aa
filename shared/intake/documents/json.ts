// JSON text as documents: one value, one a line, or one behind the other.
// SPDX-License-Identifier: Apache-2.0
import type { Json } from '../../model/json.ts';
import { scanJson } from './json-spots.ts';
import { type ParsedOrProblem, type ParseProblem, refusalOf } from './parsed.ts';
import { offsetOf, type Position, positionsIn, type Spot } from './position.ts';

/** Whether the text can only be meant as JSON. */
export function looksLikeJson(text: string): boolean {
  return /^\s*[[{]/.test(text);
}

/**
 * The value of the text, or the documents that it holds: one a line, or printed over many lines one behind the other, as several calls
 * of kubectl write them. Where one is broken, the others are read all the same.
 */
export function readJson(text: string): readonly ParsedOrProblem[] {
  const position = positionsIn(text);
  const whole = parse(text);
  if (whole.ok) return [checked(whole.value, text, 0, position)];
  const inLines = hasLines(text);
  if (inLines) {
    const lines = readLines(text, position);
    if (lines.every((one) => 'value' in one)) return lines;
  }
  const all = readSegment(text, 0, position);
  const several = all.length > 1 || inLines;
  return !several || all.every((one) => 'value' in one) ? all : readSegments(text, position);
}

/** Parts that begin with a bracket at the start of a line: a broken one then takes none of the others with it. */
function readSegments(text: string, position: (offset: number) => Position): readonly ParsedOrProblem[] {
  const starts = [0, ...[...text.matchAll(/\n(?=[{[])/g)].map(({ index }) => index + 1)];
  return starts.flatMap((start, index) =>
    readSegment(text.slice(start, starts[index + 1]).trimEnd(), start, position),
  );
}

/** Documents up to the first that is broken, and what is wrong with that. */
function readSegment(
  text: string,
  offset: number,
  position: (offset: number) => Position,
): readonly ParsedOrProblem[] {
  const found: ParsedOrProblem[] = [];
  for (let start = 0; start < text.length; ) {
    const rest = text.slice(start);
    if (rest.trim() === '') break;
    const scan = scanJson(rest);
    const end = !scan.ok && scan.follows ? scan.offset : rest.length;
    const read = parse(rest.slice(0, end));
    if (!read.ok) return [...found, { problem: malformed(rest, offset + start, position) }];
    found.push(checked(read.value, rest.slice(0, end), offset + start, position));
    start += end;
  }
  return found;
}

/** True where the text parses as one JSON value: YAML files hold it too. */
function parse(text: string): { readonly ok: true; readonly value: Json } | { readonly ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) as Json };
  } catch {
    return { ok: false };
  }
}

function hasLines(text: string): boolean {
  const start = text.trimStart();
  const end = start.indexOf('\n');
  return end >= 0 && start.startsWith('{') && parse(start.slice(0, end)).ok;
}

function readLines(text: string, position: (offset: number) => Position): readonly ParsedOrProblem[] {
  const found: ParsedOrProblem[] = [];
  for (let start = 0; start < text.length; ) {
    const next = text.indexOf('\n', start);
    const end = next < 0 ? text.length : next;
    const line = text.slice(start, end);
    if (line.trim() !== '') {
      const read = parse(line);
      found.push(
        read.ok ? checked(read.value, line, start, position) : { problem: malformed(line, start, position) },
      );
    }
    start = end + 1;
  }
  return found;
}

/** @param offset where `text` begins in the file that `position` counts in */
function checked(
  value: Json,
  text: string,
  offset: number,
  position: (offset: number) => Position,
): ParsedOrProblem {
  const refused = refusalOf(value, { line: 1, column: 1 });
  if (refused !== null) return { problem: { ...refused, ...position(offset) } };
  let root: Spot | null = null;
  const locate = (path: string) => {
    if (root === null) {
      const scan = scanJson(text);
      root = scan.ok ? scan.root : { offset: 0, keys: null, items: null };
    }
    return position(offset + offsetOf(root, path));
  };
  return { value, locate };
}

function malformed(text: string, offset: number, position: (offset: number) => Position): ParseProblem {
  const scan = scanJson(text);
  const expected = scan.ok ? 'JSON' : scan.expected;
  return {
    ...position(offset + (scan.ok ? 0 : scan.offset)),
    code: 'malformed-json',
    message: `this is not JSON: ${expected} expected here`,
    remedy: 'mend the text there; JSON has no comments and no comma behind a last value',
  };
}
