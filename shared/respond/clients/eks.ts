// EKS with the calls that actions read by and send, loaded when first asked.
// SPDX-License-Identifier: Apache-2.0
import {
  AssociateAccessPolicyCommand,
  DescribeAccessEntryCommand,
  DisassociateAccessPolicyCommand,
  ListClustersCommand,
  UpdateAccessEntryCommand,
  UpdateClusterConfigCommand,
} from '@aws-sdk/client-eks';
import { service as reads } from '../../gather/clients/eks.ts';
import type { SdkService } from '../../gather/clients/service.ts';

export const service: SdkService = {
  client: reads.client,
  commands: {
    ...reads.commands,
    AssociateAccessPolicy: AssociateAccessPolicyCommand,
    DescribeAccessEntry: DescribeAccessEntryCommand,
    DisassociateAccessPolicy: DisassociateAccessPolicyCommand,
    ListClusters: ListClustersCommand,
    UpdateAccessEntry: UpdateAccessEntryCommand,
    UpdateClusterConfig: UpdateClusterConfigCommand,
  },
  rights: { ...reads.rights, onAny: ['ListClusters'] },
};
