// Asks AWS again where that may help: after throttling or a time-out, while a report is being made or a new thing may not be visible yet.
// SPDX-License-Identifier: Apache-2.0
import { type ApiAnswer, type ApiRequest, type AwsApi, absenceAnswers, failure, objectsOf } from './api.ts';

export interface RetryOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Between 0 and 1. */
  readonly random: () => number;
  /** Calls at most where throttled or timed out, the first included. */
  readonly attempts: number;
  /** When the event happened, in milliseconds since 1970; null: no event, so what is not found is not there. */
  readonly eventAt: number | null;
  /** How long after the event, in milliseconds, "not found" may only mean "not yet" (policy `patience.not-found`). */
  readonly notFoundFor: number;
  /** Until when to wait here for what is not found, in milliseconds since 1970; left out: as long as that may only mean "not yet". */
  readonly missingUntil?: number;
  /** Told where something was not found, is not waited for any longer here, and may still come. */
  readonly stillMissing?: () => void;
  /** Never sleeps past this time, nor asks after it; milliseconds since 1970. */
  readonly deadline?: number;
}

const firstDelay = 200;
const longestDelay = 20_000;

/**
 * An API that asks again with jittered exponential backoff. A refusal is final. "Not found" is asked again while the event is
 * young: AWS is eventually consistent (IAM User Guide, "Changes that I make are not always immediately visible").
 */
export function retrying(api: AwsApi, options: RetryOptions): AwsApi {
  return { call: (request) => callAgain(api, request, options) };
}

async function callAgain(api: AwsApi, request: ApiRequest, options: RetryOptions): Promise<ApiAnswer> {
  // A look-up that begins too late would be cut off with all that was found before.
  if (options.now() > (options.deadline ?? Number.POSITIVE_INFINITY))
    return failure('timeout', 'no time was left to ask');
  let waited = 0;
  for (let calls = 1; ; calls++) {
    const answer = await api.call(request);
    const left = timeLeft(answer, request, { calls, waited }, options);
    const asked = answer.ok ? 0 : Math.min(answer.retryAfter ?? 0, longestDelay);
    const delay = Math.min(Math.max(backoff(calls, options.random()), asked), left);
    if (delay <= 0) return answer;
    if (options.now() + delay > endFor(answer, options)) return givenUp(answer, options);
    await options.sleep(delay);
    waited += delay;
  }
}

/** When waiting for a better answer ends. */
function endFor(answer: ApiAnswer, { deadline, missingUntil }: RetryOptions): number {
  const end = deadline ?? Number.POSITIVE_INFINITY;
  return isMissing(answer) ? Math.min(end, missingUntil ?? end) : end;
}

function givenUp(answer: ApiAnswer, { stillMissing }: RetryOptions): ApiAnswer {
  if (isMissing(answer)) stillMissing?.();
  return answer;
}

interface Tried {
  readonly calls: number;
  readonly waited: number;
}

/** For how many milliseconds asking again is of use; 0: the answer stands. */
function timeLeft(
  answer: ApiAnswer,
  request: ApiRequest,
  { calls, waited }: Tried,
  options: RetryOptions,
): number {
  if (isMissing(answer)) {
    if (options.eventAt === null || absenceAnswers(request)) return 0;
    const age = options.now() - options.eventAt;
    // What was waited counts by itself too, so that a clock that stands still or runs back cannot hold it for ever.
    return options.notFoundFor - Math.max(age, waited);
  }
  const passing = answer.ok
    ? answer.output.JobStatus === 'IN_PROGRESS'
    : answer.code === 'throttled' || answer.code === 'timeout';
  return passing && calls < options.attempts ? Number.POSITIVE_INFINITY : 0;
}

/** "Not found" as an error, or as ECS's and ECR's batch calls say it: an answer with `failures`. */
function isMissing(answer: ApiAnswer): boolean {
  if (!answer.ok) return answer.code === 'not-found';
  return objectsOf(answer.output.failures).some(
    (item) => item.reason === 'MISSING' || item.failureCode === 'ImageNotFound',
  );
}

/** Half of the delay is fixed, half random: retries of many never come together, and never at once. */
function backoff(calls: number, random: number): number {
  const full = Math.min(longestDelay, firstDelay * 2 ** Math.min(calls - 1, 20));
  return full / 2 + (full / 2) * random;
}
