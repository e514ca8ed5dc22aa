// Keeps a service that wants to be asked more slowly from holding up all others, and knows what was left unanswered for now.
// SPDX-License-Identifier: Apache-2.0
import { type ApiRequest, type AwsApi, failure } from '../gather/api.ts';

/** For how long a service is left alone after it refused a call as often as it is asked. */
const rest = 30_000;

export interface Hindrance {
  readonly api: AwsApi;
  /** Whether something was left unanswered, for now only, since this was asked last. */
  readonly hindered: () => boolean;
  /** From now on no service is left alone: nobody else waits for an answer. */
  readonly insist: () => void;
}

/** `api` asks again by itself; `now`: milliseconds since 1970. */
export function hindranceOf(api: AwsApi, now: () => number): Hindrance {
  const restsUntil = new Map<string, number>();
  let hindered = false;
  let insists = false;
  return {
    api: {
      async call(request) {
        const service = serviceOf(request);
        if (!insists && (restsUntil.get(service) ?? 0) > now()) {
          hindered = true;
          return failure('throttled', `${request.service} wants to be asked more slowly`);
        }
        const answer = await api.call(request);
        const code = answer.ok ? null : answer.code;
        hindered ||= code === 'throttled' || code === 'timeout';
        if (code === 'throttled') restsUntil.set(service, now() + rest);
        return answer;
      },
    },
    hindered() {
      const before = hindered;
      hindered = false;
      return before;
    },
    insist() {
      insists = true;
    },
  };
}

/** AWS counts calls by account, Region and service. */
function serviceOf({ account, region, service }: ApiRequest): string {
  return JSON.stringify([account, region, service]);
}
