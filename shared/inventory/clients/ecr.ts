// ECR with what a survey reads of a whole registry, loaded when first asked.
// SPDX-License-Identifier: Apache-2.0
import {
  DescribePullThroughCacheRulesCommand,
  DescribeRegistryCommand,
  GetRegistryPolicyCommand,
} from '@aws-sdk/client-ecr';
import { service as reads } from '../../gather/clients/ecr.ts';
import type { SdkService } from '../../gather/clients/service.ts';

export const service: SdkService = {
  client: reads.client,
  commands: {
    ...reads.commands,
    DescribePullThroughCacheRules: DescribePullThroughCacheRulesCommand,
    DescribeRegistry: DescribeRegistryCommand,
    GetRegistryPolicy: GetRegistryPolicyCommand,
  },
};
