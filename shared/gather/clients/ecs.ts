// ECS, loaded when first asked: only the commands named here get into a bundle.
// SPDX-License-Identifier: Apache-2.0
import {
  DescribeClustersCommand,
  DescribeContainerInstancesCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListClustersCommand,
  ListContainerInstancesCommand,
  ListTasksCommand,
} from '@aws-sdk/client-ecs';
import type { SdkService } from './service.ts';

export const service: SdkService = {
  client: (config) => new ECSClient(config),
  commands: {
    DescribeClusters: DescribeClustersCommand,
    DescribeContainerInstances: DescribeContainerInstancesCommand,
    DescribeServiceDeployments: DescribeServiceDeploymentsCommand,
    DescribeServiceRevisions: DescribeServiceRevisionsCommand,
    DescribeServices: DescribeServicesCommand,
    DescribeTaskDefinition: DescribeTaskDefinitionCommand,
    DescribeTasks: DescribeTasksCommand,
    ListClusters: ListClustersCommand,
    ListContainerInstances: ListContainerInstancesCommand,
    ListTasks: ListTasksCommand,
  },
};
