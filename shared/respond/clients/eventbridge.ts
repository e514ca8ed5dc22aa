// EventBridge, loaded when first asked: only the commands named here get into a bundle.
// SPDX-License-Identifier: Apache-2.0
import {
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
} from '@aws-sdk/client-eventbridge';
import type { SdkService } from '../../gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new EventBridgeClient(config),
  commands: {
    DescribeRule: DescribeRuleCommand,
    DisableRule: DisableRuleCommand,
    EnableRule: EnableRuleCommand,
  },
};
