// ECS with the calls that actions read by and send, loaded when first asked.
// SPDX-License-Identifier: Apache-2.0
import {
  ContinueServiceDeploymentCommand,
  DescribeContainerInstancesCommand,
  ListContainerInstancesCommand,
  ListServiceDeploymentsCommand,
  ListTaskDefinitionsCommand,
  StopServiceDeploymentCommand,
  StopTaskCommand,
  UpdateClusterCommand,
  UpdateContainerInstancesStateCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { service as reads } from '../../gather/clients/ecs.ts';
import type { SdkService } from '../../gather/clients/service.ts';

export const service: SdkService = {
  client: reads.client,
  commands: {
    ...reads.commands,
    ContinueServiceDeployment: ContinueServiceDeploymentCommand,
    DescribeContainerInstances: DescribeContainerInstancesCommand,
    ListContainerInstances: ListContainerInstancesCommand,
    ListServiceDeployments: ListServiceDeploymentsCommand,
    ListTaskDefinitions: ListTaskDefinitionsCommand,
    StopServiceDeployment: StopServiceDeploymentCommand,
    StopTask: StopTaskCommand,
    UpdateCluster: UpdateClusterCommand,
    UpdateContainerInstancesState: UpdateContainerInstancesStateCommand,
    UpdateService: UpdateServiceCommand,
  },
};
