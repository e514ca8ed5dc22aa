// The calls of doctor to iam: they all read.
// SPDX-License-Identifier: Apache-2.0
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { SdkService } from '../../../shared/gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new IAMClient(config),
  commands: {
    GetRole: GetRoleCommand,
  },
};
