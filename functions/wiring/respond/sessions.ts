// Sessions to send in: one for each call of a plan, in which AWS itself allows that call and nothing else.
// SPDX-License-Identifier: Apache-2.0
import { type AwsApi, failure } from '../../../shared/gather/api.ts';
import { canonicalJson } from '../../../shared/model/hash.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { PlannedCall } from '../../../shared/model/response.ts';
import type { Engine, Errand } from '../../../shared/respond/engine/ports.ts';
import { sessionPolicyFor } from '../../../shared/respond/platform/session-policy.ts';

export interface SessionPorts {
  /** The API with the credentials of a role that may act, in a session narrowed to this policy. */
  readonly narrowedTo: (sessionPolicy: string) => AwsApi;
  /** The API of clusters, which know no session policies: there RBAC says what may be done. */
  readonly clusters: AwsApi;
}

// "The plaintext that you use for both inline and managed session policies can't exceed 2,048 characters" (AWS STS API Reference, AssumeRole).
const longest = 2048;

export function sessionsOf({ narrowedTo, clusters }: SessionPorts): Engine['sessionFor'] {
  return (errand) => {
    const sessions = new Map<string, AwsApi>();
    return {
      async call(request) {
        const { service, operation, input } = request;
        const call = errand.calls.find(
          (one) => one.service === service && one.operation === operation && isSame(one.parameters, input),
        );
        if (call === undefined || !isThere(request, errand) || !isNamed(request))
          return failure('denied', `${service}.${operation} is no call of this plan`);
        const wanted = sessionPolicyFor(call, errand);
        if (wanted === null) return clusters.call(request);
        const policy = JSON.stringify(wanted);
        if (policy.length > longest)
          return failure('failed', `${service}.${operation} names too much for a session of its own`);
        const session = sessions.get(policy) ?? narrowedTo(policy);
        sessions.set(policy, session);
        return session.call(request);
      },
    };
  };
}

/** What the SDK calls services and operations; anything else would be a pattern in a policy. */
function isNamed({ service, operation }: Pick<PlannedCall, 'service' | 'operation'>): boolean {
  return /^[a-z][a-z0-9-]*$/.test(service) && /^[A-Za-z][A-Za-z0-9]*$/.test(operation);
}

function isSame(one: JsonObject, other: JsonObject): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

function isThere(one: Pick<Errand, 'account' | 'region'>, other: Errand): boolean {
  return one.account === other.account && one.region === other.region;
}
