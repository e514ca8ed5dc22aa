// The fact `owner`: whether the service that a task says it belongs to knows the deployment that the task says it was started by.
// SPDX-License-Identifier: Apache-2.0
import { serviceOwner } from '../../intake/workload/ecs-claim.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import type { Owner } from '../../model/owner.ts';
import { type AwsApi, failure, impatient } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, placeOf, reading } from '../reading.ts';
import { serviceConfirming } from '../service-of-task.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /**
     * The topmost owner of what `uid` names, as far as it is confirmed. `claim`: what a task says it belongs to, for ECS to confirm;
     * null in Kubernetes, where only the events of the making tell.
     */
    owner: {
      ask: FactPlace & {
        cluster: string | null;
        uid: string;
        claim: { service: string; deployment: string; definition: string } | null;
      };
      value: Owner;
    };
  }
}

/**
 * DescribeServices of the service that is named. What is not there does not come later: a service is older than its tasks, and a name
 * that somebody made up must hold nobody up. In Kubernetes no read tells who made a pod: only the events of the making do.
 */
async function readOwner(ask: FactRequestOf<'owner'>, api: AwsApi): Promise<FactAnswer<'owner'>> {
  const { cluster, uid, claim } = ask;
  if (claim === null) return failure('not-recorded', 'the event that tells what made it was not seen');
  const place = placeOf(ask, uid);
  return reading(impatient(api), place, async (reader) => {
    if ((await serviceConfirming(reader, cluster, claim)) === null)
      giveUp(
        'not-found',
        `ecs.DescribeServices: ${claim.service} knows no ${claim.deployment} of that definition`,
      );
    return serviceOwner(claim.service, { ...place, cluster });
  });
}

export const ownerFact = defineFact({
  fact: 'owner',
  read: (ask, { api }) => readOwner(ask, api),
  // Nothing is handed from one owner to another.
  isImmutable: () => true,
});
