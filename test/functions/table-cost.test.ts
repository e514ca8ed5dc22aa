// How often the table is read and written for an event of ECS, through the evaluator: most of what the deployment costs to run.
import { readFileSync } from 'node:fs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluatorOf } from '../../functions/wiring/evaluate/evaluator.ts';
import { measured } from '../../scripts/generate/cost/figures.ts';
import { dynamoStore } from '../../shared/findings/dynamodb.ts';
import { listFindings } from '../../shared/findings/listing.ts';
import { apiFromFiles } from '../../shared/gather/files.ts';
import { dig, objectOf } from '../../shared/model/json.ts';
import { dynaliteStore, table } from '../support/dynalite.ts';
import { policyFrom } from '../support/judging.ts';

const dynalite = dynaliteStore();
beforeAll(dynalite.start);
afterAll(dynalite.stop);

const json = (file: string) => objectOf(JSON.parse(readFileSync(file, 'utf8')));
const { api } = apiFromFiles([{ file: 'facts.json', json: json('events/facts.json') }]);
const now = Date.parse('2026-11-17T09:10:00Z');
/** It passes all but the one control that asks for scans, which the facts do not hold: that is switched off below. */
const passing = json('events/06-task-running.json');
const failing = json('events/20-bad-task-running.json');

interface Asked {
  readonly reads: number;
  readonly writes: number;
  /** Write units: one for each KiB that is begun (DynamoDB Developer Guide, "Read and write operations"). */
  readonly units: number;
}

function counting(client: DynamoDBDocumentClient) {
  const asked: (readonly ['read' | 'write', number])[] = [];
  const send = (command: { readonly input: object }) => {
    const item = dig(command.input, 'Item');
    const size = item === undefined ? 0 : Buffer.byteLength(JSON.stringify(item));
    asked.push([item === undefined ? 'read' : 'write', Math.ceil(size / 1024)]);
    return Reflect.apply(client.send, client, [command]);
  };
  const counted = new Proxy(client, {
    get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)),
  });
  const since = (): Asked => {
    const all = asked.splice(0);
    const writes = all.filter(([kind]) => kind === 'write');
    const units = writes.reduce((sum, [, each]) => sum + each, 0);
    return { reads: all.length - writes.length, writes: writes.length, units };
  };
  return { client: counted, since };
}

/** The same task of another id, later. */
function another(event: object, id: string, minutes: number): object {
  const text = JSON.stringify(event).replaceAll(String(taskOf(event)), id.padStart(32, '0'));
  const time = new Date(Date.parse(String(dig(event, 'time'))) + minutes * 60_000).toISOString();
  return { ...JSON.parse(text), time, id: `event-${id}` };
}

const taskOf = (event: object) =>
  String(dig(event, 'detail', 'taskArn'))
    .split('/')
    .at(-1);

describe('an event of a task', () => {
  const bench = () => {
    const { client, since } = counting(dynalite.client());
    const store = dynamoStore({ client, table, clock: () => now });
    const quiet = { addMetric: () => {} };
    const evaluate = evaluatorOf({
      policy: policyFrom({ controls: { 'image-provenance/scanned-clean': { enabled: false } } }),
      ...{ store, metrics: quiet, logger: { info: () => {}, warn: () => {} } },
      api: api ?? never(),
      ...{ now: () => now, sleep: async () => {}, random: () => 0.5, decodeLogs: () => null },
    });
    const asked = async (event: object): Promise<Asked> => {
      since();
      await evaluate(event, now + 600_000);
      return since();
    };
    return { asked, store };
  };

  it('that passes costs one write, and four reads at first, then three; repeated, two reads and no write', async () => {
    const { asked } = bench();
    expect(await asked(passing)).toEqual(measured.first);
    expect(await asked(passing)).toEqual(measured.repeated);
    for (const number of [1, 2, 3]) {
      const { reads, writes, units } = await asked(another(passing, `${number}`, number));
      expect([reads, writes]).toEqual([measured.next.reads, measured.next.writes]);
      expect(units).toBeLessThanOrEqual(measured.next.units);
    }
  });

  it('that fails costs what its fails cost; repeated, two reads and no write', async () => {
    const { asked, store } = bench();
    const first = await asked(failing);
    const open = await listFindings(store, {
      now: new Date(now).toISOString(),
      quiet: 0,
      waiver: () => null,
    });
    expect(open.length).toBeGreaterThan(5);
    // A row and its history for each, and the note; of each what may have ended it, before and after.
    expect(first.writes).toBeLessThanOrEqual(2 * open.length + 6);
    expect(first.reads).toBeLessThanOrEqual(13 * open.length + 20);
    // docs/cost.md says so.
    const said = measured.failing;
    expect(open.length).toBe(said.findings);
    for (const key of ['reads', 'writes', 'units'] as const)
      expect(Math.abs(first[key] - said[key])).toBeLessThanOrEqual(said[key] / 10);
    expect(await asked(failing)).toEqual(measured.repeated);
  });
});

function never(): never {
  throw new Error('events/facts.json holds no facts');
}
