// Reads the state that a plan keeps, and compares it with what was kept: verification, and "is it still as we left it".
// SPDX-License-Identifier: Apache-2.0
import { type ApiAnswer, type AwsApi, type Failure, failure, pages } from '../../gather/api.ts';
import { renderPolicy } from '../../iam/policy/document.ts';
import { parsePolicy } from '../../iam/policy/parse.ts';
import type { FactFailure, FactPlace } from '../../model/facts.ts';
import { canonicalJson } from '../../model/hash.ts';
import { isObject, type Json, type JsonObject, objectOf } from '../../model/json.ts';
import type { PlannedCall } from '../../model/response.ts';
import type { Kept, KeptRead, Prepared } from '../planning/action.ts';
import { type StateView, viewOf } from './views.ts';

/** Where a piece of state is not as kept. */
export interface Difference {
  readonly what: string;
  readonly kept: Json;
  readonly found: Json;
}

export type Compared =
  | { readonly ok: true; readonly differences: readonly Difference[] }
  | { readonly ok: false; readonly code: FactFailure; readonly reason: string };

/** Reads kept state again, in the account and region of the plan. Never throws for what AWS answers. */
export type Compare = (
  kept: readonly Kept[],
  place: Pick<Prepared, 'account' | 'region'>,
  api: AwsApi,
) => Promise<Compared>;

export type State = { readonly ok: true; readonly parts: JsonObject } | Failure;

/** Every part that a read shows now. What is gone has none. Never throws for what AWS answers. */
export async function stateNow(read: KeptRead, { account, region }: FactPlace, api: AwsApi): Promise<State> {
  const { service, operation, parameters: input } = read;
  const view = viewOf(read);
  if (view === null) return failure('failed', `${service}.${operation} is no read that state is kept of`);
  const answer = await answerOf({ account, region, service, operation, input }, view, api);
  if (answer.ok) return { ok: true, parts: view.parts(answer.output) };
  return answer.code === 'not-found' ? { ok: true, parts: {} } : answer;
}

async function answerOf(
  request: Parameters<AwsApi['call']>[0],
  { paging }: StateView,
  api: AwsApi,
): Promise<Pick<ApiAnswer & { ok: true }, 'ok' | 'output'> | Failure> {
  if (paging === undefined) return api.call(request);
  const all = await pages(api, request, paging);
  return all.ok ? { ok: true, output: { [paging.list]: all.items } } : all;
}

/** The parts that an answer to a read would show; none where no state is kept of such a read. */
export function partsIn(read: KeptRead, answer: JsonObject): JsonObject {
  return viewOf(read)?.parts(answer) ?? {};
}

/** The named parts only; null for one that is not there. */
export function partsOf(parts: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.map((name) => [name, (Object.hasOwn(parts, name) ? parts[name] : null) ?? null]),
  );
}

/** Reads all that was kept again and tells what is not as kept. The first read that fails ends it. */
export const compareKept: Compare = async (kept, place, api): Promise<Compared> => {
  const differences: Difference[] = [];
  for (const one of kept) {
    const now = await stateNow(one.read, place, api);
    if (!now.ok) return { ok: false, code: now.code, reason: now.reason };
    differences.push(...differencesOf(one, now.parts));
  }
  return { ok: true, differences };
};

function differencesOf({ what, state }: Kept, parts: JsonObject): readonly Difference[] {
  const found = partsOf(parts, Object.keys(objectOf(state)));
  return sameState(state, found) ? [] : [{ what, kept: state, found }];
}

/** Whether two states mean the same: documents as policies, lists of text as sets, keys in any order. */
export function sameState(a: Json, b: Json): boolean {
  return canonicalJson(plain(a, 0)) === canonicalJson(plain(b, 0));
}

// Deeper than anything that AWS answers: policies nest five levels. Below, spelling counts.
const deepest = 12;

/** IAM and ECR hand policies back with single values in place of lists of one, and ARNs of accounts in any order. */
function plain(value: Json, depth: number): Json {
  if (depth > deepest) return value;
  if (Array.isArray(value)) return plainList(value, depth);
  if (!isObject(value)) return value;
  const policy = 'Statement' in value ? parsePolicy(value) : null;
  const object = policy?.ok ? renderPolicy(policy.policy) : value;
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, child]) =>
      child === undefined ? [] : [[key, plain(child, depth + 1)]],
    ),
  );
}

function plainList(list: readonly Json[], depth: number): Json {
  const items = list.map((item) => plain(item, depth + 1));
  return items.every((item) => typeof item === 'string') ? [...items].sort() : items;
}

const takesAway = /^(?:Detach|Delete|Remove|Revoke|Disassociate)/;

/** Whether a call that was answered so took effect before: what it takes away is gone. */
export function tookEffect({ operation }: PlannedCall, code: FactFailure): boolean {
  return code === 'not-found' && takesAway.test(operation);
}
