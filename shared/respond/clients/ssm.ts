// Systems Manager, loaded when first asked: the kill switch outside the record.
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { SdkService } from '../../gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new SSMClient(config),
  commands: { GetParameter: GetParameterCommand },
};
