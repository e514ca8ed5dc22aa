// Whether a role is one that workloads take: by its trust, or because one is known to use it.
// SPDX-License-Identifier: Apache-2.0
import type { Principal } from '../../model/principal.ts';
import { type Trusted, trustedPrincipals } from './trust.ts';

/** Services that hand a role to a workload: ECS tasks and EKS Pod Identity. */
const workloadServices = new Set(['ecs-tasks.amazonaws.com', 'pods.eks.amazonaws.com']);

/** IRSA is a trust in the cluster's own OIDC provider. Null: the trust policy cannot be read. */
export function trustsWorkloads(role: Principal): boolean | null {
  if (role.usedBy.length > 0) return true;
  return trusts(
    role,
    ({ kind, value }) =>
      (kind === 'service' && workloadServices.has(value)) ||
      (kind === 'federated' && value.includes('oidc.eks.')),
  );
}

/** A role that ECS may take for tasks. Null: the trust policy cannot be read. */
export function trustsTasks(role: Principal): boolean | null {
  return trusts(role, ({ value }) => value === 'ecs-tasks.amazonaws.com');
}

/** A role that instances take, as those of nodes do. Null: the trust policy cannot be read. */
export function trustsInstances(role: Principal): boolean | null {
  return trusts(
    role,
    ({ kind, value }) => kind === 'service' && /^ec2\.amazonaws\.com(?:\.cn)?$/.test(value),
  );
}

function trusts({ trust }: Principal, isMeant: (trusted: Trusted) => boolean): boolean | null {
  const trusted = trustedPrincipals(trust.value, trust.path);
  return trusted.ok ? trusted.trusted.some(isMeant) : null;
}
