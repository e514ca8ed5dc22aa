// The calls of doctor to sns: they all read.
// SPDX-License-Identifier: Apache-2.0
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import type { SdkService } from '../../../shared/gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new SNSClient(config),
  commands: {
    ListSubscriptionsByTopic: ListSubscriptionsByTopicCommand,
  },
};
