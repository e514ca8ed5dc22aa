// EKS, loaded when first asked: only the commands named here get into a bundle.
// SPDX-License-Identifier: Apache-2.0
import {
  DescribeAddonCommand,
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  EKSClient,
  ListAccessEntriesCommand,
  ListAssociatedAccessPoliciesCommand,
  ListClustersCommand,
} from '@aws-sdk/client-eks';
import type { SdkService } from './service.ts';

export const service: SdkService = {
  client: (config) => new EKSClient(config),
  commands: {
    DescribeAddon: DescribeAddonCommand,
    DescribeCluster: DescribeClusterCommand,
    DescribeNodegroup: DescribeNodegroupCommand,
    ListAccessEntries: ListAccessEntriesCommand,
    ListAssociatedAccessPolicies: ListAssociatedAccessPoliciesCommand,
    ListClusters: ListClustersCommand,
  },
  rights: { on: ['eks:cluster/*', 'eks:access-entry/*', 'eks:addon/*', 'eks:nodegroup/*'] },
};
