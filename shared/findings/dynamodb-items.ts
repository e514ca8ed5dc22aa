// The shape of the DynamoDB table and of the items in it: one table, partition key pk, sort key sk, one index.
// SPDX-License-Identifier: Apache-2.0
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { type Baseline, rankOf } from '../model/baseline.ts';
import { isCanary } from '../model/canary.ts';
import type { JsonObject } from '../model/json.ts';
import { placeOfRow } from './former.ts';
import { baselineKey, encoded, type NamedKey, passNoteKey, subjectHash, subjectOfId } from './identity.ts';
import type { NotePlace, PassNote } from './pass-note.ts';
import { noteFrom, noteText } from './pass-note-text.ts';
import type { Row } from './row.ts';
import { rowText } from './row-text.ts';
import { isFinding } from './store.ts';

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

export type TableItem = ItemKey & Readonly<Record<string, string | number>>;

/** Index of all findings: sixteen partitions, by the first digit of the id, so that none grows hot. */
export const findingsIndex = 'findings';
export const shards: readonly string[] = [...'0123456789abcdef'].map((digit) => `finding#${digit}`);

const canaryShard = 'finding#canary';
const canarySeconds = 24 * 60 * 60;

/** What is not a finding serves events that arrive late; none is later than what SQS (14 days) and a slow hand-over keep. */
const keptSeconds = 45 * 24 * 60 * 60;

/** All rows about one subject share a partition: `about` is one query. `place`: the id that a row lies under. */
export function rowKey(place: string): ItemKey {
  return { pk: partitionOf(subjectOfId(place)), sk: `finding#${place}` };
}

/** The partition of one half of an id. */
export function partitionOf(subject: string): string {
  return `subject#${subject}`;
}

/**
 * A row. `seq` tells a consumer of the stream whether this write told a change: it is larger than in the old image.
 * The row itself is text, because a DynamoDB map does not keep the order of its keys and knows no empty set of them.
 */
export function rowItem(row: Row, now: number): TableItem {
  const place = placeOfRow(row);
  const item = {
    ...rowKey(place),
    id: place,
    version: row.version,
    seq: row.told.last?.seq ?? 0,
    body: rowText(row),
  };
  // No list asks for its shard; what publishes takes it from the stream by having one.
  if (isCanary(row))
    return { ...item, findingShard: canaryShard, expires: Math.floor(now / 1000) + canarySeconds };
  if (isFinding(row)) return { ...item, findingShard: `finding#${place.slice(0, 1)}` };
  return { ...item, expires: expiry(now) };
}

/** In the subject's partition, so that one query reads it with the rows; without a body it is no row to any version. */
export function noteKey(place: NotePlace): ItemKey {
  return { pk: partitionOf(subjectHash(place)), sk: `passed#${passNoteKey(place).key}` };
}

export function noteItem(place: NotePlace, note: PassNote, now: number): TableItem {
  const { of, version } = note;
  return { ...noteKey(place), passedOf: of, version, passed: noteText(note), expires: expiry(now) };
}

export function noteOf(item: Readonly<Record<string, unknown>> | undefined): PassNote | null {
  const { passedOf, version, passed } = item ?? {};
  if (typeof passed !== 'string') return null;
  return noteFrom(passed, String(passedOf), Number(version));
}

export function logKey(log: string, seq: number): ItemKey {
  return { pk: `log#${log}`, sk: String(seq).padStart(12, '0') };
}

export function logItem(log: string, seq: number, entry: JsonObject, until?: string): TableItem {
  const expires = until === undefined ? {} : { expires: Math.ceil(Date.parse(until) / 1000) };
  return { ...logKey(log, seq), body: JSON.stringify(entry), ...expires };
}

export function goneItemKey(key: string): ItemKey {
  return { pk: `gone#${key}`, sk: 'gone' };
}

/** `endOf`: what the key stands for; items of older versions do not say. */
export function goneItem({ key, of }: NamedKey, asOf: string, now: number): TableItem {
  return { ...goneItemKey(key), endOf: of, asOf, expires: expiry(now) };
}

export function baselineItemKey(place: string): ItemKey {
  return { pk: `baseline#${place}`, sk: 'baseline' };
}

/** Kept for as long as the table is: nobody knows when the next change is undone. */
export function baselineItem(baseline: Baseline) {
  const baselineRank = rankOf(baseline);
  const { identity, account, region, part } = baseline.key;
  return {
    ...baselineItemKey(baselineKey(baseline.key)),
    baselineOf: encoded([identity, account, region, part]),
    baselineRank,
    baseline: JSON.stringify(baseline),
  } satisfies TableItem;
}

/** A claim on a key: whoever writes it first, or after it ended, has it. */
export function claimItem(key: string, until: string): TableItem {
  return { pk: `once#${key}`, sk: 'once', claimedUntil: until, expires: Math.ceil(Date.parse(until) / 1000) };
}

function expiry(now: number): number {
  return Math.floor(now / 1000) + keptSeconds;
}

/** The table, for tests and for whoever makes one by hand. Besides this: stream NEW_AND_OLD_IMAGES, time to live on `expires`. */
export function tableDefinition(table: string): CreateTableCommandInput {
  return {
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'findingShard', 'id'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: findingsIndex,
        KeySchema: [
          { AttributeName: 'findingShard', KeyType: 'HASH' },
          { AttributeName: 'id', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  };
}
