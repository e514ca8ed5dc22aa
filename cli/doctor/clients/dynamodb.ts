// The calls of doctor to dynamodb: they all read.
// SPDX-License-Identifier: Apache-2.0
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SdkService } from '../../../shared/gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new DynamoDBClient(config),
  commands: {
    DescribeTable: DescribeTableCommand,
  },
};
