// The text of an input: unpacked where its bytes are gzip, checked to be UTF-8, or UTF-16 where a byte order mark says so.
// SPDX-License-Identifier: Apache-2.0
import { isUtf8 } from 'node:buffer';
import { rememberedOfText } from '../../shared/model/remembered.ts';
import { bounded, bytesOfFile, Refusal, unpacked } from './bytes.ts';
import type { Problem } from './problem.ts';
import { unreadable } from './unreadable.ts';

export type Text =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: Problem };

/** A file's text, or why there is none. */
export async function readText(path: string): Promise<Text> {
  try {
    return decode(path === '-' ? await standardInput() : bytesOfFile(path), path);
  } catch (error) {
    return { ok: false, problem: unreadable(path, error) };
  }
}

/** As a stream: a pipe whose writer is slow has nothing to read at once, which is no error. */
async function standardInput(): Promise<Uint8Array> {
  const room = bounded();
  for await (const chunk of process.stdin) room.add(chunk);
  return room.all();
}

export function decode(packed: Uint8Array, file: string): Text {
  let bytes = packed;
  try {
    bytes = unpacked(packed);
    return { ok: true, text: decoderOf(encodingOf(bytes)).decode(bytes) };
  } catch (error) {
    return { ok: false, problem: error instanceof Refusal ? notUnpacked(error, file) : notText(bytes, file) };
  }
}

/** One for all files: to make one costs more than to read most of them. */
const decoderOf = rememberedOfText((encoding) => new TextDecoder(encoding, { fatal: true }));

function notUnpacked(error: Refusal, file: string): Problem {
  const problem = unreadable(file, error);
  return error.code === 'CORRUPT-GZIP' ? { ...problem, code: 'corrupt-gzip' } : problem;
}

/** As the byte order mark says. */
export function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return 'utf-8';
}

/** Names the first place that is not in the encoding of the file. */
function notText(bytes: Uint8Array, file: string): Problem {
  const encoding = encodingOf(bytes);
  const name = encoding === 'utf-8' ? 'UTF-8' : 'UTF-16';
  const place = encoding === 'utf-8' ? placeOfBadByte(bytes) : { line: null, column: null };
  return {
    file,
    ...place,
    index: null,
    code: `invalid-${name.toLowerCase().replace('-', '')}`,
    message: `is not ${name} text`,
    remedy: 'save it as UTF-8',
  };
}

/** A new line is never part of a longer character, so each line can be looked at by itself. */
function placeOfBadByte(bytes: Uint8Array): { line: number; column: number } | { line: null; column: null } {
  let start = 0;
  for (let line = 1; start <= bytes.length; line++) {
    const next = bytes.indexOf(10, start);
    const slice = bytes.subarray(start, next < 0 ? bytes.length : next);
    if (!isUtf8(slice)) return { line, column: goodCharacters(slice) + 1 };
    if (next < 0) break;
    start = next + 1;
  }
  return { line: null, column: null };
}

/** Characters before the first bad byte: a lenient decoder writes U+FFFD there. */
function goodCharacters(line: Uint8Array): number {
  const lenient = new TextDecoder('utf-8', { ignoreBOM: true }).decode(line);
  for (let at = lenient.indexOf('\uFFFD'); at >= 0; at = lenient.indexOf('\uFFFD', at + 1)) {
    const before = Buffer.byteLength(lenient.slice(0, at));
    // A replacement character that the file holds itself is a good one.
    if (!(line[before] === 0xef && line[before + 1] === 0xbf && line[before + 2] === 0xbd)) return at;
  }
  return 0;
}
