// The calls of doctor to cloudwatch-logs: they all read.
// SPDX-License-Identifier: Apache-2.0
import { CloudWatchLogsClient, DescribeSubscriptionFiltersCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { SdkService } from '../../../shared/gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new CloudWatchLogsClient(config),
  commands: {
    DescribeSubscriptionFilters: DescribeSubscriptionFiltersCommand,
  },
};
