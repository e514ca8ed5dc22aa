// Streams the records of one history file: gunzipped where needed, split, parsed, unwrapped; a bad record never ends a file.
// SPDX-License-Identifier: Apache-2.0
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { decodeLogs } from '../../shared/intake/events/cloudwatch-logs.ts';
import { envelopesOf } from '../../shared/intake/events/envelope.ts';
import { isGzip, Refusal, streamOfFile } from '../input/bytes.ts';
import type { FoundFile } from '../input/files.ts';
import type { Problem } from '../input/problem.ts';
import { encodingOf } from '../input/text.ts';
import { unreadable } from '../input/unreadable.ts';
import { EnvironmentFailure } from '../terminal/exit.ts';
import { longestRecord, type RecordBytes, splitter, tooLong } from './split.ts';

/** One record of a file, parsed. */
export interface HistoryRecord {
  readonly body: unknown;
  /** 0-based place in its file. */
  readonly index: number;
  /** Its JSON text: its own bytes in the file, or written anew where it was unwrapped. */
  readonly text: () => Uint8Array;
}

/** A file of events: on disk, stdin, or opened by whoever found it. */
export interface HistoryFile extends FoundFile {
  /** Bytes, where they are known without asking the disk. */
  readonly size?: number;
  readonly open?: () => AsyncIterable<Uint8Array>;
}

export interface FileReading {
  /** Bad records, and what kept the file from being read to its end. */
  readonly problems: Problem[];
  /** True where nothing of the file could be parsed at all, or it could not be read to its end. */
  fatal: boolean;
  /** Records met, good and bad: the next one's index. */
  records: number;
  /** Records that parsed. */
  parsed: number;
}

export function newReading(): FileReading {
  return { problems: [], fatal: false, records: 0, parsed: 0 };
}

/** A file whose first records are all bad is no history: it is refused as a whole rather than record by record. */
const patience = 20;

/** What gives no record for so long may never give one: /dev/zero on standard input, a gzip bomb. */
const longestWithoutRecord = 32 * longestRecord;

/** `advance` is told the bytes read from disk. */
export async function* historyRecords(
  file: HistoryFile,
  reading: FileReading,
  advance: (bytes: number) => void,
): AsyncGenerator<HistoryRecord[]> {
  const split = splitter();
  try {
    let since = 0;
    for await (const chunk of bytesOf(file, advance)) {
      const found = split.push(chunk);
      yield recordsOf(found, file, reading);
      since = found.length === 0 ? since + chunk.length : 0;
      if (since > longestWithoutRecord) throw new Refusal('ENDLESS');
      if (isNoHistory(reading)) break;
    }
  } catch (error) {
    if (error instanceof EnvironmentFailure) throw error;
    reading.problems.push(broken(file.path, error));
    reading.fatal = true;
  }
  const { records, incomplete } = split.end();
  yield recordsOf(records, file, reading);
  if (incomplete === tooLong) reading.problems.push(longRecord(file.path, reading.records));
  else if (incomplete !== null && !reading.fatal)
    reading.problems.push(
      badRecord(file.path, reading.records, 'the file ends within a record', 'fetch it again'),
    );
  if (reading.parsed === 0 && reading.problems.length > 0) refuse(file.path, reading);
}

function isNoHistory({ parsed, problems }: FileReading): boolean {
  return parsed === 0 && problems.length >= patience;
}

/** One problem stands for all records of a file of which none could be parsed. */
function refuse(path: string, reading: FileReading): void {
  const [first] = reading.problems.splice(0);
  reading.fatal = true;
  reading.records = 0;
  if (first !== undefined)
    reading.problems.push({
      ...first,
      file: path,
      index: null,
      remedy:
        first.code === 'malformed-json' ? 'give JSON: CloudTrail, EventBridge or audit events' : first.remedy,
    });
}

/** Unpacked where the bytes are gzip, and as UTF-8 where a byte order mark says UTF-16, whatever the file is called. */
async function* bytesOf(file: HistoryFile, advance: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const bytes = await peek(countBytes(file, advance));
  const text = isGzip(bytes.head) ? await peek(gunzip(bytes.all)) : bytes;
  const encoding = encodingOf(text.head);
  yield* encoding === 'utf-8' ? text.all : asUtf8(text.all, encoding);
}

