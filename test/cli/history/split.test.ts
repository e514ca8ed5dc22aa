// The splitter gives the same records however a file is written and however its bytes arrive.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestRecord, type RecordBytes, splitter, tooLong } from '../../../cli/history/split.ts';
import { leftOut, runs } from '../../support/extent.ts';
import { processorMs } from '../../support/processor-time.ts';

const structure = ['{', '}', '[', ']', ',', ':', 'a', 'ü', '😀', '\u2028'];

/** Strings that look like structure: braces, quotes, escapes, new lines, characters of several bytes. */
const nasty = fc.string({
  unit: fc.constantFrom(...structure, '"', '\\', '\n', '\\"', '\\\\'),
  maxLength: 12,
});
/**
 * Keys without escapes: after an object whose key ends with a backslash, V8 13.6 (Node 24) reads the key `\"` of the next
 * one as `\\`, so that JSON.parse cannot be asked what is right. The splitter takes keys and values alike.
 */
const key = fc.string({ unit: fc.constantFrom(...structure), maxLength: 12 });
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    nasty,
    fc.integer(),
    fc.constantFrom(null, true),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3 }),
  ),
})).value;
const record = fc
  .tuple(fc.uuid(), fc.dictionary(key, json, { maxKeys: 4 }))
  .map(([eventID, rest]) => ({ eventID, ...rest }));
const records = fc.array(record, { maxLength: 8 });

type Form = (records: readonly object[]) => string;

const forms: readonly (readonly [string, Form])[] = [
  ['a Records wrapper', (all) => JSON.stringify({ Records: all })],
  ['a pretty Records wrapper', (all) => `\ufeff ${JSON.stringify({ Records: all }, null, 2)}\n`],
  ['an array', (all) => JSON.stringify(all)],
  ['a pretty array', (all) => `\n${JSON.stringify(all, null, 2)}\n`],
  ['JSON lines', (all) => all.map((one) => `${JSON.stringify(one)}\n`).join('')],
  [
    'JSON lines of Windows, the last without an end',
    (all) => all.map((one) => JSON.stringify(one)).join('\r\n\r\n'),
  ],
  ['pretty objects one after another', (all) => all.map((one) => JSON.stringify(one, null, 2)).join('\n')],
];

/** The bytes cut at these places, each taken modulo what there is. */
function chunks(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...places, bytes.length].map((end, index) => bytes.subarray(places[index - 1] ?? 0, end));
}

function split(parts: readonly Uint8Array[]): { texts: string[]; incomplete: string | null } {
  const splits = splitter();
  // A copy at once: the next push may use the memory again.
  const texts = parts.flatMap((part) => splits.push(Uint8Array.from(part)).map(text));
  const { records: last, incomplete } = splits.end();
  return { texts: [...texts, ...last.map(text)], incomplete: incomplete === null ? null : text(incomplete) };
}

function text(bytes: RecordBytes): string {
  return bytes === tooLong ? 'too long' : new TextDecoder().decode(bytes);
}

const cuts = fc.array(fc.nat(), { maxLength: 30 });

describe.each(forms)('%s', (_, form) => {
  it('gives its records in any chunks', () => {
    fc.assert(
      fc.property(records, cuts, (all, places) => {
        const { texts, incomplete } = split(chunks(Buffer.from(form(all)), places));
        expect(texts.map((one) => JSON.parse(one))).toEqual(JSON.parse(JSON.stringify(all)));
        expect(incomplete).toBeNull();
      }),
      runs(300),
    );
  });

  it('gives its records byte by byte, also beyond what is looked at first', () => {
    const all = Array.from({ length: 30 }, (_each, index) => ({
      eventID: `${index}`,
      text: `{"a\\": [\n${'x'.repeat(index * 20)}"}`,
    }));
    const bytes = Buffer.from(form(all));
    expect(bytes.length).toBeGreaterThan(8192);
    const { texts } = split(Array.from(bytes, (_byte, index) => bytes.subarray(index, index + 1)));
    expect(texts.map((one) => JSON.parse(one))).toEqual(all);
  });
});

