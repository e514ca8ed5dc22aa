// Running tasks of ECS: whom they belong to, and what their end ends.
// SPDX-License-Identifier: Apache-2.0
import { shortName } from '../../model/arn.ts';
import { type JsonObject, stringOf } from '../../model/json.ts';
import { type Gone, type Pending, pending } from '../../model/observation.ts';
import { fromTask } from '../workload/ecs.ts';
import { claimOf, serviceNamedBy } from '../workload/ecs-claim.ts';
import { placeOf, serviceIdentity } from '../workload/ecs-names.ts';
import type { Where } from '../workload/where.ts';

/** A task, built once it is known whether the service that it says it belongs to knows it; `build` is given that service, or none. */
export function ownedTask(task: JsonObject, where: Where, build: (where: Where) => Pending): Pending {
  const claim = claimOf(task);
  const uid = stringOf(task.taskArn);
  if (claim === null || uid === null) return build(where);
  const { account, region } = placeOf(where, uid);
  const cluster = shortName(stringOf(task.clusterArn) ?? where.cluster);
  return pending({ fact: 'owner', account, region, cluster, uid, claim }, (answer) => [
    build(answer.ok ? { ...where, owner: answer.value } : where),
  ]);
}

/**
 * The end of a task, on its family and on the service that it says it belongs to: no other task bears its ARN, so it ends nothing
 * else wherever that is looked for.
 */
export function endsOfTask(task: JsonObject, where: Where): readonly Gone[] {
  const { identity, account, region, uid, cluster } = fromTask(task, null, where);
  const service = serviceNamedBy(task);
  const named = service === null ? [] : [serviceIdentity(service, { account, region, cluster })];
  return [identity, ...named].map((of) => ({ identity: of, account, region, instance: uid, uid }));
}
