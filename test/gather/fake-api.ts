// An API for tests: answers by operation, and remembers what was asked.

import { type ApiAnswer, type ApiRequest, type AwsApi, failure } from '../../shared/gather/api.ts';
import type { FactFailure } from '../../shared/model/facts.ts';
import type { JsonObject } from '../../shared/model/json.ts';

export const readAt = '2026-11-20T10:00:00.000Z';

type Scripted = JsonObject | FactFailure | ((input: JsonObject) => JsonObject | FactFailure);

export interface FakeApi extends AwsApi {
  readonly requests: ApiRequest[];
  readonly operations: () => readonly string[];
}

/** `{'iam.GetRole': {...} | 'denied' | (input) => …}`; anything else is `not-recorded`. */
export function fakeApi(
  answers: Readonly<Record<string, Scripted>>,
  asOf: (n: number) => string = () => readAt,
): FakeApi {
  const requests: ApiRequest[] = [];
  return {
    requests,
    operations: () => requests.map(({ service, operation }) => `${service}.${operation}`),
    async call(request): Promise<ApiAnswer> {
      requests.push(request);
      const name = `${request.service}.${request.operation}`;
      const scripted = answers[name] ?? 'not-recorded';
      const answer = typeof scripted === 'function' ? scripted(request.input) : scripted;
      return typeof answer === 'string'
        ? failure(answer, `${name}: ${answer}`)
        : { ok: true, output: answer, asOf: asOf(requests.length) };
    },
  };
}

/** The value of an answer, or a failed test. */
export function answered<T>(answer: { ok: true; value: T } | { ok: false; reason: string }): T {
  if (!answer.ok) throw new Error(`no answer: ${answer.reason}`);
  return answer.value;
}
