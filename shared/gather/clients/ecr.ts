// ECR, loaded when first asked: only the commands named here get into a bundle.
// SPDX-License-Identifier: Apache-2.0
import {
  BatchGetImageCommand,
  DescribeImageScanFindingsCommand,
  DescribeImageSigningStatusCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetDownloadUrlForLayerCommand,
  GetLifecyclePolicyCommand,
  GetRegistryScanningConfigurationCommand,
  GetRepositoryPolicyCommand,
  ListImageReferrersCommand,
} from '@aws-sdk/client-ecr';
import type { SdkService } from './service.ts';

export const service: SdkService = {
  client: (config) => new ECRClient(config),
  commands: {
    BatchGetImage: BatchGetImageCommand,
    DescribeImages: DescribeImagesCommand,
    DescribeImageScanFindings: DescribeImageScanFindingsCommand,
    DescribeImageSigningStatus: DescribeImageSigningStatusCommand,
    DescribeRepositories: DescribeRepositoriesCommand,
    GetDownloadUrlForLayer: GetDownloadUrlForLayerCommand,
    GetLifecyclePolicy: GetLifecyclePolicyCommand,
    GetRegistryScanningConfiguration: GetRegistryScanningConfigurationCommand,
    GetRepositoryPolicy: GetRepositoryPolicyCommand,
    ListImageReferrers: ListImageReferrersCommand,
  },
  rights: {
    // Other accounts let theirs be read.
    on: ['ecr:*:repository/*'],
    onAny: ['GetRegistryScanningConfiguration'],
    // "The IAM principal invoking this operation must have the ecr:BatchGetImage permission" (Amazon ECR API Reference, ListImageReferrers).
    allowedBy: { ListImageReferrers: 'BatchGetImage' },
  },
};
