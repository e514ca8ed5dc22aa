// Composes one fact from several API calls: the first call that fails ends it, and the oldest time is the fact's.
// SPDX-License-Identifier: Apache-2.0
import { nowhere, type Where } from '../intake/workload/where.ts';
import { parseArn } from '../model/arn.ts';
import type { FactFailure, FactPlace } from '../model/facts.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { earlierOf } from '../model/time.ts';
import { type ApiAnswer, type AwsApi, type Failure, failure, type Paging, pages } from './api.ts';

/** Where a thing is: its ARN tells best, what was asked fills the rest. */
export function placeOf(asked: FactPlace, name: string): FactPlace {
  const arn = parseArn(name);
  return { account: arn?.account ?? asked.account, region: arn?.region ?? asked.region };
}

/** The same for a reader of documents. */
export function whereOf({ account, region }: FactPlace): Where {
  return { ...nowhere, account, region };
}

/** Ends a reading with a reason; caught by `reading`, seen by nobody else. */
class Unanswered extends Error {
  readonly code: FactFailure;
  constructor(code: FactFailure, reason: string) {
    super(reason);
    this.code = code;
  }
}

/** What a fact reads through. Its methods throw `Unanswered`, which `reading` turns into the fact's answer. */
export interface Reader {
  /** The output of one call. */
  get(service: string, operation: string, input: JsonObject): Promise<JsonObject>;
  /** The same, or null where AWS says that there is no such thing. */
  find(service: string, operation: string, input: JsonObject): Promise<JsonObject | null>;
  /** The same, or the failure, where the fact can do without. */
  attempt(service: string, operation: string, input: JsonObject): Promise<ApiAnswer>;
  /** All items of a list. */
  list(service: string, operation: string, input: JsonObject, paging: Paging): Promise<readonly Json[]>;
  /** Runs a part of the reading that may fail by itself. */
  part<T>(read: () => Promise<T>): Promise<{ readonly ok: true; readonly value: T } | Failure>;
}

type Read<T> = { readonly ok: true; readonly value: T; readonly asOf: string } | Failure;

/** Ends the reading that is under way: the fact is answered with this failure. */
export function giveUp(code: FactFailure, reason: string): never {
  throw new Unanswered(code, reason);
}

/** Runs `read` and answers with its value as of the oldest call, or with the failure that ended it. Never rejects. */
export async function reading<T>(
  api: AwsApi,
  place: FactPlace,
  read: (reader: Reader) => Promise<T>,
): Promise<Read<T>> {
  let oldest: string | null = null;
  const seen = <A extends { readonly ok: boolean }>(answer: A): A => {
    if ('asOf' in answer && typeof answer.asOf === 'string') oldest = earlierOf(oldest, answer.asOf);
    return answer;
  };
  try {
    const value = await read(readerOf(api, place, seen));
    if (oldest === null) return failure('failed', 'nothing was read');
    return { ok: true, value, asOf: oldest };
  } catch (error) {
    return failureOf(error);
  }
}

function readerOf(
  api: AwsApi,
  { account, region }: FactPlace,
  seen: <A extends { ok: boolean }>(a: A) => A,
): Reader {
  const attempt = async (service: string, operation: string, input: JsonObject) =>
    seen(await api.call({ account, region, service, operation, input }));
  return {
    attempt,
    async get(service, operation, input) {
      const answer = await attempt(service, operation, input);
      return answer.ok ? answer.output : giveUp(answer.code, answer.reason);
    },
    async find(service, operation, input) {
      const answer = await attempt(service, operation, input);
      if (answer.ok) return answer.output;
      return answer.code === 'not-found' ? null : giveUp(answer.code, answer.reason);
    },
    async list(service, operation, input, paging) {
      const answer = seen(await pages(api, { account, region, service, operation, input }, paging));
      return answer.ok ? answer.items : giveUp(answer.code, answer.reason);
    },
    async part(read) {
      try {
        return { ok: true, value: await read() };
      } catch (error) {
        return failureOf(error);
      }
    },
  };
}

function failureOf(error: unknown): Failure {
  if (error instanceof Unanswered) return failure(error.code, error.message);
  return failure('failed', error instanceof Error ? error.message : String(error));
}
