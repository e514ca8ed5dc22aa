// The calls of doctor to cloudtrail: they all read.
// SPDX-License-Identifier: Apache-2.0
import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail';
import type { SdkService } from '../../../shared/gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new CloudTrailClient(config),
  commands: {
    DescribeTrails: DescribeTrailsCommand,
    GetTrailStatus: GetTrailStatusCommand,
    GetEventSelectors: GetEventSelectorsCommand,
  },
};
