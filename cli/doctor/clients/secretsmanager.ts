// The calls of doctor to secrets-manager: they all read.
// SPDX-License-Identifier: Apache-2.0
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SdkService } from '../../../shared/gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new SecretsManagerClient(config),
  commands: {
    DescribeSecret: DescribeSecretCommand,
  },
};
