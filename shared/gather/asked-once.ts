// Asks AWS the same thing once: what a look at a whole account needs again, it knows already.
// SPDX-License-Identifier: Apache-2.0
import { parseArn } from '../model/arn.ts';
import type { ApiAnswer, ApiRequest, AwsApi } from './api.ts';

/** For one look: answers are as old as it. What may pass (throttling, a time-out) is asked again by whoever needs it next. */
export function askedOnce(api: AwsApi): AwsApi {
  const answers = new Map<string, Promise<ApiAnswer>>();
  return {
    call(asked) {
      const request = placed(asked);
      const key = requestKey(request);
      const known = answers.get(key);
      if (known !== undefined) return known;
      const asking = api.call(request).then((answer) => {
        if (!answer.ok && answer.code !== 'not-found' && answer.code !== 'denied') answers.delete(key);
        return answer;
      });
      answers.set(key, asking);
      return asking;
    },
  };
}

/** One text for the same question. */
export function requestKey({ account, region, service, operation, input }: ApiRequest): string {
  return JSON.stringify([account, region, service, operation, input]);
}

/** What a role, which knows no Region, asks about a thing in one: the ARN says where that is. */
function placed(request: ApiRequest): ApiRequest {
  if (request.region !== null) return request;
  const arns = Object.values(request.input).flatMap((value) =>
    typeof value === 'string' ? (parseArn(value) ?? []) : [],
  );
  return { ...request, region: arns[0]?.region ?? null };
}
