// Examples of limited-egress: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0
import type { Examples } from '../examples/example.ts';
import { enforced, networkPolicies } from '../examples/namespaces.ts';
import { securityGroup, taskInterface } from '../examples/networks.ts';
import { deployment, ecsService, ecsTask, pod, taskDefinition } from '../examples/workloads.ts';

const everything = { protocol: '-1', fromPort: null, toPort: null, cidr: '0.0.0.0/0' };

export const examples = (): Examples => ({
  fails: [
    {
      says: 'the rule that every new security group has',
      given: ecsService(),
      facts: [securityGroup({ egress: [everything] })],
      at: 'networkConfiguration.awsvpcConfiguration.securityGroups',
    },
    {
      says: 'a task whose group lets it reach every mail server',
      given: ecsTask(),
      facts: [taskInterface({ egress: [{ cidr: '::/0', fromPort: 25, toPort: 25 }] })],
      at: 'attachments',
    },
    {
      says: 'a pod that no policy limits',
      given: deployment(),
      facts: [networkPolicies([{ name: 'default-deny' }]), enforced(true)],
      at: 'metadata.namespace',
    },
    {
      says: 'a pod whose policy lets it out to everywhere',
      given: pod(),
      facts: [networkPolicies([{ name: 'web', direction: 'egress', everything: true }]), enforced(true)],
      at: 'metadata.namespace',
      alsoFails: ['segmentation/default-deny-network'],
    },
    {
      says: 'a pod whose policies the cluster does not enforce',
      given: deployment(),
      facts: [networkPolicies([{ name: 'none', direction: 'egress' }]), enforced(false)],
      at: 'metadata.namespace',
      alsoFails: ['segmentation/default-deny-network'],
    },
  ],
  passes: [
    {
      says: 'a pod whose policy lets it out on port 443',
      given: deployment(),
      facts: [
        networkPolicies([
          { name: 'default-deny' },
          {
            name: 'web',
            direction: 'egress',
            pods: { app: 'web' },
            rule: { protocol: 'tcp', fromPort: 443, toPort: 443 },
          },
        ]),
        enforced(true),
      ],
    },
    {
      says: 'a pod that may not connect to anything',
      given: pod(),
      facts: [
        networkPolicies([{ name: 'default-deny' }, { name: 'none', direction: 'egress' }]),
        enforced(true),
      ],
    },
    {
      says: 'HTTPS to everywhere',
      given: ecsService(),
      facts: [securityGroup({ egress: [{ cidr: '0.0.0.0/0' }] })],
    },
    {
      says: 'everything within private ranges, and a prefix list',
      given: ecsService(),
      facts: [
        securityGroup({
          egress: [
            { ...everything, cidr: '10.0.0.0/8' },
            { cidr: null, group: 'pl-0123456789abcdef0' },
          ],
        }),
      ],
    },
    { says: 'no way out at all', given: ecsTask(), facts: [taskInterface({})] },
  ],
  unknown: [
    { says: 'a security group whose rules were not looked up', given: ecsService() },
    { says: 'a pod whose policies were not looked up', given: deployment(), facts: [enforced(true)] },
    {
      says: 'a pod with a policy that nobody knows to be enforced',
      given: pod(),
      facts: [networkPolicies([{ name: 'none', direction: 'egress' }]), enforced(null)],
    },
  ],
  notApplicable: [
    { says: 'a definition, which names no security group', given: taskDefinition() },
    { says: 'a pod on the network of its node', given: pod({ spec: { hostNetwork: true } }) },
    { says: 'a component of the cluster', given: pod({ metadata: { namespace: 'kube-system' } }) },
  ],
});
