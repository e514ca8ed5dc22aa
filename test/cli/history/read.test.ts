// Files of a history as records: every form and envelope, bad records by index, damage told once.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../cli/history/order.ts';
import { historyRecords, newReading } from '../../../cli/history/read.ts';
import { emptyFolder } from '../cli.ts';

const one = {
  eventID: '1',
  eventTime: '2026-11-17T09:00:00Z',
  eventSource: 'ecs.amazonaws.com',
  eventName: 'A',
};
const two = { ...one, eventID: '2', text: 'a "quoted\\" {brace}' };

async function read(name: string, content: string | Uint8Array) {
  const path = join(emptyFolder(), name);
  writeFileSync(path, content);
  const reading = newReading();
  const bodies: unknown[] = [];
  const indexes: number[] = [];
  let advanced = 0;
  for await (const records of historyRecords({ path, named: true }, reading, (bytes) => {
    advanced += bytes;
  }))
    for (const { body, index } of records) {
      bodies.push(body);
      indexes.push(index);
    }
  return { bodies, indexes, reading, advanced };
}

describe('histories', () => {
  const exported = [one, two].map((event) => `2026-11-17T09:00:00.000Z ${JSON.stringify(event)}`).join('\n');
  const logs = {
    messageType: 'DATA_MESSAGE',
    logGroup: 'g',
    logStream: 's',
    logEvents: [one, two].map((event, index) => ({
      id: `${index}`,
      timestamp: 1,
      message: JSON.stringify(event),
    })),
  };

  it.each<[string, string | Uint8Array]>([
    ['trail.json', JSON.stringify({ Records: [one, two] })],
    ['trail.json.gz', gzipSync(JSON.stringify({ Records: [one, two] }))],
    ['array.json', JSON.stringify([one, two], null, 1)],
    ['lines.jsonl', `${JSON.stringify(one)}\n\n${JSON.stringify(two)}`],
    ['export.log', exported],
    ['export.gz', gzipSync(exported)],
  ])('%s gives its two records', async (name, content) => {
    const { bodies, indexes, reading, advanced } = await read(name, content);
    expect(bodies).toEqual([one, two]);
    expect(indexes).toEqual([0, 1]);
    expect(reading).toMatchObject({ problems: [], fatal: false, records: 2 });
    expect(advanced).toBe(Buffer.byteLength(content));
  });

  it('a subscription’s batch gives a record a line', async () => {
    const { bodies } = await read('batch.json', JSON.stringify(logs));
    expect(bodies).toHaveLength(2);
    expect(bodies.map(placeOf)).toEqual([
      { time: '2026-11-17T09:00:00.000Z', id: '1' },
      { time: '2026-11-17T09:00:00.000Z', id: '2' },
    ]);
  });

  it('a bad record is told by its index, without a word of it, and the rest is read', async () => {
    const { bodies, reading } = await read(
      'a.jsonl',
      `${JSON.stringify(one)}\n{"secret": "hunter2" oops}\n${JSON.stringify(two)}\n`,
    );
    expect(bodies).toEqual([one, two]);
    expect(reading.fatal).toBe(false);
    expect(reading.problems).toMatchObject([{ index: 1, code: 'malformed-json' }]);
    expect(JSON.stringify(reading.problems)).not.toContain('hunter2');
  });

  it('a file that breaks off, or is damaged, keeps what came before', async () => {
    const whole = JSON.stringify({ Records: [one, two] });
    const cut = await read('cut.json', whole.slice(0, -20));
    expect(cut.bodies).toEqual([one]);
    expect(cut.reading.problems).toMatchObject([{ message: expect.stringContaining('within a record') }]);
    const many = JSON.stringify({
      Records: Array.from({ length: 5000 }, (_, index) => ({
        ...one,
        eventID: `${index}-${Math.sin(index)}`,
      })),
    });
    const zipped = gzipSync(many);
    const damaged = await read('damaged.json.gz', zipped.subarray(0, zipped.length / 2));
    expect(damaged.reading.fatal).toBe(true);
    expect(damaged.reading.problems).toMatchObject([{ code: 'corrupt-gzip' }]);
  });

  it('a file without a single record is refused once, not line by line', async () => {
    const { reading } = await read('readme.json', 'hello\n'.repeat(1000));
    expect(reading).toMatchObject({ fatal: true, records: 0 });
    expect(reading.problems).toHaveLength(1);
  });

  it('what is no event has no place of its own', () => {
    for (const none of [null, 1, 'text', [], {}, { eventTime: 'never' }, { eventTime: 7, eventID: 8 }])
      expect(placeOf(none)).toEqual({ time: '', id: '' });
    expect(
      placeOf({
        time: '2026-11-17T09:00:00Z',
        id: 'e',
        detail: { eventTime: '2026-11-17T08:00:00Z', eventID: 'i' },
      }),
    ).toEqual({
      time: '2026-11-17T08:00:00.000Z',
      id: 'i',
    });
  });
});