describe('lines of a log export', () => {
  it('are given whole, time and all', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 8 }), cuts, (all, places) => {
        const lines = all.map((one) => `2026-11-17T09:00:00.000Z ${JSON.stringify(one)}`);
        expect(split(chunks(Buffer.from(`${lines.join('\n')}\n`), places)).texts).toEqual(lines);
      }),
    );
  });
});

describe('objects without anything between them', () => {
  it('are records each', () => {
    expect(split([Buffer.from('{"a":1}{"b":2}')]).texts).toEqual(['{"a":1}', '{"b":2}']);
  });
});

describe('input that breaks off', () => {
  it('between two records of a list is told too', () => {
    const { texts, incomplete } = split([Buffer.from('{"Records":[{"a":1},')]);
    expect(texts).toEqual(['{"a":1}']);
    expect(incomplete).not.toBeNull();
  });

  it('is told from the place where its last record begins', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1, 2, 3, 6),
        fc.array(record, { minLength: 1, maxLength: 4 }),
        cuts,
        (form, all, places) => {
          const last = JSON.stringify({ eventID: 'last', a: 'b}"' });
          const whole = forms[form]?.[1]([...all, { eventID: 'last', a: 'b}"' }]) ?? '';
          const start = whole.lastIndexOf('"last"');
          const broken = whole.slice(0, start + 8);
          const { texts, incomplete } = split(chunks(Buffer.from(broken), places));
          expect(texts).toHaveLength(all.length);
          expect(incomplete?.startsWith('{')).toBe(true);
          expect(last.startsWith((incomplete ?? '').replace(/\s/g, '').slice(0, 10))).toBe(true);
        },
      ),
    );
  });

  it('within a line is a line, which the reader then finds to be no JSON', () => {
    expect(split([Buffer.from('{"a":1}\n{"b":')]).texts).toEqual(['{"a":1}', '{"b":']);
  });

  it('that is empty or blank gives nothing', () => {
    for (const blank of ['', '\n', ' \r\n\t\n'])
      expect(split([Buffer.from(blank)])).toEqual({ texts: [], incomplete: null });
  });

  it('never throws and never gives more than it got, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), cuts, (bytes, places) => {
        const { texts } = split(chunks(bytes, places));
        expect(texts.length).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });
});

describe('a record that is longer than any', () => {
  const long = `{"a":"${'x'.repeat(longestRecord)}"}`;
  it.each([
    ['a list', `{"Records":[{"b":1},${long},{"c":2}]}`],
    ['lines', `{"b":1}\n${long}\n{"c":2}\n`],
    ['objects', `{\n"b":1}${long}{"c":2}`],
  ])('in %s is told in its place, and the others are given', (_, whole) => {
    const bytes = Buffer.from(whole);
    const places = Array.from({ length: 200 }, (_each, index) => index * 65_536);
    const { texts, incomplete } = split(chunks(bytes, places));
    expect(texts.map((one) => one.replace(/\s/g, ''))).toEqual(['{"b":1}', 'toolong', '{"c":2}']);
    expect(incomplete).toBeNull();
  });

  it('is not kept while it goes on', () => {
    const splits = splitter();
    splits.push(Buffer.from('[{"a":"'));
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const before = process.memoryUsage().arrayBuffers;
    for (let megabyte = 0; megabyte < 200; megabyte++) splits.push(Uint8Array.from(chunk));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(300 * 1024 * 1024);
    expect(splits.end().incomplete).toBe(tooLong);
  });
});

describe('time', () => {
  /** One record that comes in chunks of 16 KB. */
  const timeOf = (bytes: number) => {
    const splits = splitter();
    const chunk = Buffer.alloc(16_384, '\\"');
    const start = processorMs();
    splits.push(Buffer.from('[{"a":"'));
    for (let at = 0; at < bytes; at += chunk.length) splits.push(chunk);
    splits.end();
    return processorMs() - start;
  };

  it.skipIf(leftOut('a record of 160 MB, in linear time'))(
    'grows with the record, not with its square',
    () => {
      timeOf(16 * 1024 * 1024);
      const [ten, hundred] = [timeOf(16 * 1024 * 1024), timeOf(160 * 1024 * 1024)];
      expect(hundred / Math.max(ten, 20)).toBeLessThan(15);
    },
  );
});
