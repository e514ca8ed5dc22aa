// The record in one DynamoDB table. Needs no transaction; its stream is the outbox from which changes are published.
// SPDX-License-Identifier: Apache-2.0
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Baseline } from '../model/baseline.ts';
import type { JsonObject } from '../model/json.ts';
import {
  baselineItem,
  baselineItemKey,
  claimItem,
  findingsIndex,
  goneItem,
  goneItemKey,
  type ItemKey,
  logItem,
  logKey,
  noteItem,
  noteKey,
  noteOf,
  partitionOf,
  rowItem,
  rowKey,
  shards,
  type TableItem,
} from './dynamodb-items.ts';
import { readBaseline, rowOf, rowsAbout } from './former.ts';
import { formerSubject, subjectHash } from './identity.ts';
import type { NotePlace } from './pass-note.ts';
import type { Row } from './row.ts';
import { rowFrom } from './row-text.ts';
import { type End, matchesFilter, type PassNotes, type RecordStore, type RowFilter } from './store.ts';

export interface DynamoOptions {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  /** Milliseconds since 1970: only for the times at which DynamoDB may delete what nobody needs any more. */
  readonly clock: () => number;
}

type Items = readonly Record<string, unknown>[];

/**
 * The record in a table as `tableDefinition` describes it. Every read but `list` is consistent; `list` reads an index
 * that lags by moments. Throttling is retried by the client. Time to live is only for saving space: items past it may
 * linger for days, so nothing here relies on it
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html).
 */
export function dynamoStore(options: DynamoOptions): RecordStore {
  return {
    ...rowsIn(options),
    ...restIn(options),
    passNotes: notesIn(options),
    batch: (work) => work(),
    async close() {},
  };
}

function rowsIn(options: DynamoOptions): Pick<RecordStore, 'get' | 'put' | 'about' | 'list'> {
  const at = async (place: string) => {
    const body = (await getItem(options, rowKey(place)))?.body;
    return typeof body === 'string' ? rowFrom(body) : null;
  };
  return {
    get: (id) => rowOf(at, id),
    put(row, expected) {
      const item = rowItem({ ...row, version: expected + 1 }, options.clock());
      if (expected === 0) return putIf(options, item, 'attribute_not_exists(pk)');
      return putIf(options, item, 'version = :expected', { ':expected': expected });
    },
    about: (subject) => rowsAbout((half) => rowsUnder(half, options), subject),
    list: (filter = {}) => listRows(options, filter),
  };
}

function notesIn(options: DynamoOptions): PassNotes {
  return {
    async read(place) {
      const items = await itemsUnder(subjectHash(place), options);
      const { sk } = noteKey(place);
      const note = noteOf(items.find((item) => item.sk === sk));
      // Whoever noted first looked there too, and nothing is ever added to it.
      const older = note?.former === false ? [] : await formerRows(place, options);
      return { note, rows: [...rowsOf(items), ...older], former: older.length > 0 };
    },
    get: async (place) => noteOf(await getItem(options, noteKey(place))),
    rows: (place) => rowsUnder(subjectHash(place), options),
    put(place, note, expected) {
      const item = noteItem(place, { ...note, version: expected + 1 }, options.clock());
      if (expected === 0) return putIf(options, item, 'attribute_not_exists(pk)');
      return putIf(options, item, 'version = :expected', { ':expected': expected });
    },
  };
}

/** Those of older versions. */
async function formerRows(place: NotePlace, options: DynamoOptions): Promise<readonly Row[]> {
  const subject = subjectHash(place);
  const rows = await rowsUnder(formerSubject(subject), options);
  return rows.filter((row) => subjectHash(row) === subject);
}

async function rowsUnder(subject: string, options: DynamoOptions): Promise<readonly Row[]> {
  return rowsOf(await itemsUnder(subject, options));
}

async function itemsUnder(subject: string, options: DynamoOptions): Promise<Items> {
  const all: Record<string, unknown>[] = [];
  for await (const items of query(options, partition(partitionOf(subject)))) all.push(...items);
  return all;
}

