// The calls of doctor to ssm: they all read.
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { SdkService } from '../../../shared/gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new SSMClient(config),
  commands: {
    GetParameter: GetParameterCommand,
  },
};
