// The calls of doctor to lambda: they all read.
// SPDX-License-Identifier: Apache-2.0
import {
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import type { SdkService } from '../../../shared/gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new LambdaClient(config),
  commands: {
    GetFunctionConfiguration: GetFunctionConfigurationCommand,
    GetEventSourceMapping: GetEventSourceMappingCommand,
  },
};
