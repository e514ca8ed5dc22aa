// EKS with the lists that a survey begins with, loaded when first asked.
// SPDX-License-Identifier: Apache-2.0
import { ListClustersCommand } from '@aws-sdk/client-eks';
import { service as reads } from '../../gather/clients/eks.ts';
import type { SdkService } from '../../gather/clients/service.ts';

export const service: SdkService = {
  client: reads.client,
  commands: { ...reads.commands, ListClusters: ListClustersCommand },
};
