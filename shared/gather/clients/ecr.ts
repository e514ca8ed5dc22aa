// ECR, loaded when first asked: only the commands named here get into a bundle.
import {
  BatchGetImageCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetDownloadUrlForLayerCommand,
  GetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr';
import type { SdkService } from './service.ts';

export const service: SdkService = {
  client: (config) => new ECRClient(config),
  commands: {
    BatchGetImage: BatchGetImageCommand,
    DescribeRepositories: DescribeRepositoriesCommand,
    GetDownloadUrlForLayer: GetDownloadUrlForLayerCommand,
    GetRepositoryPolicy: GetRepositoryPolicyCommand,
  },
};
