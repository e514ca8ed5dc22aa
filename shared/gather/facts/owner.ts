// The fact `owner`: whether the service that a task says it belongs to knows the deployment that the task says it was started by.
import { confirms, serviceOwner } from '../../intake/workload/ecs-names.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { type AwsApi, failure, impatient, objectsOf } from '../api.ts';
import { giveUp, placeOf, reading } from '../reading.ts';

/**
 * DescribeServices of the service that is named. What is not there does not come later: a service is older than its tasks, and a name
 * that somebody made up must hold nobody up. In Kubernetes no read tells who made a pod: only the events of the making do.
 */
export async function readOwner(ask: FactRequestOf<'owner'>, api: AwsApi): Promise<FactAnswer<'owner'>> {
  const { cluster, uid, service, deployment } = ask;
  if (service === null || deployment === null)
    return failure('not-recorded', 'the event that tells what made it was not seen');
  const place = placeOf(ask, uid);
  return reading(impatient(api), place, async (reader) => {
    const input = { services: [service], ...(cluster === null ? {} : { cluster }) };
    const { services } = await reader.get('ecs', 'DescribeServices', input);
    const known = objectsOf(services).some((one) => confirms(one, { service, deployment }));
    if (!known)
      giveUp('not-found', `ecs.DescribeServices: ${service} does not know deployment ${deployment}`);
    return serviceOwner(service, { ...place, cluster });
  });
}
