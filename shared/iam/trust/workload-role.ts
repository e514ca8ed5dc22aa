// Whether a role is one that workloads take: by its trust, or because one is known to use it.
import type { Principal } from '../../model/principal.ts';
import { trustedPrincipals } from './trust.ts';

/** Services that hand a role to a workload: ECS tasks and EKS Pod Identity. */
const workloadServices = new Set(['ecs-tasks.amazonaws.com', 'pods.eks.amazonaws.com']);

/** IRSA is a trust in the cluster's own OIDC provider. */
export function trustsWorkloads({ trust, usedBy }: Principal): boolean {
  if (usedBy.length > 0) return true;
  const trusted = trustedPrincipals(trust.value, trust.path);
  if (!trusted.ok) return false;
  return trusted.trusted.some(
    ({ kind, value }) =>
      (kind === 'service' && workloadServices.has(value)) ||
      (kind === 'federated' && value.includes('oidc.eks.')),
  );
}

/** A role that ECS may take for tasks. */
export function trustsTasks({ trust }: Principal): boolean {
  const trusted = trustedPrincipals(trust.value, trust.path);
  return trusted.ok && trusted.trusted.some(({ value }) => value === 'ecs-tasks.amazonaws.com');
}

/** A role that instances take, as those of nodes do. */
export function trustsInstances({ trust }: Principal): boolean {
  const trusted = trustedPrincipals(trust.value, trust.path);
  return (
    trusted.ok &&
    trusted.trusted.some(
      ({ kind, value }) => kind === 'service' && /^ec2\.amazonaws\.com(?:\.cn)?$/.test(value),
    )
  );
}
