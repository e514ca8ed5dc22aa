// The calls of doctor to s3: they all read.
// SPDX-License-Identifier: Apache-2.0
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { SdkService } from '../../../shared/gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new S3Client(config),
  commands: {
    HeadObject: HeadObjectCommand,
  },
};
