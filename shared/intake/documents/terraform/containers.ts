// ECS clusters, EKS, ECR and Batch resources of the AWS provider, and which properties of CloudFormation's their attributes are.
// SPDX-License-Identifier: Apache-2.0
import type { Json } from '../../../model/json.ts';
import { listOf } from '../../../model/json.ts';
import { table } from '../../../model/table.ts';
import { appRunner } from './app-runner.ts';
import { taskDefinition } from './ecs.ts';
import { type Fields, tags } from './fields.ts';

const eksCluster: Fields = {
  Name: 'name',
  Version: 'version',
  RoleArn: 'role_arn',
  ResourcesVpcConfig: {
    block: 'vpc_config',
    fields: {
      EndpointPublicAccess: 'endpoint_public_access',
      EndpointPrivateAccess: 'endpoint_private_access',
      PublicAccessCidrs: 'public_access_cidrs',
      SecurityGroupIds: 'security_group_ids',
      SubnetIds: 'subnet_ids',
    },
  },
  Logging: {
    from: 'enabled_cluster_log_types',
    make: (types: Json) => ({ ClusterLogging: { EnabledTypes: listOf(types).map((Type) => ({ Type })) } }),
  },
  EncryptionConfig: {
    blocks: 'encryption_config',
    fields: { Resources: 'resources', Provider: { block: 'provider', fields: { KeyArn: 'key_arn' } } },
  },
  AccessConfig: {
    block: 'access_config',
    fields: {
      AuthenticationMode: 'authentication_mode',
      BootstrapClusterCreatorAdminPermissions: 'bootstrap_cluster_creator_admin_permissions',
    },
  },
  Tags: tags,
};

const repository: Fields = {
  RepositoryName: 'name',
  ImageTagMutability: 'image_tag_mutability',
  ImageTagMutabilityExclusionFilters: {
    blocks: 'image_tag_mutability_exclusion_filter',
    fields: {
      ImageTagMutabilityExclusionFilterType: 'filter_type',
      ImageTagMutabilityExclusionFilterValue: 'filter',
    },
  },
  ImageScanningConfiguration: {
    block: 'image_scanning_configuration',
    fields: { ScanOnPush: 'scan_on_push' },
  },
  EncryptionConfiguration: {
    block: 'encryption_configuration',
    fields: { EncryptionType: 'encryption_type', KmsKey: 'kms_key' },
  },
  Tags: tags,
};

/** The provider writes the pod of a job on EKS as blocks. */
const eksContainer: Fields = {
  Name: 'name',
  Image: 'image',
  Command: 'command',
  Args: 'args',
  Env: { blocks: 'env', fields: { Name: 'name', Value: 'value' } },
  Resources: { block: 'resources', fields: { Limits: 'limits', Requests: 'requests' } },
  SecurityContext: {
    block: 'security_context',
    fields: {
      Privileged: 'privileged',
      AllowPrivilegeEscalation: 'allow_privilege_escalation',
      ReadOnlyRootFilesystem: 'read_only_root_file_system',
      RunAsNonRoot: 'run_as_non_root',
      RunAsUser: 'run_as_user',
      RunAsGroup: 'run_as_group',
    },
  },
  VolumeMounts: {
    blocks: 'volume_mounts',
    fields: { Name: 'name', MountPath: 'mount_path', ReadOnly: 'read_only' },
  },
};

const eksProperties: Fields[string] = {
  block: 'eks_properties',
  fields: {
    PodProperties: {
      block: 'pod_properties',
      fields: {
        Containers: { blocks: 'containers', fields: eksContainer },
        InitContainers: { blocks: 'init_containers', fields: eksContainer },
        HostNetwork: 'host_network',
        ServiceAccountName: 'service_account_name',
        ShareProcessNamespace: 'share_process_namespace',
        Volumes: {
          blocks: 'volumes',
          fields: { Name: 'name', HostPath: { block: 'host_path', fields: { Path: 'path' } } },
        },
      },
    },
  },
};

