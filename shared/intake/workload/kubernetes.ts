// Kubernetes pods and pod templates as a Workload.
import type { JsonObject } from '../../model/json.ts';
import type { Workload } from '../../model/workload.ts';
import type { Where } from './where.ts';

/** A Pod or an object that holds a pod template; null for any other kind. */
export function fromKubernetesObject(_object: JsonObject, _where: Where): Workload | null {
  return null;
}
