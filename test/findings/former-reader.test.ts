// What this version writes, the version before reads: every item has what commit 5488453 asks of one of its kind, so that a roll-back goes on with it.
import { type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findingId, formerIdOf } from '../../shared/findings/identity.ts';
import { lookOf } from '../../shared/findings/look.ts';
import { record, recordDecision } from '../../shared/findings/record.ts';
import { dig, isObject, type JsonObject, objectOf } from '../../shared/model/json.ts';
import { dynaliteStore, table } from '../support/dynalite.ts';
import { context, looked, minute, service } from './fixtures.ts';
import { former, writeFormerTable } from './former-record.ts';

type Item = Readonly<Record<string, unknown>>;

const text = (value: unknown): boolean => typeof value === 'string' && value !== '';
const parsed = (value: unknown): JsonObject => objectOf(JSON.parse(String(value)));

/** By the beginning of the partition key: whether 5488453 reads it as one of its own. As its `dynamodb.ts` and `row-text.ts` ask, no more. */
const readers: Readonly<Record<string, (item: Item) => boolean>> = {
  // Without a body it is no row to that version: notes of passes lie beside the rows.
  subject: (item) => typeof item.body !== 'string' || isRowToFormer(item),
  log: (item) => text(item.body) && isObject(parsed(item.body)),
  gone: (item) => text(item.asOf),
  baseline: (item) => text(item.baselineRank) && isObject(dig(parsed(item.baseline), 'key')),
  once: (item) => text(item.claimedUntil),
};

function isRowToFormer(item: Item): boolean {
  const row = parsed(item.body);
  const { id, version, seen, decided, told, control, identity, life } = row;
  return (
    [id, control, identity, life].every((one) => one !== undefined) &&
    // What it compares before it writes, and by what it lists.
    version === item.version &&
    typeof item.seq === 'number' &&
    item.id === id &&
    [seen, decided, told].every(isObject) &&
    // Its `isFinding`, and the index that it lists findings by.
    (dig(seen, 'fail') === null) === (item.findingShard === undefined)
  );
}

const kindOf = (item: Item) => String(item.pk).split('#')[0] ?? '';

async function itemsIn(client: DynamoDBDocumentClient): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table })) found.push(...Items);
  return found;
}

const dynalite = dynaliteStore();
const control = 'namespace-isolation/no-privileged';
const idOf = (name: string) =>
  findingId(control, service.replace('/web', `/${name}`), 'shop', '111122223333', 'eu-west-1');
const later = context({ now: minute(120), latest: minute(125) });

describe('the version before', () => {
  beforeAll(async () => {
    await dynalite.start();
    await writeFormerTable(dynalite.client());
  });
  afterAll(() => dynalite.stop());

  it('is asked for what it writes itself: its own items are read by these readers', async () => {
    const items = await itemsIn(dynalite.client());
    expect(items.length).toBeGreaterThan(40);
    expect(new Set(items.map(kindOf))).toEqual(new Set(Object.keys(readers)));
    for (const item of items) expect(readers[kindOf(item)]?.(item), JSON.stringify(item)).toBe(true);
  });

  it('reads every item that this version adds or changes', async () => {
    const before = new Set((await itemsIn(dynalite.client())).map((item) => JSON.stringify(item)));
    const store = dynalite.open();
    const look = (name: string, outcome: 'pass' | 'fail', at: number) =>
      record(store, lookOf(looked(outcome, at, { identity: service.replace('/web', `/${name}`) })), later);
    await look('web', 'pass', 30);
    await look('new', 'fail', 30);
    await look('fine-now', 'pass', 30);
    await recordDecision(
      store,
      idOf('new'),
      { kind: 'acknowledge', by: 'kim', reason: null, approver: true },
      later,
    );
    await store.setGone({ key: '0'.repeat(64), of: 'x' }, minute(30));
    await store.once('message', minute(40), minute(30));
    const written = (await itemsIn(dynalite.client())).filter((item) => !before.has(JSON.stringify(item)));
    expect(new Set(written.map(kindOf))).toEqual(new Set(['subject', 'log', 'gone', 'once']));
    for (const item of written) expect(readers[kindOf(item)]?.(item), JSON.stringify(item)).toBe(true);
    // It looks for its finding under its own id, in its own partition.
    const web = written.find(({ sk }) => sk === `finding#${formerIdOf(idOf('web'))}`);
    expect(web).toMatchObject({ pk: `subject#${former.ids.web?.slice(0, 16)}`, id: former.ids.web });
  });

  it('would be told by these readers of an item that it cannot read', () => {
    const item = { pk: 'subject#1', body: '{"id":"1","version":1}', version: 1, seq: 0, id: '1' };
    expect(readers.subject?.(item)).toBe(false);
    expect(readers.gone?.({ pk: 'gone#1' })).toBe(false);
  });
});
