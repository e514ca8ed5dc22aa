// The calls of doctor to ssm: they all read.
// SPDX-License-Identifier: Apache-2.0
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { SdkService } from '../../../shared/gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new SSMClient(config),
  commands: {
    GetParameter: GetParameterCommand,
  },
};
