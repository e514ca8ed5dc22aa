// App Runner services of the AWS provider, as properties of CloudFormation's.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json } from '../../../model/json.ts';
import { type Fields, tags } from './fields.ts';

const pairs = (from: string): Fields[string] => ({
  from,
  make: (map: Json) =>
    isObject(map) ? Object.entries(map).map(([Name, Value = null]) => ({ Name, Value })) : null,
});

const appRunnerEnvironment: Fields = {
  Port: 'port',
  StartCommand: 'start_command',
  RuntimeEnvironmentVariables: pairs('runtime_environment_variables'),
  RuntimeEnvironmentSecrets: pairs('runtime_environment_secrets'),
};

export const appRunner: Fields = {
  ServiceName: 'service_name',
  SourceConfiguration: {
    block: 'source_configuration',
    fields: {
      AuthenticationConfiguration: {
        block: 'authentication_configuration',
        fields: { AccessRoleArn: 'access_role_arn' },
      },
      ImageRepository: {
        block: 'image_repository',
        fields: {
          ImageIdentifier: 'image_identifier',
          ImageConfiguration: { block: 'image_configuration', fields: appRunnerEnvironment },
        },
      },
      CodeRepository: {
        block: 'code_repository',
        fields: {
          RepositoryUrl: 'repository_url',
          CodeConfiguration: {
            block: 'code_configuration',
            fields: {
              CodeConfigurationValues: { block: 'code_configuration_values', fields: appRunnerEnvironment },
            },
          },
        },
      },
    },
  },
  InstanceConfiguration: {
    block: 'instance_configuration',
    fields: { InstanceRoleArn: 'instance_role_arn', Cpu: 'cpu', Memory: 'memory' },
  },
  NetworkConfiguration: {
    block: 'network_configuration',
    fields: {
      IngressConfiguration: {
        block: 'ingress_configuration',
        fields: { IsPubliclyAccessible: 'is_publicly_accessible' },
      },
    },
  },
  Tags: tags,
};
