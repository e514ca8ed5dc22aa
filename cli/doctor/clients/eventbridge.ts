// The calls of doctor to eventbridge: they all read.
// SPDX-License-Identifier: Apache-2.0
import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import type { SdkService } from '../../../shared/gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new EventBridgeClient(config),
  commands: {
    DescribeRule: DescribeRuleCommand,
    ListTargetsByRule: ListTargetsByRuleCommand,
  },
};
