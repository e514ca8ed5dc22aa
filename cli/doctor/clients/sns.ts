// The calls of doctor to sns: they all read.
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import type { SdkService } from '../../../shared/gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new SNSClient(config),
  commands: {
    ListSubscriptionsByTopic: ListSubscriptionsByTopicCommand,
  },
};
