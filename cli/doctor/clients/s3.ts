// The calls of doctor to s3: they all read.
// SPDX-License-Identifier: Apache-2.0
import { HeadObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { SdkService } from '../../../shared/gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new S3Client(config),
  commands: {
    HeadObject: HeadObjectCommand,
    ListObjectsV2: ListObjectsV2Command,
  },
};
