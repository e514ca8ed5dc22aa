// Examples of group-security-group: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0

import type { Examples } from '../examples/example.ts';
import { groupId, securityGroup, taskInterface } from '../examples/networks.ts';
import { neighbour, running } from '../examples/running.ts';
import { ecsService, ecsTask, taskDefinition } from '../examples/workloads.ts';

const policy = {
  version: 1,
  groups: [
    { name: 'shop', match: { tags: { team: 'shop' } } },
    { name: 'payments', match: { tags: { team: 'payments' } } },
  ],
};

const self = { protocol: '-1', fromPort: null, toPort: null, cidr: null, group: groupId };

const ofShop = {
  tags: [
    { key: 'team', value: 'shop' },
    { key: 'seawall.dev/trust', value: 'high' },
  ],
};

const beside = (name: string, team: string, securityGroups: string[] | null) =>
  running([neighbour(name, null, { tags: { team }, securityGroups })], { cluster: null, host: null });

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a security group that another container group uses too',
      given: ecsService({ service: ofShop }),
      policy,
      facts: [securityGroup({}), beside('ledger', 'payments', [groupId])],
      at: 'networkConfiguration.awsvpcConfiguration.securityGroups',
    },
    {
      says: 'a security group that lets everything within it through',
      given: ecsTask(),
      facts: [taskInterface({ ingress: [self] })],
      at: 'attachments',
    },
  ],
  passes: [
    {
      says: 'a security group that workloads of one container group share',
      given: ecsService({ service: ofShop }),
      policy,
      facts: [securityGroup({}), beside('cart', 'shop', [groupId])],
    },
    {
      says: 'a security group of its own',
      given: ecsService({ service: ofShop }),
      policy,
      facts: [securityGroup({}), beside('ledger', 'payments', ['sg-0fedcba9876543210'])],
    },
    {
      says: 'beside a task of no container group',
      given: ecsService({ service: ofShop }),
      policy,
      facts: [securityGroup({}), beside('cron', 'none', [groupId])],
    },
    {
      says: 'a group that refers to itself on one port',
      given: ecsService(),
      facts: [securityGroup({ ingress: [{ cidr: null, group: groupId }] })],
    },
    {
      says: 'a security group that the policy lets them share',
      given: ecsService({ service: ofShop }),
      policy: {
        ...policy,
        controls: { 'segmentation/group-security-group': { parameters: { shared: [groupId] } } },
      },
      facts: [securityGroup({ ingress: [self] }), beside('ledger', 'payments', [groupId])],
    },
  ],
  unknown: [
    { says: 'a security group whose rules were not looked up', given: ecsService() },
    {
      says: 'a security group of which nobody knows who else uses it',
      given: ecsService({ service: ofShop }),
      policy,
      facts: [securityGroup({})],
    },
    {
      says: 'beside a task of another group, of which no service tells the security groups',
      given: ecsService({ service: ofShop }),
      policy,
      facts: [securityGroup({}), beside('ledger', 'payments', null)],
    },
  ],
  notApplicable: [{ says: 'a definition, which names no security group', given: taskDefinition() }],
});
