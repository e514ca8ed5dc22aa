// The store in DynamoDB, against dynalite in this process.
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoStore } from '../../shared/findings/dynamodb.ts';
import { logItem, rowKey } from '../../shared/findings/dynamodb-items.ts';
import { lookOf } from '../../shared/findings/look.ts';
import { record } from '../../shared/findings/record.ts';
import { dynaliteStore, table } from '../support/dynalite.ts';
import { keepsTheContract } from './contract.ts';
import { keepsNotes } from './contract-notes.ts';
import { context, looked, task } from './fixtures.ts';

const noon = Date.UTC(2026, 2, 1, 12);
const dynalite = dynaliteStore();
const opened = () => dynalite.open(noon);

beforeAll(dynalite.start);
afterAll(dynalite.stop);

keepsTheContract('dynamodb', async () => opened());
keepsNotes('dynamodb', async () => opened());

describe('an item', () => {
  const itemOf = async (id: string) => {
    const { pk, sk } = rowKey(id);
    return (await dynalite.client().send(new GetCommand({ TableName: table, Key: { pk, sk } }))).Item;
  };

  test('of a finding never expires; of a mere pass it may', async () => {
    const store = opened();
    const pass = await record(store, lookOf(looked('pass', 1, { identity: 'expiring' })), context());
    expect(await itemOf(pass.row.id)).toMatchObject({ expires: noon / 1000 + 45 * 86_400, seq: 0 });
    await record(store, lookOf(looked('fail', 2, { identity: 'expiring' })), context());
    const item = await itemOf(pass.row.id);
    expect(item).toMatchObject({ seq: 1, version: 2, findingShard: `finding#${pass.row.id[0]}` });
    expect(item).not.toHaveProperty('expires');
  });

  test('of a log never expires, unless it is written for a time', async () => {
    expect(logItem('a', 1, {})).not.toHaveProperty('expires');
    const until = new Date(noon).toISOString();
    expect(logItem('a', 1, {}, until)).toMatchObject({ expires: noon / 1000 });
  });

  test('stays far below the limit of 400 KB, however hostile the evidence and the tags', async () => {
    const huge = 'x'.repeat(300_000);
    const item = { path: huge, found: huge, wanted: [huge], message: huge };
    const tags = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`tag-${n}`, 'x'.repeat(100)]));
    const look = { identity: 'huge', evidence: Array.from({ length: 100 }, () => item), tags };
    const store = opened();
    let id = '';
    for (let n = 0; n < 25; n++) {
      const { row } = await record(
        store,
        lookOf(looked('fail', n, { ...look, instance: task(n) })),
        context(),
      );
      id = row.id;
    }
    expect(JSON.stringify(await itemOf(id)).length).toBeLessThan(200_000);
  });
});

test('what DynamoDB refuses for another reason is thrown on', async () => {
  const store = dynamoStore({ client: dynalite.client(), table: 'nowhere', clock: () => noon });
  await expect(store.setGone({ key: 'key', of: '' }, '')).rejects.toThrow();
});
