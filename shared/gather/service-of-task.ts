// The service that a task belongs to: the one that it names, where that confirms it.
// SPDX-License-Identifier: Apache-2.0
import { type Claim, claimOf, confirms } from '../intake/workload/ecs-claim.ts';
import type { JsonObject } from '../model/json.ts';
import { objectsOf } from './api.ts';
import type { Reader } from './reading.ts';

/** The service that starts the task again; null: none does, whatever the task says of itself. */
export async function serviceOfTask(
  reader: Reader,
  cluster: string | null,
  task: JsonObject,
): Promise<JsonObject | null> {
  const claim = claimOf(task);
  return claim === null ? null : serviceConfirming(reader, cluster, claim);
}

/** DescribeServices of the service that is named; null where it does not confirm the claim. */
export async function serviceConfirming(
  reader: Reader,
  cluster: string | null,
  claim: Claim,
): Promise<JsonObject | null> {
  const input = { services: [claim.service], ...(cluster === null ? {} : { cluster }) };
  const { services } = await reader.get('ecs', 'DescribeServices', input);
  return objectsOf(services).find((service) => confirms(service, claim)) ?? null;
}
