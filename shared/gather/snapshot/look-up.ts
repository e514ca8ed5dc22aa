// Answers one API call from recorded calls: the same call, a part of a batch, or a complete list without the thing.
// SPDX-License-Identifier: Apache-2.0

import { parseArn } from '../../model/arn.ts';
import { dig, type JsonObject, listOf, stringOf, stringsOf } from '../../model/json.ts';
import { type ApiAnswer, type ApiRequest, failure } from '../api.ts';
import { failureCode } from '../error-codes.ts';
import { lookUpFiltered } from './filtered.ts';
import { type Index, idsOf } from './index-of.ts';
import { narrows, sameName, valueAt } from './matching.ts';
import { narrowed, narrowings } from './narrowed.ts';
import type { Recorded } from './parse.ts';
import { type Batch, batches, listings } from './tables.ts';

/** Recorded calls of one operation (`iam.getrole`) in one account and region. */
export type Calls = (operation: string) => Index;

/** The answer, `not-found` where the record proves that the thing is absent, else `not-recorded`. */
export function lookUp(calls: Calls, request: ApiRequest, takenAt: string): ApiAnswer {
  const operation = `${request.service}.${request.operation}`.toLowerCase();
  const index = calls(operation);
  const same = index.same(request.input) ?? index.echoed(request.input);
  if (same !== undefined) return answerOf(same, request, takenAt);
  const passing = lookUpFiltered(operation, index.recorded, request.input, isComplete);
  if (passing !== null) return { ok: true, output: passing, asOf: takenAt };
  const batch = batches.get(operation);
  const found = batch === undefined ? null : lookUpBatch(batch, index, request.input);
  if (found !== null && found !== 'absent') return { ok: true, output: found, asOf: takenAt };
  const part = lookUpPart(calls, operation, request.input);
  if (part !== null) return { ok: true, output: part, asOf: takenAt };
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

/** The items asked for out of any recorded batch; `absent` where a batch that covered one lacks it; null: not recorded. */
function lookUpBatch(batch: Batch, index: Index, input: JsonObject): JsonObject | 'absent' | null {
  const outputs: JsonObject[] = [];
  for (const id of idsOf(input, batch)) {
    const found = index
      .items(id)
      .find(({ call, item }) => inScope(batch, call, input, { id, cluster: item.cluster }));
    if (found !== undefined) outputs.push(found.item.output);
    else return covered(batch, index, input, id) ? 'absent' : null;
  }
  return outputs.length === 0 ? null : joined(outputs);
}

interface Named {
  readonly id: string;
  readonly cluster: string | null;
}

/** A full ARN needs no scope; a name holds within its cluster or repository only. */
function inScope({ scope }: Batch, call: Recorded, input: JsonObject, { id, cluster }: Named): boolean {
  if (scope === undefined || parseArn(id) !== null) return true;
  const asked = stringOf(valueAt(input, scope)) ?? '';
  const seen = cluster ?? stringOf(valueAt(call.input, scope)) ?? '';
  return sameName(seen, asked);
}

function covered(batch: Batch, index: Index, input: JsonObject, id: string): boolean {
  const named = index.askedFor(id).some((call) => inScope(batch, call, input, { id, cluster: null }));
  return named || (batch.all && isComplete(index.recorded.filter((call) => call.error === null)));
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
  const recorded = calls(listing.operation).recorded.filter(
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

/** A narrower list out of the whole one; null: not recorded, or not to its end. */
function lookUpPart(calls: Calls, operation: string, input: JsonObject): JsonObject | null {
  const narrowing = narrowings.get(operation);
  const wanted = narrowing?.wanted(input) ?? null;
  if (narrowing === undefined || wanted === null) return null;
  const pages = calls(operation).recorded.filter(
    (call) =>
      call.error === null &&
      !narrows(call.input) &&
      sameName(String(valueAt(call.input, 'cluster')), String(valueAt(input, 'cluster'))),
  );
  if (!isComplete(pages)) return null;
  const all = pages.flatMap((call) => stringsOf(call.output[narrowing.list]));
  return narrowed(narrowing, wanted, all, calls(narrowing.described).recorded);
}

/** True where the recorded pages hold a list from its beginning to its end, with nothing filtered out. */
function isComplete(pages: readonly Recorded[]): boolean {
  const whole = pages.filter((page) => !narrows(page.input));
  const tokens = new Set(whole.map((page) => tokenOf(page.input)));
  return tokens.has(null) && whole.every((page) => tokens.has(tokenOf(page.output)));
}

function tokenOf(value: JsonObject): string | null {
  const { nextToken, NextToken, NextMarker, Marker } = value;
  return stringOf(nextToken) ?? stringOf(NextToken) ?? stringOf(NextMarker) ?? stringOf(Marker);
}
