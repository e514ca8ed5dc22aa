// What Lambda does with a table's stream: hands records over in order, tries again what failed, ever smaller, and puts what fails for good aside.
// SPDX-License-Identifier: Apache-2.0
import { dig, isObject, type Json, type JsonObject, listOf, stringOf } from '../../shared/model/json.ts';
import { matchesPattern, type Pattern } from '../../test/support/eventbridge-pattern/pattern.ts';
import type { Emulated } from './account.ts';

export interface Streamed {
  readonly batch: number;
  /** Negative: for as long as the stream keeps a record. */
  readonly retries: number;
  readonly filters: readonly Pattern[];
  readonly invoke: (event: unknown) => Promise<unknown>;
  readonly putAside: (record: JsonObject) => Promise<void>;
}

export interface Delivered {
  /** False where none of the records is for the function. */
  readonly busy: boolean;
  /** From the first on that still fails: all behind it wait for it. */
  readonly left: readonly JsonObject[];
}

export async function deliverRecords(all: readonly JsonObject[], to: Streamed): Promise<Delivered> {
  const wanted = all.filter(
    (record) => to.filters.length === 0 || to.filters.some((filter) => matchesPattern(filter, record)),
  );
  for (let start = 0; start < wanted.length; start += to.batch) {
    const left = await deliver(wanted.slice(start, start + to.batch), to);
    if (left.length > 0) return { busy: true, left: [...left, ...wanted.slice(start + to.batch)] };
  }
  return { busy: wanted.length > 0, left: [] };
}

/** A batch that fails is halved, until what fails stands alone. Gives what is left. */
async function deliver(records: readonly JsonObject[], to: Streamed): Promise<readonly JsonObject[]> {
  const rest = records.slice(await deliverBatch(records, to));
  const [first, ...others] = rest;
  if (first === undefined) return [];
  if (others.length === 0) return (await retry(first, to)) ? [] : [first];
  const half = Math.ceil(rest.length / 2);
  const left = await deliver(rest.slice(0, half), to);
  return left.length > 0 ? [...left, ...rest.slice(half)] : deliver(rest.slice(half), to);
}

/** As many tries as are made at a time of what is tried without end. */
const triesAtATime = 10;

/** What fails for good is put aside, so that those behind it go on; false where it is tried again later. */
async function retry(record: JsonObject, to: Streamed): Promise<boolean> {
  const endless = to.retries < 0;
  const most = endless ? triesAtATime : to.retries;
  for (let tries = 0; tries < most; tries++) if ((await deliverBatch([record], to)) === 1) return true;
  if (endless) return false;
  await to.putAside(record);
  return true;
}

/** How many, from the first on, were dealt with. */
async function deliverBatch(Records: readonly JsonObject[], { invoke }: Streamed): Promise<number> {
  const failed = await invoke({ Records }).then(
    (answer) => listOf(dig(answer, 'batchItemFailures')).map((one) => stringOf(dig(one, 'itemIdentifier'))),
    () => [null],
  );
  if (failed.length === 0) return Records.length;
  const places = failed.map((number) =>
    Records.findIndex((record) => dig(record, 'dynamodb', 'SequenceNumber') === number),
  );
  return Math.max(0, Math.min(...places));
}

/** Reads a stream on: the records since it was read last. */
export function streamReader(aws: Emulated, arn: string): () => Promise<readonly JsonObject[]> {
  const iterators = new Map<string, string>();
  return async () => {
    const described = await ask(aws, 'DescribeStream', { StreamArn: arn });
    const found: JsonObject[] = [];
    for (const shard of listOf(dig(described, 'StreamDescription', 'Shards'))) {
      const ShardId = stringOf(dig(shard, 'ShardId')) ?? '';
      const first = { StreamArn: arn, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
      const ShardIterator =
        iterators.get(ShardId) ??
        stringOf(dig(await ask(aws, 'GetShardIterator', first), 'ShardIterator')) ??
        '';
      const answer = await ask(aws, 'GetRecords', { ShardIterator });
      iterators.set(ShardId, stringOf(dig(answer, 'NextShardIterator')) ?? ShardIterator);
      found.push(...listOf(dig(answer, 'Records')).filter(isObject));
    }
    return found.map((record) => ({ ...record, eventSourceARN: arn }));
  };
}

/** The emulator reads account and service out of the signature's scope, and checks no signature: no client of the SDK is needed for three calls. */
async function ask(
  { endpoint, region, credentials }: Emulated,
  operation: string,
  input: JsonObject,
): Promise<Json> {
  const scope = `${credentials.accessKeyId}/20260101/${region}/dynamodb/aws4_request`;
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
    },
    body: JSON.stringify(input),
  });
  if (!answer.ok)
    throw new Error(`${operation}: the emulator answers ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Json;
}
