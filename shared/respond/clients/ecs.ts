// ECS with the calls that actions read by and send, loaded when first asked.
import {
  DescribeContainerInstancesCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
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
    DescribeContainerInstances: DescribeContainerInstancesCommand,
    DescribeServiceDeployments: DescribeServiceDeploymentsCommand,
    DescribeServiceRevisions: DescribeServiceRevisionsCommand,
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
