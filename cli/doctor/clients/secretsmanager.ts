// The calls of doctor to secrets-manager: they all read.
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SdkService } from '../../../shared/gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new SecretsManagerClient(config),
  commands: {
    DescribeSecret: DescribeSecretCommand,
  },
};
