// The one port to AWS that facts are read through: the live SDK, a snapshot and tests all stand behind it.
// SPDX-License-Identifier: Apache-2.0
import type { FactFailure } from '../model/facts.ts';
import { isObject, type Json, type JsonObject, listOf, stringOf } from '../model/json.ts';
import { earlierOf } from '../model/time.ts';

/** One call of one operation, named as the SDK names it: `ecs`, `DescribeTasks`. */
export interface ApiRequest {
  /** Account to ask; null: whichever the credentials (or the snapshot) are of. */
  readonly account: string | null;
  readonly region: string | null;
  /** Lower case: `ecs`, `ecr`, `iam`, `ec2`, `eks`. */
  readonly service: string;
  readonly operation: string;
  readonly input: JsonObject;
  /** True where what is not found is not there, so that asking again is of no use. */
  readonly absenceAnswers?: boolean;
}

export type ApiSuccess = {
  readonly ok: true;
  readonly output: JsonObject /** ISO time. */;
  readonly asOf: string;
  /** AWS's id of the request, by which CloudTrail knows it too; left out where there is none (snapshots). */
  readonly requestId?: string;
};
export type Failure = {
  readonly ok: false;
  readonly code: FactFailure;
  readonly reason: string;
  /** Milliseconds that whoever answered wants to be left alone, where it says so. */
  readonly retryAfter?: number;
  /** AWS's own name of the error, where it answered with one. */
  readonly error?: string;
};
export type ApiAnswer = ApiSuccess | Failure;

/** Asks AWS. Never throws and never rejects: a failure is an answer. */
export interface AwsApi {
  call(request: ApiRequest): Promise<ApiAnswer>;
}

export type Blob = { readonly ok: true; readonly bytes: Uint8Array } | Failure;

/** Reads what a URL that AWS handed out points to. Never throws; never puts the URL, which is a secret, in a reason. */
export interface BlobReader {
  read(url: string, maximumBytes: number): Promise<Blob>;
}

export function failure(code: FactFailure, reason: string): Failure {
  return { ok: false, code, reason };
}

// Here "not found" is what AWS answers where there is nothing to find, no matter of consistency:
// a user without a console password, a repository without a policy, a cluster whose CNI is no add-on.
const absenceIsAnswer = new Set([
  'iam.GetLoginProfile',
  'ecr.GetLifecyclePolicy',
  'ecr.GetRegistryPolicy',
  'ecr.GetRepositoryPolicy',
  'eks.DescribeAddon',
]);

/** True where `not-found` says that an optional part is not there, so that asking again is of no use. */
export function absenceAnswers(request: ApiRequest): boolean {
  return request.absenceAnswers === true || absenceIsAnswer.has(`${request.service}.${request.operation}`);
}

/** An API that takes "not found" for an answer, whatever is asked. */
export function impatient(api: AwsApi): AwsApi {
  return { call: (request) => api.call({ ...request, absenceAnswers: true }) };
}

/** How an operation hands out its list in pages: `['Marker', 'Marker', 'PolicyNames']` in IAM. */
export interface Paging {
  readonly tokenIn: string;
  readonly tokenOut: string;
  readonly list: string;
}

export type Pages = { readonly ok: true; readonly items: readonly Json[]; readonly asOf: string } | Failure;

// IAM's smallest page holds 100 items and no quota comes near 500 pages: more is a token that never ends.
const maximumPages = 500;

/** Reads every page of a list. A list that could not be read to its end is a failure, never a shorter list. */
export async function pages(api: AwsApi, request: ApiRequest, paging: Paging): Promise<Pages> {
  const items: Json[] = [];
  let oldest: string | null = null;
  let token: string | null = null;
  for (let page = 0; page < maximumPages; page++) {
    const input: JsonObject = token === null ? request.input : { ...request.input, [paging.tokenIn]: token };
    const answer: ApiAnswer = await api.call({ ...request, input });
    if (!answer.ok) return answer;
    oldest = earlierOf(oldest, answer.asOf);
    items.push(...listOf(answer.output[paging.list]));
    const next = stringOf(answer.output[paging.tokenOut]);
    if (next === null || next === '') return { ok: true, items, asOf: oldest };
    if (next === token) break;
    token = next;
  }
  return failure('failed', `${request.service}.${request.operation}: the list has no end`);
}

/** Objects of a list, others left out. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  return listOf(value).filter(isObject);
}
