// Answers one API call from recorded calls: the same call, a part of a batch, or a complete list without the thing.
import { dig, isObject, type JsonObject, listOf, stringOf } from '../../model/json.ts';
import { type ApiAnswer, type ApiRequest, failure } from '../api.ts';
import { parseArn } from '../arn.ts';
import { failureCode } from '../error-codes.ts';

import { narrows, sameInput, sameName, valueAt } from './matching.ts';
import type { Recorded } from './parse.ts';
import { type Batch, batches, echoes, listings } from './tables.ts';

/** Recorded calls of one operation (`iam.getrole`) in one account and region. */
export type Calls = (operation: string) => readonly Recorded[];

/** The answer, `not-found` where the record proves that the thing is absent, else `not-recorded`. */
export function lookUp(calls: Calls, request: ApiRequest, takenAt: string): ApiAnswer {
  const operation = `${request.service}.${request.operation}`.toLowerCase();
  const recorded = calls(operation);
  const same =
    recorded.findLast((call) => sameInput(call.input, request.input)) ??
    echoed(recorded, operation, request.input);
  if (same !== undefined) return answerOf(same, request, takenAt);
  const batch = batches.get(operation);
  const found = batch === undefined ? null : lookUpBatch(batch, recorded, request.input);
  if (found !== null && found !== 'absent') return { ok: true, output: found, asOf: takenAt };
  if (found === 'absent' || provedAbsent(calls, operation, request.input)) return notFound(request);
  return failure(
    'not-recorded',
    `the snapshot does not hold ${request.service}.${request.operation} of this`,
  );
}

function answerOf(call: Recorded, request: ApiRequest, takenAt: string): ApiAnswer {
  if (call.error === null) return { ok: true, output: call.output, asOf: takenAt };
  const code = failureCode(call.error);
  const reason = `${request.service}.${request.operation}: ${call.error}, when the snapshot was taken`;
  // A refusal or a time-out of whoever took the snapshot says nothing of the thing itself.
  return failure(code === 'not-found' || code === 'denied' ? code : 'not-recorded', reason);
}

function notFound(request: ApiRequest): ApiAnswer {
  return failure(
    'not-found',
    `${request.service}.${request.operation}: not there when the snapshot was taken`,
  );
}

/** A call whose answer names the thing asked for, whatever its recorded input was. */
function echoed(recorded: readonly Recorded[], operation: string, input: JsonObject): Recorded | undefined {
  const paths = echoes.get(operation);
  if (paths === undefined) return undefined;
  return recorded.findLast(
    (call) =>
      call.error === null &&
      paths.every(([key, ...path]) => {
        const [asked, seen] = [stringOf(input[key]), stringOf(dig(call.output, ...path))];
        return asked !== null && seen !== null && sameName(seen, asked);
      }),
  );
}

/** The items asked for out of any recorded batch; `absent` where a batch that covered one lacks it; null: not recorded. */
function lookUpBatch(
  batch: Batch,
  recorded: readonly Recorded[],
  input: JsonObject,
): JsonObject | 'absent' | null {
  const outputs: JsonObject[] = [];
  const ids = idsOf(input, batch);
  for (const id of ids) {
    const output = findItem(batch, recorded, input, id);
    if (output !== null) outputs.push(output);
    else return covered(batch, recorded, input, id) ? 'absent' : null;
  }
  return outputs.length === 0 ? null : joined(outputs);
}

function findItem(
  batch: Batch,
  recorded: readonly Recorded[],
  input: JsonObject,
  id: string,
): JsonObject | null {
  for (const call of recorded.toReversed()) {
    const item = batch
      .items(call.output)
      .find(
        ({ names, cluster }) =>
          names.some((name) => sameName(name, id)) && inScope(batch, call, input, id, cluster),
      );
    if (item !== undefined) return item.output;
  }
  return null;
}

/** A full ARN needs no scope; a name holds within its cluster or repository only. */
function inScope(
  batch: Batch,
  call: Recorded,
  input: JsonObject,
  id: string,
  cluster: string | null,
): boolean {
  if (batch.scope === undefined || parseArn(id) !== null) return true;
  const asked = stringOf(valueAt(input, batch.scope)) ?? '';
  const seen = cluster ?? stringOf(valueAt(call.input, batch.scope)) ?? '';
  return sameName(seen, asked);
}

function covered(batch: Batch, recorded: readonly Recorded[], input: JsonObject, id: string): boolean {
  const answered = recorded.filter((call) => call.error === null);
  const named = answered.some(
    (call) =>
      idsOf(call.input, batch).some((other) => sameName(other, id)) && inScope(batch, call, input, id, null),
  );
  return named || (batch.all && isComplete(answered));
}

function idsOf(input: JsonObject, batch: Batch): readonly string[] {
  return listOf(input[batch.ids]).map(
    (id) => stringOf(isObject(id) ? (id.imageDigest ?? id.imageTag) : id) ?? '',
  );
}

function joined(outputs: readonly JsonObject[]): JsonObject {
  const lists = new Map<string, unknown[]>();
  for (const output of outputs) {
    for (const [key, list] of Object.entries(output))
      lists.set(key, [...(lists.get(key) ?? []), ...listOf(list)]);
  }
  return Object.fromEntries(lists) as JsonObject;
}

/** True where a list of all such things was recorded to its end and lacks this one. */
function provedAbsent(calls: Calls, operation: string, input: JsonObject): boolean {
  const listing = listings.get(operation);
  if (listing === undefined) return false;
  const asked = input[listing.asked];
  const ids = (Array.isArray(asked) ? asked : [asked]).filter((id) => typeof id === 'string');
  const recorded = calls(listing.operation).filter(
    (call) =>
      call.error === null &&
      sameName(String(valueAt(call.input, 'cluster')), String(valueAt(input, 'cluster'))),
  );
  if (ids.length === 0 || !isComplete(recorded)) return false;
  const names = recorded
    .flatMap((call) => listOf(call.output[listing.list]))
    .map((item) => stringOf(listing.name === null ? item : dig(item, listing.name)) ?? '');
  return ids.some((id) => !names.some((name) => sameName(name, id)));
}

/** True where the recorded pages hold a list from its beginning to its end, with nothing filtered out. */
function isComplete(pages: readonly Recorded[]): boolean {
  const whole = pages.filter((page) => !narrows(page.input));
  const tokens = new Set(whole.map((page) => tokenOf(page.input)));
  return tokens.has(null) && whole.every((page) => tokens.has(tokenOf(page.output)));
}

function tokenOf(value: JsonObject): string | null {
  return stringOf(value.nextToken) ?? stringOf(value.NextToken) ?? stringOf(value.Marker);
}