interface Begun {
  /** The first bytes, two at least where there are two. */
  readonly head: Uint8Array;
  /** All of them, the first too. */
  readonly all: AsyncGenerator<Uint8Array>;
}

async function peek(source: AsyncGenerator<Uint8Array>): Promise<Begun> {
  let head: Uint8Array = new Uint8Array();
  while (head.length < 2) {
    const { done, value } = await source.next();
    if (done === true) break;
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  return { head, all: after(head, source) };
}

async function* after(head: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head;
  yield* rest;
}

async function* gunzip(packed: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = Readable.from(packed);
  // Default chunks of 16 KiB make gunzip four times slower (docs/dependencies.md).
  const unzip = createGunzip({ chunkSize: 256 * 1024 });
  source.on('error', (error: Error) => unzip.destroy(error));
  yield* source.pipe(unzip);
}

async function* asUtf8(source: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<Uint8Array> {
  // Not fatal: a bad character makes a bad record, and the others are read.
  const utf16 = new TextDecoder(encoding);
  for await (const chunk of source) yield Buffer.from(utf16.decode(chunk, { stream: true }));
  yield Buffer.from(utf16.decode());
}

async function* countBytes(file: HistoryFile, advance: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of opened(file)) {
    advance(chunk.length);
    yield chunk;
  }
}

function opened({ path, open }: HistoryFile): AsyncIterable<Uint8Array> {
  if (open !== undefined) return open();
  return path === '-' ? process.stdin : streamOfFile(path);
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

function recordsOf(splitOff: readonly RecordBytes[], file: FoundFile, reading: FileReading): HistoryRecord[] {
  const records: HistoryRecord[] = [];
  for (const found of splitOff) {
    if (found === tooLong) {
      reading.problems.push(longRecord(file.path, reading.records++));
      continue;
    }
    const bytes = withoutTime(found);
    const parsed = parse(bytes, file, reading);
    if (parsed === undefined) continue;
    reading.parsed++;
    for (const body of envelopesOf(parsed, { decodeLogs })) {
      // A copy of the bytes: the chunk they stand in must not be kept for one record of it.
      const text = () => Buffer.from(body === parsed ? bytes : JSON.stringify(body));
      records.push({ body, index: reading.records++, text });
    }
  }
  return records;
}

/** A log export puts a time before each JSON object: `2026-11-17T09:00:00.000Z {…}`. */
function withoutTime(bytes: Uint8Array): Uint8Array {
  const first = bytes[0] ?? 0;
  const isDigit = first >= 0x30 && first <= 0x39;
  const start = isDigit ? bytes.indexOf(0x7b) : 0;
  return start > 0 && start < 64 ? bytes.subarray(start) : bytes;
}

function parse(bytes: Uint8Array, file: FoundFile, reading: FileReading): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch (error) {
    const message = error instanceof SyntaxError ? `is not JSON${placeIn(error)}` : 'is not UTF-8 text';
    reading.problems.push(badRecord(file.path, reading.records++, message, 'the other records are judged'));
    return undefined;
  }
}

/** V8's message quotes the text around the place, which may hold a secret: only the place is taken over. */
function placeIn({ message }: SyntaxError): string {
  const position = /position (\d+)/.exec(message)?.[1];
  return position === undefined ? '' : ` at character ${position}`;
}

function longRecord(file: string, index: number): Problem {
  const message = `is longer than ${longestRecord / 1024 / 1024} MB, which no record of AWS is`;
  return { ...badRecord(file, index, message, 'the other records are judged'), code: 'too-long' };
}

function badRecord(file: string, index: number, message: string, remedy: string): Problem {
  return { file, line: null, column: null, index, code: 'malformed-json', message, remedy };
}

function broken(file: string, error: unknown): Problem {
  const isGzip = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
  if (!isGzip) return unreadable(file, error);
  return {
    file,
    line: null,
    column: null,
    index: null,
    code: 'corrupt-gzip',
    message: `is damaged: ${error.message}`,
    remedy: 'fetch it again',
  };
}
