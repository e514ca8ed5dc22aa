// CloudWatch Logs with the one call that evidence is read by, loaded when first asked.
// SPDX-License-Identifier: Apache-2.0
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { SdkService } from '../../gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new CloudWatchLogsClient(config),
  commands: { GetLogEvents: GetLogEventsCommand },
};
