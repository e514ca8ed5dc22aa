// Cuts a stream of bytes into records without reading it whole: `{"Records":[…]}`, an array, JSON lines, or single objects.

/** One record's bytes, still unparsed. */
export type RecordBytes = Uint8Array;

type Form = 'elements' | 'lines' | 'values';

const quote = 0x22;
const backslash = 0x5c;
const newline = 0x0a;
const opening = new Set([0x7b, 0x5b]);
const closing = new Set([0x7d, 0x5d]);

/** Enough to tell the form of a file, whatever its first record is. */
const sniffed = 4096;
const cloudTrail = /^\uFEFF?\s*\{\s*"Records"\s*:\s*\[/;

export interface Splitter {
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
    inner = form === 'lines' ? lineSplitter() : structureSplitter(form);
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
  const isLines = text[start] !== '{' || /\}\s*$/.test(line);
  return { form: isLines ? 'lines' : 'values', skip };
}

function lineSplitter(): Splitter {
  let rest: Uint8Array = new Uint8Array();
  return {
    push(chunk) {
      const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const records: RecordBytes[] = [];
      let start = 0;
      for (let end = data.indexOf(newline); end >= 0; end = data.indexOf(newline, start)) {
        if (!isBlank(data, start, end)) records.push(data.subarray(start, end));
        start = end + 1;
      }
      rest = data.subarray(start);
      return records;
    },
    end: () => ({ records: isBlank(rest, 0, rest.length) ? [] : [rest], incomplete: null }),
  };
}

function isBlank(data: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if ((data[i] ?? 0) > 0x20) return false;
  return true;
}

/** Follows strings and brackets only: what stands between is JSON.parse's business. */
function structureSplitter(form: 'elements' | 'values'): Splitter {
  let data: Uint8Array = new Uint8Array();
  /** Where the record under way begins; -1 between records. */
  let start = -1;
  let depth = 0;
  let inString = false;
  let finished = false;
  let position = 0;

  /** Moves past the end of the string under way; false where the data ends first. */
  function leaveString(): boolean {
    for (let from = position; ; ) {
      const at = data.indexOf(quote, from);
      if (at < 0) {
        position = data.length;
        return false;
      }
      if (!isEscaped(data, at)) {
        position = at + 1;
        inString = false;
        return true;
      }
      from = at + 1;
    }
  }

  function take(byte: number, records: RecordBytes[]): void {
    if (byte === quote) inString = true;
    else if (opening.has(byte)) {
      if (depth++ === 0) start = position;
    } else if (closing.has(byte)) {
      // The array's own end: nothing behind it is a record.
      if (depth === 0) finished = form === 'elements';
      else if (--depth === 0 && start >= 0) {
        records.push(data.subarray(start, position + 1));
        start = -1;
      }
    }
  }

  return {
    push(chunk) {
      const records: RecordBytes[] = [];
      const kept = start >= 0 ? data.subarray(start) : new Uint8Array();
      position = start >= 0 ? position - start : 0;
      start = start >= 0 ? 0 : -1;
      data = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
      while (position < data.length && !finished) {
        if (inString) {
          if (!leaveString()) break;
          continue;
        }
        take(data[position] ?? 0, records);
        position++;
      }
      return records;
    },
    end: () => ({ records: [], incomplete: start >= 0 ? data.subarray(start) : null }),
  };
}

/** An odd number of backslashes before a quote keeps it inside its string. */
function isEscaped(data: Uint8Array, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && data[before] === backslash) before--;
  return (at - before) % 2 === 0;
}
