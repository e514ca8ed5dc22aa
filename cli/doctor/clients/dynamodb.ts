// The calls of doctor to dynamodb: they all read.
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SdkService } from '../../../shared/gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new DynamoDBClient(config),
  commands: {
    DescribeTable: DescribeTableCommand,
  },
};
