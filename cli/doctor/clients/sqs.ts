// The calls of doctor to sqs: they all read.
// SPDX-License-Identifier: Apache-2.0
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SdkService } from '../../../shared/gather/clients/service.ts';

export const service: SdkService = {
  // The queue's URL names it; where the service is, the SDK knows: an emulated one is elsewhere.
  client: (config) => new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
  commands: {
    GetQueueAttributes: GetQueueAttributesCommand,
  },
};