/** Shard after shard, which is by id, since a finding's shard is how its id begins. */
async function* listRows(options: DynamoOptions, filter: RowFilter): AsyncGenerator<Row> {
  for (const shard of shards) {
    const pages = query(options, {
      IndexName: findingsIndex,
      KeyConditionExpression: 'findingShard = :shard',
      ExpressionAttributeValues: { ':shard': shard },
    });
    for await (const items of pages) yield* rowsOf(items).filter((row) => matchesFilter(row, filter));
  }
}

function restIn(
  options: DynamoOptions,
): Pick<RecordStore, 'append' | 'read' | 'setGone' | 'ends' | 'keep' | 'kept' | 'once'> {
  return {
    append: (log, seq, entry, until) =>
      putIf(options, logItem(log, seq, entry, until), 'attribute_not_exists(pk)'),
    async read(log) {
      const entries: JsonObject[] = [];
      for await (const items of query(options, partition(logKey(log, 0).pk))) {
        for (const body of bodies(items)) entries.push(JSON.parse(body) as JsonObject);
      }
      return entries;
    },
    async setGone(end, asOf) {
      const newer = 'attribute_not_exists(pk) OR (endOf = :of AND asOf < :asOf)';
      const item = goneItem(end, asOf, options.clock());
      if (await putIf(options, item, newer, { ':of': end.of, ':asOf': asOf })) return true;
      return (await getItem(options, goneItemKey(end.key)))?.endOf === end.of;
    },
    async ends(keys) {
      return (await Promise.all(keys.map((key) => getItem(options, goneItemKey(key))))).map(endIn);
    },
    async keep(baseline) {
      const item = baselineItem(baseline);
      const { pk, sk, baselineOf, baselineRank } = item;
      const newer = 'attribute_not_exists(pk) OR (baselineOf = :of AND baselineRank < :rank)';
      if (await putIf(options, item, newer, { ':of': baselineOf, ':rank': baselineRank })) return true;
      return (await getItem(options, { pk, sk }))?.baselineOf === baselineOf;
    },
    kept: (key) => readBaseline((place) => baselineAt(place, options), key),
    once(key, until, now) {
      const free = 'attribute_not_exists(pk) OR claimedUntil <= :now';
      return putIf(options, claimItem(key, until), free, { ':now': now });
    },
  };
}

function endIn(item: Record<string, unknown> | undefined): End | null {
  const { endOf: of = '', asOf } = item ?? {};
  return typeof of === 'string' && typeof asOf === 'string' ? { of, asOf } : null;
}

async function baselineAt(place: string, options: DynamoOptions): Promise<Baseline | null> {
  const text = (await getItem(options, baselineItemKey(place)))?.baseline;
  return typeof text === 'string' ? (JSON.parse(text) as Baseline) : null;
}

async function getItem({ client, table }: DynamoOptions, key: ItemKey) {
  const { pk, sk } = key;
  const { Item } = await client.send(
    new GetCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true }),
  );
  return Item;
}

/** Writes where the condition holds; false where it does not. */
async function putIf(
  { client, table }: DynamoOptions,
  item: TableItem,
  condition: string,
  values?: Record<string, string | number>,
): Promise<boolean> {
  try {
    await client.send(
      new PutCommand({
        TableName: table,
        Item: item,
        ConditionExpression: condition,
        ...(values && { ExpressionAttributeValues: values }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}

type Query = Omit<QueryCommandInput, 'TableName'>;

function partition(pk: string): Query {
  return {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk },
    ConsistentRead: true,
  };
}

async function* query({ client, table }: DynamoOptions, input: Query): AsyncGenerator<Items> {
  for await (const { Items = [] } of paginateQuery({ client }, { TableName: table, ...input })) yield Items;
}

function bodies(items: Items): readonly string[] {
  return items.map((item) => item.body).filter((body) => typeof body === 'string');
}

function rowsOf(items: Items): readonly Row[] {
  return bodies(items).map(rowFrom);
}
