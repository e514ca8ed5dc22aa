// Cuts a stream of bytes into records without reading it whole: `{"Records":[…]}`, an array, JSON lines, or single objects.

/** One record's bytes, still unparsed. */
export type RecordBytes = Uint8Array;

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
class StructureSplitter implements Splitter {
  /** The bytes under way: from the start of the current record, else the last chunk. */
  private data: Uint8Array = new Uint8Array();
  private position = 0;
  /** Where the record under way begins; -1 between records. */
  private start = -1;
  private depth = 0;
  private inString = false;
  private finished = false;
  private readonly inArray: boolean;

  constructor(form: 'elements' | 'values') {
    this.inArray = form === 'elements';
  }

  push(chunk: Uint8Array): RecordBytes[] {
    this.append(chunk);
    const records: RecordBytes[] = [];
    while (this.position < this.data.length && !this.finished) {
      if (this.inString) this.leaveString();
      else this.take(this.data[this.position] ?? 0, records);
    }
    return records;
  }

  end() {
    // A list that never ends was cut off, if only between two records.
    const open = this.start >= 0 || (this.inArray && !this.finished);
    return { records: [], incomplete: open ? this.data.subarray(Math.max(this.start, 0)) : null };
  }

  /** Keeps only the record under way before the new bytes. */
  private append(chunk: Uint8Array): void {
    if (this.start < 0) {
      this.data = chunk;
      this.position = 0;
      return;
    }
    this.data = Buffer.concat([this.data.subarray(this.start), chunk]);
    this.position -= this.start;
    this.start = 0;
  }

  /** Moves behind the end of the string under way, or to the end of the data. */
  private leaveString(): void {
    let at = this.data.indexOf(quote, this.position);
    while (at >= 0 && isEscaped(this.data, at)) at = this.data.indexOf(quote, at + 1);
    this.position = at < 0 ? this.data.length : at + 1;
    this.inString = at < 0;
  }

  private take(byte: number, records: RecordBytes[]): void {
    if (byte === quote) this.inString = true;
    else if (byte === 0x7b || byte === 0x5b) this.open();
    else if (byte === 0x7d || byte === 0x5d) this.close(records);
    this.position++;
  }

  private open(): void {
    if (this.depth === 0) this.start = this.position;
    this.depth++;
  }

  private close(records: RecordBytes[]): void {
    // The array's own end: nothing behind it is a record.
    if (this.depth === 0) this.finished = this.inArray;
    else this.depth--;
    if (this.depth > 0 || this.start < 0) return;
    records.push(this.data.subarray(this.start, this.position + 1));
    this.start = -1;
  }
}

/** An odd number of backslashes before a quote keeps it inside its string. */
function isEscaped(data: Uint8Array, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && data[before] === backslash) before--;
  return (at - before) % 2 === 0;
}
