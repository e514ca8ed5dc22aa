// The calls of doctor to cloudformation: they all read.
// SPDX-License-Identifier: Apache-2.0
import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import type { SdkService } from '../../../shared/gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new CloudFormationClient(config),
  commands: {
    DescribeStacks: DescribeStacksCommand,
    ListStackResources: ListStackResourcesCommand,
  },
};
