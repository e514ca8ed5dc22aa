// One header of a tar, as Go's archive/tar reads it, by which containerd, Docker and Podman unpack layers.
// SPDX-License-Identifier: Apache-2.0
import { table } from '../model/table.ts';

export const blockSize = 512;

export type EntryType = 'file' | 'link' | 'symlink' | 'device' | 'directory' | 'fifo';
/** What stands before an entry and tells more of it than its own header can. */
export type ExtensionType = 'pax' | 'global-pax' | 'long-name' | 'long-link';

export interface TarHeader {
  readonly name: string;
  readonly type: EntryType | ExtensionType;
  readonly mode: number;
  /** As the header has it: what has no content may claim some. */
  readonly size: number;
  readonly link: string;
  /** Of a writer before POSIX, which told a folder by the slash at the end of its name alone. */
  readonly old: boolean;
}

/** A tar that cannot be read, or that readers would read differently: why, in words for the reader of a report. */
export class BadTar extends Error {}

/** `block`: 512 bytes. Null: a block of zeros. Throws BadTar. */
export function headerIn(block: Buffer): TarHeader | null {
  const sum = sumOf(block);
  if (sum === emptySum && block.every((byte) => byte === 0)) return null;
  if (sum !== numberAt(block, 148, 8)) throw new BadTar('a header has a wrong checksum');
  const name = namedIn(block);
  return {
    name,
    type: typeOf(block[156] ?? 0, name),
    mode: numberAt(block, 100, 8),
    size: numberAt(block, 124, 12),
    link: textAt(block, 157, 100),
    old: block[156] === 0,
  };
}

/** The checksum stands for itself as spaces. */
const emptySum = 8 * 32;

function sumOf(block: Buffer): number {
  let sum = emptySum;
  for (let at = 0; at < 148; at++) sum += block[at] ?? 0;
  for (let at = 156; at < blockSize; at++) sum += block[at] ?? 0;
  return sum;
}

const types = table<TarHeader['type']>({
  ...{ '\0': 'file', '0': 'file', '7': 'file', '1': 'link', '2': 'symlink', '3': 'device', '4': 'device' },
  ...{ '5': 'directory', '6': 'fifo', x: 'pax', g: 'global-pax', L: 'long-name', K: 'long-link' },
});

/** What runtimes do not unpack is not guessed at: they end with "unhandled tar header type" (containerd and moby, archive). */
function typeOf(flag: number, name: string): TarHeader['type'] {
  const sign = String.fromCharCode(flag);
  const type = types[sign];
  if (sign === 'S') throw new BadTar('it holds a sparse file of the old GNU form, which no runtime unpacks');
  if (type === undefined) throw new BadTar('it holds an entry of a kind that no runtime unpacks');
  // Before POSIX a slash at the end made the folder.
  return sign === '\0' && name.endsWith('/') ? 'directory' : type;
}

/** `ustar` has a prefix for long names, shorter where star wrote it; GNU uses the place for something else. */
function namedIn(block: Buffer): string {
  const name = textAt(block, 0, 100);
  if (block.toString('latin1', 257, 263) !== 'ustar\0') return name;
  const isStar = block.toString('latin1', 508, 512) === 'tar\0';
  const prefix = textAt(block, 345, isStar ? 131 : 155);
  return prefix === '' ? name : `${prefix}/${name}`;
}

function textAt(block: Buffer, start: number, length: number): string {
  const end = block.indexOf(0, start);
  return block.toString('utf8', start, end < 0 ? start + length : Math.min(end, start + length));
}

/** Octal digits between spaces and zeros, or in base 256 where the first bit is set. */
function numberAt(block: Buffer, start: number, length: number): number {
  const field = block.subarray(start, start + length);
  if (((field[0] ?? 0) & 0x80) !== 0) return largeNumber(field);
  const text = field.toString('latin1').replaceAll('\0', ' ').trim();
  if (text === '') return 0;
  if (!/^[0-7]+$/.test(text)) throw new BadTar('a header has a number that is none');
  return Number.parseInt(text, 8);
}

function largeNumber(field: Buffer): number {
  if (((field[0] ?? 0) & 0x40) !== 0) throw new BadTar('a header has a negative number');
  const number = field.reduce((sum, byte, at) => sum * 256 + (at === 0 ? byte & 0x7f : byte), 0);
  if (!Number.isSafeInteger(number)) throw new BadTar('a header has a number larger than any');
  return number;
}
