// ECR with the calls that actions read by and send, loaded when first asked.
// SPDX-License-Identifier: Apache-2.0
import {
  DeleteRegistryPolicyCommand,
  DeleteRepositoryPolicyCommand,
  DescribeImagesCommand,
  GetRegistryPolicyCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutRegistryPolicyCommand,
  SetRepositoryPolicyCommand,
  UpdateImageStorageClassCommand,
} from '@aws-sdk/client-ecr';
import { service as reads } from '../../gather/clients/ecr.ts';
import type { SdkService } from '../../gather/clients/service.ts';

export const service: SdkService = {
  client: reads.client,
  commands: {
    ...reads.commands,
    DeleteRegistryPolicy: DeleteRegistryPolicyCommand,
    DeleteRepositoryPolicy: DeleteRepositoryPolicyCommand,
    DescribeImages: DescribeImagesCommand,
    GetRegistryPolicy: GetRegistryPolicyCommand,
    PutImageScanningConfiguration: PutImageScanningConfigurationCommand,
    PutImageTagMutability: PutImageTagMutabilityCommand,
    PutRegistryPolicy: PutRegistryPolicyCommand,
    SetRepositoryPolicy: SetRepositoryPolicyCommand,
    UpdateImageStorageClass: UpdateImageStorageClassCommand,
  },
  rights: { ...reads.rights, onAny: [...(reads.rights?.onAny ?? []), 'GetRegistryPolicy'] },
};
