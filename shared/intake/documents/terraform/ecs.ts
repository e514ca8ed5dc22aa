// ECS task definitions and services of the AWS provider, as properties of CloudFormation's.
// SPDX-License-Identifier: Apache-2.0
import type { Json } from '../../../model/json.ts';
import { type Fields, tags } from './fields.ts';

const volume: Fields = {
  Name: 'name',
  Host: {
    from: 'host_path',
    inner: 'SourcePath',
    make: (path: Json) => (path === '' ? null : { SourcePath: path }),
  },
  EFSVolumeConfiguration: {
    block: 'efs_volume_configuration',
    fields: {
      FileSystemId: 'file_system_id',
      RootDirectory: 'root_directory',
      TransitEncryption: 'transit_encryption',
      AuthorizationConfig: {
        block: 'authorization_config',
        fields: { AccessPointId: 'access_point_id', IAM: 'iam' },
      },
    },
  },
  DockerVolumeConfiguration: {
    block: 'docker_volume_configuration',
    fields: {
      Scope: 'scope',
      Autoprovision: 'autoprovision',
      Driver: 'driver',
      DriverOpts: 'driver_opts',
      Labels: 'labels',
    },
  },
  FSxWindowsFileServerVolumeConfiguration: {
    block: 'fsx_windows_file_server_volume_configuration',
    fields: {
      FileSystemId: 'file_system_id',
      RootDirectory: 'root_directory',
      AuthorizationConfig: {
        block: 'authorization_config',
        fields: { CredentialsParameter: 'credentials_parameter', Domain: 'domain' },
      },
    },
  },
};

export const taskDefinition: Fields = {
  Family: 'family',
  ContainerDefinitions: { json: 'container_definitions' },
  TaskRoleArn: 'task_role_arn',
  ExecutionRoleArn: 'execution_role_arn',
  NetworkMode: 'network_mode',
  Cpu: 'cpu',
  Memory: 'memory',
  PidMode: 'pid_mode',
  IpcMode: 'ipc_mode',
  RequiresCompatibilities: 'requires_compatibilities',
  Volumes: { blocks: 'volume', fields: volume },
  RuntimePlatform: {
    block: 'runtime_platform',
    fields: { OperatingSystemFamily: 'operating_system_family', CpuArchitecture: 'cpu_architecture' },
  },
  EphemeralStorage: { block: 'ephemeral_storage', fields: { SizeInGiB: 'size_in_gib' } },
  PlacementConstraints: {
    blocks: 'placement_constraints',
    fields: { Type: 'type', Expression: 'expression' },
  },
  ProxyConfiguration: {
    block: 'proxy_configuration',
    fields: { Type: 'type', ContainerName: 'container_name' },
  },
  Tags: tags,
};

const awsvpc = {
  AwsvpcConfiguration: {
    block: 'network_configuration',
    fields: {
      AssignPublicIp: {
        from: 'assign_public_ip',
        make: (on: Json) => (on === true ? 'ENABLED' : 'DISABLED'),
      },
      SecurityGroups: 'security_groups',
      Subnets: 'subnets',
    },
  },
} as const;

const capacityProviderStrategy = {
  blocks: 'capacity_provider_strategy',
  fields: { CapacityProvider: 'capacity_provider', Base: 'base', Weight: 'weight' },
} as const;

/** `network_configuration` is one block here and one object within another there. */
export const serviceNetwork: Fields = awsvpc;

export const service: Fields = {
  ServiceName: 'name',
  Cluster: 'cluster',
  TaskDefinition: 'task_definition',
  DesiredCount: 'desired_count',
  LaunchType: 'launch_type',
  PlatformVersion: 'platform_version',
  SchedulingStrategy: 'scheduling_strategy',
  EnableExecuteCommand: 'enable_execute_command',
  Role: 'iam_role',
  CapacityProviderStrategy: capacityProviderStrategy,
  PlacementConstraints: {
    blocks: 'placement_constraints',
    fields: { Type: 'type', Expression: 'expression' },
  },
  LoadBalancers: {
    blocks: 'load_balancer',
    fields: {
      TargetGroupArn: 'target_group_arn',
      ContainerName: 'container_name',
      ContainerPort: 'container_port',
    },
  },
  DeploymentController: { block: 'deployment_controller', fields: { Type: 'type' } },
  Tags: tags,
};
