// The calls of doctor to cloudformation: they all read.
// SPDX-License-Identifier: Apache-2.0
import {
  CloudFormationClient,
  DescribeStackSetCommand,
  DescribeStacksCommand,
  ListStackInstancesCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import type { SdkService } from '../../../shared/gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new CloudFormationClient(config),
  commands: {
    DescribeStacks: DescribeStacksCommand,
    DescribeStackSet: DescribeStackSetCommand,
    ListStackInstances: ListStackInstancesCommand,
    ListStackResources: ListStackResourcesCommand,
  },
};
