// Systems Manager, loaded when first asked: the kill switch outside the record.
// SPDX-License-Identifier: Apache-2.0
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { SdkService } from '../../gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new SSMClient(config),
  commands: { GetParameter: GetParameterCommand },
};