/** By the provider's type: CloudFormation's type, and its properties. */
export const containerResources: Readonly<Record<string, readonly [type: string, fields: Fields]>> = table({
  aws_ecs_task_definition: ['AWS::ECS::TaskDefinition', taskDefinition],
  aws_apprunner_service: ['AWS::AppRunner::Service', appRunner],
  aws_ecs_cluster: [
    'AWS::ECS::Cluster',
    {
      ClusterName: 'name',
      ClusterSettings: { blocks: 'setting', fields: { Name: 'name', Value: 'value' } },
      Configuration: {
        block: 'configuration',
        fields: {
          ExecuteCommandConfiguration: {
            block: 'execute_command_configuration',
            fields: { KmsKeyId: 'kms_key_id', Logging: 'logging' },
          },
        },
      },
      Tags: tags,
    },
  ],
  aws_eks_cluster: ['AWS::EKS::Cluster', eksCluster],
  aws_eks_node_group: [
    'AWS::EKS::Nodegroup',
    {
      NodegroupName: 'node_group_name',
      ClusterName: 'cluster_name',
      NodeRole: 'node_role_arn',
      AmiType: 'ami_type',
      RemoteAccess: {
        block: 'remote_access',
        fields: { Ec2SshKey: 'ec2_ssh_key', SourceSecurityGroups: 'source_security_group_ids' },
      },
    },
  ],
  aws_eks_addon: [
    'AWS::EKS::Addon',
    {
      AddonName: 'addon_name',
      ClusterName: 'cluster_name',
      AddonVersion: 'addon_version',
      ServiceAccountRoleArn: 'service_account_role_arn',
      ConfigurationValues: 'configuration_values',
    },
  ],
  aws_eks_pod_identity_association: [
    'AWS::EKS::PodIdentityAssociation',
    {
      ClusterName: 'cluster_name',
      Namespace: 'namespace',
      ServiceAccount: 'service_account',
      RoleArn: 'role_arn',
    },
  ],
  aws_eks_access_entry: [
    'AWS::EKS::AccessEntry',
    {
      ClusterName: 'cluster_name',
      PrincipalArn: 'principal_arn',
      KubernetesGroups: 'kubernetes_groups',
      Type: 'type',
    },
  ],
  aws_iam_access_key: ['AWS::IAM::AccessKey', { UserName: 'user', Status: 'status' }],
  aws_iam_user_login_profile: [
    'AWS::IAM::User',
    { UserName: 'user', LoginProfile: { from: 'user', make: () => ({ PasswordResetRequired: null }) } },
  ],
  aws_ecr_repository: ['AWS::ECR::Repository', repository],
  aws_ecrpublic_repository: ['AWS::ECR::PublicRepository', { RepositoryName: 'repository_name' }],
  aws_ecr_registry_policy: ['AWS::ECR::RegistryPolicy', { PolicyText: { json: 'policy' } }],
  aws_ecr_replication_configuration: [
    'AWS::ECR::ReplicationConfiguration',
    {
      ReplicationConfiguration: {
        block: 'replication_configuration',
        fields: {
          Rules: {
            blocks: 'rule',
            fields: {
              Destinations: {
                blocks: 'destination',
                fields: { Region: 'region', RegistryId: 'registry_id' },
              },
            },
          },
        },
      },
    },
  ],
  aws_ecr_registry_scanning_configuration: [
    'AWS::ECR::RegistryScanningConfiguration',
    {
      ScanType: 'scan_type',
      Rules: {
        blocks: 'rule',
        fields: {
          ScanFrequency: 'scan_frequency',
          RepositoryFilters: {
            blocks: 'repository_filter',
            fields: { Filter: 'filter', FilterType: 'filter_type' },
          },
        },
      },
    },
  ],
  aws_ecr_pull_through_cache_rule: [
    'AWS::ECR::PullThroughCacheRule',
    { EcrRepositoryPrefix: 'ecr_repository_prefix', UpstreamRegistryUrl: 'upstream_registry_url' },
  ],
  aws_batch_job_definition: [
    'AWS::Batch::JobDefinition',
    {
      JobDefinitionName: 'name',
      Type: 'type',
      ContainerProperties: { json: 'container_properties' },
      EcsProperties: { json: 'ecs_properties' },
      EksProperties: eksProperties,
      PlatformCapabilities: 'platform_capabilities',
    },
  ],
});
