// Cluster administration given to somebody who is not named for it.
// SPDX-License-Identifier: Apache-2.0
import {
  defineControl,
  evidence,
  failIfAny,
  noParameters,
  notApplicable,
  unknown,
} from '../../model/control.ts';
import { matchesAny } from '../../model/glob.ts';
import type { AdminEntry, Cluster } from '../../model/platform.ts';
import type { PolicyView } from '../../model/policy-view.ts';
import { administersCluster, type KubernetesBinding, type Principal } from '../../model/principal.ts';
import { builtInRole } from '../../rbac/built-in.ts';

export const clusterAdminEntries = defineControl({
  id: 'control-plane/cluster-admin-entries',
  title: 'Only named orchestrators administer a cluster',
  severity: 'critical',
  stage: 'stable',
  judges: ['cluster', 'principal'],
  platforms: ['eks', 'kubernetes'],
  parameters: noParameters,
  references: {
    nist: ['4.3.1'],
    cis: ['CIS EKS 4.1.1', 'CIS Kubernetes 5.1.1'],
    attack: ['T1098.006', 'T1078.004'],
  },
  why: 'A cluster administrator can read every secret, run anything on every node and grant the same to others; intruders add an access entry for their own role to persist.',
  fix: 'Remove the entry or binding and give the rights that are needed in the namespaces meant; name true orchestrators in `people.orchestrators`.',
  allows: [
    'principals listed in `people.orchestrators` or `people.break-glass`',
    'the group system:masters itself and the users of EKS (`eks:…`), which every cluster has',
    'bindings of cluster-admin within one namespace (no-broad-rbac judges those)',
    'built-in roles other than cluster-admin, whose rules every cluster knows',
  ],
  response: 'revoke-access-entry',
  judge: (subject, { policy }) => {
    const named = [...(policy.people.orchestrators ?? []), ...(policy.people.breakGlass ?? [])];
    return subject.kind === 'cluster' ? entriesOf(subject, named) : bindingsOf(subject, named);
  },
});

type Named = NonNullable<PolicyView['people']['orchestrators']>;

function entriesOf({ adminEntries, name }: Cluster, named: Named) {
  const foreign = adminEntries.value.filter(({ principal }) => !matchesAny(named, principal));
  return failIfAny(
    foreign.map(({ path, grant, principal, through }) =>
      evidence(path, grant, null, `${principal} administers ${name} through ${phrase[through]}`),
    ),
  );
}

const phrase: Readonly<Record<AdminEntry['through'], string>> = {
  'access-entry': 'an access entry',
  'aws-auth': 'the aws-auth ConfigMap',
  'cluster-role-binding': 'a ClusterRoleBinding',
};

function bindingsOf(principal: Principal, named: Named) {
  if (principal.bindings.length === 0) return notApplicable('judges what Kubernetes binds');
  if (isBuiltIn(principal)) return notApplicable('Kubernetes and EKS bind it in every cluster');
  if (matchesAny(named, principal.name) || matchesAny(named, principal.id))
    return notApplicable('the policy names the principal');
  const admin = principal.bindings.filter((binding) => administersCluster(binding) === true);
  const found = admin.map(({ path, role, name }) =>
    evidence(path, role, null, `${name} makes ${principal.name} an administrator of the whole cluster`),
  );
  const open = principal.bindings.find(isOpen);
  if (found.length > 0 || open === undefined) return failIfAny(found);
  return unknown(open.rest ?? `the rules of ClusterRole ${open.role} are not in the input`);
}

/** What the built-in roles hold is known without their rules. */
function isOpen(binding: KubernetesBinding): boolean {
  return administersCluster(binding) === null && builtInRole(binding.roleKind, binding.role) === null;
}

/** Kubernetes, "Using RBAC Authorization" (default bindings); EKS User Guide, "Default Amazon EKS created RBAC roles and users". */
function isBuiltIn({ type, name }: Principal): boolean {
  return (
    (type === 'kubernetes-group' && name === 'system:masters') ||
    (type === 'kubernetes-user' && name.startsWith('eks:'))
  );
}
