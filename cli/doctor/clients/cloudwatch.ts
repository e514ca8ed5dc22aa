// The calls of doctor to cloudwatch: they all read.
// SPDX-License-Identifier: Apache-2.0
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
  type GetMetricStatisticsCommandInput,
} from '@aws-sdk/client-cloudwatch';
import type { SdkService } from '../../../shared/gather/clients/service.ts';

/** The port carries JSON, in which times are texts; the SDK wants them as dates. */
class StatisticsCommand extends GetMetricStatisticsCommand {
  constructor(input: GetMetricStatisticsCommandInput) {
    const [StartTime, EndTime] = [input.StartTime, input.EndTime].map((time) => time && new Date(time));
    super({ ...input, StartTime, EndTime });
  }
}

export const service: SdkService = {
  client: (config) => new CloudWatchClient(config),
  commands: {
    DescribeAlarms: DescribeAlarmsCommand,
    GetMetricStatistics: StatisticsCommand,
  },
};
