// CloudTrail, loaded when first asked: only the commands named here get into a bundle.
// SPDX-License-Identifier: Apache-2.0
import {
  CloudTrailClient,
  GetTrailStatusCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import type { SdkService } from '../../gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new CloudTrailClient(config),
  commands: {
    GetTrailStatus: GetTrailStatusCommand,
    StartLogging: StartLoggingCommand,
    StopLogging: StopLoggingCommand,
  },
};
