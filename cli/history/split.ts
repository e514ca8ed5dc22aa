// Cuts a stream of bytes into records without reading it whole: `{"Records":[…]}`, an array, JSON lines, or single objects.
// SPDX-License-Identifier: Apache-2.0

/** Stands in the place of a record that is longer than any may be. */
export const tooLong = Symbol('too long');

/** One record's bytes, still unparsed. */
export type RecordBytes = Uint8Array | typeof tooLong;

/**
 * CloudTrail's records have 256 KB at most, 1 MB where a trail asks for large ones (API Reference, PutEventConfiguration,
 * `MaxEventSize`), and what carries several at once fits into a call of Lambda, 6 MB (Lambda quotas).
 */
export const longestRecord = 8 * 1024 * 1024;

type Form = 'elements' | 'lines' | 'values';

const quote = 0x22;
const backslash = 0x5c;
const newline = 0x0a;

/** Enough to tell the form of a file, whatever its first record is. */
const sniffed = 64 * 1024;
const cloudTrail = /^\uFEFF?\s*\{\s*"Records"\s*:\s*\[/;

interface Splitter {
  /** Takes the next bytes and gives the records that they complete. */
  push(chunk: Uint8Array): RecordBytes[];
  /** Gives what is left; `incomplete` is a record that the input broke off in. */
  end(): { readonly records: RecordBytes[]; readonly incomplete: RecordBytes | null };
}

/** Decides the form by the first bytes and splits from there on. */
export function splitter(): Splitter {
  let head: Uint8Array = new Uint8Array();
  let inner: Splitter | null = null;
  const begin = (): RecordBytes[] => {
    const { form, skip } = formOf(head);
    inner = form === 'lines' ? lineSplitter() : new StructureSplitter(form);
    return inner.push(head.subarray(skip));
  };
  return {
    push(chunk) {
      if (inner !== null) return inner.push(chunk);
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      return head.length < sniffed ? [] : begin();
    },
    end() {
      const records = inner === null ? begin() : [];
      const rest = inner?.end() ?? { records: [], incomplete: null };
      return { records: [...records, ...rest.records], incomplete: rest.incomplete };
    },
  };
}

function formOf(head: Uint8Array): { form: Form; skip: number } {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(head.subarray(0, sniffed));
  const wrapper = cloudTrail.exec(text);
  if (wrapper !== null) return { form: 'elements', skip: Buffer.byteLength(wrapper[0]) };
  const start = text.search(/[^\s\uFEFF]/);
  const skip = start < 0 ? 0 : Buffer.byteLength(text.slice(0, start));
  if (text[start] === '[') return { form: 'elements', skip: skip + 1 };
  // A first line that is a whole object: JSON lines. One that begins with something else: a log with a prefix.
  const line = text.slice(Math.max(start, 0)).split('\n', 1)[0] ?? '';
  const isLines = text[start] !== '{' || isWhole(line);
  return { form: isLines ? 'lines' : 'values', skip };
}

function isWhole(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** The bytes of one record, put together once when it is whole, and not kept at all where it grows too long. */
class Pieces {
  private parts: Uint8Array[] = [];
  private size = 0;

  add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.size += bytes.length;
    if (this.size > longestRecord) this.parts = [];
    else this.parts.push(bytes);
  }

  /** Gives what was added, and begins anew. */
  take(): RecordBytes {
    const [first = new Uint8Array(), ...others] = this.parts;
    const record =
      this.size > longestRecord ? tooLong : others.length === 0 ? first : Buffer.concat(this.parts);
    this.parts = [];
    this.size = 0;
    return record;
  }
}

function lineSplitter(): Splitter {
  const line = new Pieces();
  const ended = (): RecordBytes[] => {
    const record = line.take();
    return record !== tooLong && isBlank(record) ? [] : [record];
  };
  return {
    push(chunk) {
      const records: RecordBytes[] = [];
      let start = 0;
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
        line.add(chunk.subarray(start, end));
        records.push(...ended());
        start = end + 1;
      }
      line.add(chunk.subarray(start));
      return records;
    },
    end: () => ({ records: ended(), incomplete: null }),
  };
}

function isBlank(data: Uint8Array): boolean {
  for (const byte of data) if (byte > 0x20) return false;
  return true;
}

/** Follows strings and brackets only: what stands between is JSON.parse's business. Each byte is looked at once. */
class StructureSplitter implements Splitter {
  private readonly record = new Pieces();
  /** Where the record under way goes on in the chunk at hand. */
  private start = 0;
  private depth = 0;
  private inString = false;
  /** True where the chunk before ended within a string on an odd number of backslashes. */
  private escaped = false;
  private finished = false;
  private readonly inArray: boolean;

  constructor(form: 'elements' | 'values') {
    this.inArray = form === 'elements';
  }

  push(chunk: Uint8Array): RecordBytes[] {
    const records: RecordBytes[] = [];
    this.start = 0;
    let at = 0;
    while (at < chunk.length && !this.finished)
      at = this.inString ? this.leaveString(chunk, at) : this.take(chunk, at, records);
    if (this.depth > 0) this.record.add(chunk.subarray(this.start));
    return records;
  }

  end(): { records: RecordBytes[]; incomplete: RecordBytes | null } {
    // A list that never ends was cut off, if only between two records.
    const open = this.depth > 0 || (this.inArray && !this.finished);
    return { records: [], incomplete: open ? this.record.take() : null };
  }

  private take(chunk: Uint8Array, at: number, records: RecordBytes[]): number {
    const byte = chunk[at];
    if (byte === quote) this.inString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      if (this.depth++ === 0) this.start = at;
    } else if ((byte === 0x7d || byte === 0x5d) && this.closes()) {
      this.record.add(chunk.subarray(this.start, at + 1));
      records.push(this.record.take());
    }
    return at + 1;
  }

  /** Moves behind the end of the string under way, or to the end of the chunk. */
  private leaveString(chunk: Uint8Array, from: number): number {
    let end = chunk.indexOf(quote, from);
    while (end >= 0 && this.isEscaped(chunk, from, end)) end = chunk.indexOf(quote, end + 1);
    this.inString = end < 0;
    this.escaped = end < 0 && this.isEscaped(chunk, from, chunk.length);
    return end < 0 ? chunk.length : end + 1;
  }

  /** An odd number of backslashes before a place keeps what stands there inside the string that goes on at `from`. */
  private isEscaped(chunk: Uint8Array, from: number, at: number): boolean {
    let before = at;
    while (before > from && chunk[before - 1] === backslash) before--;
    const odd = (at - before) % 2 === 1;
    return before === from && this.escaped ? !odd : odd;
  }

  /** True where the bracket closes a record. */
  private closes(): boolean {
    // The array's own end: nothing behind it is a record.
    if (this.depth === 0) {
      this.finished = this.inArray;
      return false;
    }
    return --this.depth === 0;
  }
}
