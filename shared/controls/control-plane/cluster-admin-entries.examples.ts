// Examples of cluster-admin-entries: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0
import { eksCluster } from '../examples/clusters.ts';
import { audit, cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

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
