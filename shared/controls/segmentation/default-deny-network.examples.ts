// Examples of default-deny-network: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0
import type { Examples } from '../examples/example.ts';
import { enforced, networkPolicies, policyManifest } from '../examples/namespaces.ts';
import { deployment, pod } from '../examples/workloads.ts';

const deny = policyManifest({ podSelector: {}, policyTypes: ['Ingress'] });

// Lets nothing out, so that limited-egress has nothing to say.
const limited = { name: 'no-egress', direction: 'egress' } as const;

const openToAll = policyManifest({ podSelector: {}, ingress: [{}] });

const inCluster = (given: { enforcing: string[] }) => ({
  version: 1,
  controls: { 'segmentation/default-deny-network': { parameters: given } },
});

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a namespace without such a policy',
      given: deployment(),
      facts: [networkPolicies([limited]), enforced(true)],
      at: 'metadata.namespace',
    },
    {
      says: 'a policy for one app only',
      given: pod(),
      facts: [networkPolicies([limited, { name: 'db', pods: { app: 'db' } }]), enforced(true)],
      at: 'metadata.namespace',
    },
    {
      says: 'a policy that the cluster does not enforce',
      given: deployment(),
      facts: [networkPolicies([limited, { name: 'default-deny' }]), enforced(false)],
      at: 'metadata.namespace',
      alsoFails: ['resource-usage/limited-egress'],
    },
    {
      says: 'a policy that admits everything again',
      given: deployment(),
      facts: [
        networkPolicies([limited, { name: 'default-deny' }, { name: 'open', everything: true }]),
        enforced(true),
      ],
      at: 'metadata.namespace',
    },
    { says: 'the policy that admits everything itself', given: openToAll, at: 'spec.ingress[0]' },
    {
      says: 'a policy in a cluster that enforces none',
      given: deny,
      facts: [enforced(false)],
      at: 'metadata.name',
    },
  ],
  passes: [
    {
      says: 'a default-deny policy that the cluster enforces',
      given: deployment(),
      facts: [networkPolicies([limited, { name: 'default-deny' }]), enforced(true)],
    },
    { says: 'the policy itself', given: deny, facts: [enforced(true)] },
    {
      says: 'a policy that admits one namespace',
      given: policyManifest({
        podSelector: { matchLabels: { app: 'web' } },
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { name: 'ingress' } } }] }],
      }),
      facts: [enforced(true)],
    },
  ],
  unknown: [
    {
      says: 'a policy in a cluster of which nobody knows whether it enforces any',
      given: deployment(),
      facts: [networkPolicies([limited, { name: 'default-deny' }]), enforced(null)],
    },
    { says: 'a namespace whose policies were not looked up', given: deployment(), facts: [enforced(true)] },
    { says: 'a policy by itself', given: deny },
    {
      says: 'a policy in a file, which names no cluster that the parameter could mean',
      given: deny,
      policy: inCluster({ enforcing: ['shop'] }),
    },
  ],
  notApplicable: [
    {
      says: 'a pod on the network of its node',
      given: pod({ spec: { hostNetwork: true } }),
    },
    {
      says: 'a component of the cluster',
      given: deployment({ metadata: { name: 'coredns', namespace: 'kube-system' } }),
    },
  ],
});
