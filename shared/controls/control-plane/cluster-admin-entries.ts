// Cluster administration given to somebody who is not named for it.
import { z } from 'zod';
import { defineControl, evidence, failIfAny, notApplicable, unknown } from '../../model/control.ts';
import { matchesAny } from '../../model/glob.ts';
import type { AdminEntry, Cluster } from '../../model/platform.ts';
import type { PolicyView } from '../../model/policy-view.ts';
import { administersCluster, type KubernetesBinding, type Principal } from '../../model/principal.ts';
import { builtInRole } from '../../rbac/built-in.ts';
import { eksCluster } from '../examples/clusters.ts';
import { audit, cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

export const clusterAdminEntries = defineControl({
  id: 'control-plane/cluster-admin-entries',
  title: 'Only named orchestrators administer a cluster',
  severity: 'critical',
  stage: 'stable',
  judges: ['cluster', 'principal'],
  platforms: ['eks', 'kubernetes'],
  parameters: z.object({}),
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

const associate = cloudTrail('eks', 'AssociateAccessPolicy', {
  requestParameters: {
    name: 'shop',
    principalArn: 'arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fhelpdesk',
    policyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy',
    accessScope: { type: 'cluster', namespaces: [] },
  },
});

const bindingOf = (role: string, kind: string, name: string) =>
  audit(
    'create',
    {
      resource: 'clusterrolebindings',
      name: 'helpdesk',
      apiGroup: 'rbac.authorization.k8s.io',
      apiVersion: 'v1',
    },
    {
      requestURI: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
      requestObject: {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: 'helpdesk' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
        subjects: [{ kind, name, apiGroup: 'rbac.authorization.k8s.io' }],
      },
    },
  );

export const examples = (): Examples => ({
  fails: [
    {
      says: 'an access entry with AmazonEKSClusterAdminPolicy',
      given: associate,
      at: 'requestParameters.policyArn',
    },
    {
      says: 'an access entry in the group system:masters',
      given: cloudTrail('eks', 'CreateAccessEntry', {
        requestParameters: {
          name: 'shop',
          principalArn: 'arn:aws:iam::111122223333:role/helpdesk',
          kubernetesGroups: ['system:masters'],
        },
      }),
      at: 'requestParameters.kubernetesGroups',
    },
    {
      says: 'a role of another name that allows all',
      given: {
        apiVersion: 'v1',
        kind: 'List',
        items: [
          {
            apiVersion: 'rbac.authorization.k8s.io/v1',
            kind: 'ClusterRole',
            metadata: { name: 'desk' },
            rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
          },
          {
            apiVersion: 'rbac.authorization.k8s.io/v1',
            kind: 'ClusterRoleBinding',
            metadata: { name: 'helpdesk' },
            roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'desk' },
            subjects: [{ kind: 'ServiceAccount', name: 'desk', namespace: 'shop' }],
          },
        ],
      },
      at: 'roleRef.name',
    },
    {
      says: 'a ClusterRoleBinding to cluster-admin',
      given: bindingOf('cluster-admin', 'User', 'kim@acme.test'),
      at: 'roleRef.name',
    },
    ...[
      ['User', 'system:masters'],
      ['Group', 'helpdesk'],
      ['Group', 'eks:helpdesk'],
    ].map(([kind = '', name = '']) => ({
      says: `the ${kind.toLowerCase()} ${name}, which no cluster has by itself`,
      given: bindingOf('cluster-admin', kind, name),
      at: 'roleRef.name',
    })),
  ],
  passes: [
    {
      says: 'a named orchestrator',
      given: associate,
      facts: [eksCluster()],
      policy: {
        version: 1,
        people: { orchestrators: ['arn:aws:iam::*:role/helpdesk', 'arn:aws:iam::*:role/developer'] },
      },
    },
    { says: 'a binding to view', given: bindingOf('view', 'User', 'kim@acme.test') },
  ],
  unknown: [
    {
      says: 'a ClusterRole that is not in the input',
      given: bindingOf('desk', 'User', 'kim@acme.test'),
    },
    {
      says: 'a ClusterRole that only calls itself one of Kubernetes',
      given: bindingOf('system:desk', 'User', 'kim@acme.test'),
    },
    {
      says: 'a named orchestrator, where nobody knows who else has an entry',
      given: associate,
      policy: {
        version: 1,
        people: { orchestrators: ['arn:aws:iam::*:role/helpdesk', 'arn:aws:iam::*:role/developer'] },
      },
    },
  ],
  notApplicable: [
    {
      says: 'the binding that every cluster has',
      given: bindingOf('cluster-admin', 'Group', 'system:masters'),
    },
    {
      says: 'a user that EKS binds',
      given: bindingOf('cluster-admin', 'User', 'eks:addon-manager'),
    },
    ...['kim@acme.test', '*/kim@acme.test'].map((named) => ({
      says: `a user whom the policy names as ${named}`,
      given: bindingOf('cluster-admin', 'User', 'kim@acme.test'),
      policy: { version: 1, people: { 'break-glass': [named] } },
    })),
  ],
});
