// ECR, loaded when first asked: only the commands named here get into a bundle.
// SPDX-License-Identifier: Apache-2.0
import {
  BatchGetImageCommand,
  DescribeImageScanFindingsCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetDownloadUrlForLayerCommand,
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
    DescribeRepositories: DescribeRepositoriesCommand,
    GetDownloadUrlForLayer: GetDownloadUrlForLayerCommand,
    GetRegistryScanningConfiguration: GetRegistryScanningConfigurationCommand,
    GetRepositoryPolicy: GetRepositoryPolicyCommand,
    ListImageReferrers: ListImageReferrersCommand,
  },
};
