// Services of App Runner in templates, plans and as AWS describes them: the container that runs, what it gets and who reaches it.
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../shared/model/json.ts';
import { judgedFiles } from '../../support/judged-files.ts';

const image = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1.4.2';
const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const service = (configuration: JsonObject, more: JsonObject = {}): JsonObject => ({
  ServiceName: 'shop-web',
  SourceConfiguration: { ImageRepository: { ImageIdentifier: image, ImageConfiguration: configuration } },
  ...more,
});
const fromSource = (values: JsonObject): JsonObject => ({
  SourceConfiguration: {
    CodeRepository: {
      RepositoryUrl: 'https://github.com/acme/shop',
      CodeConfiguration: { ConfigurationSource: 'API', CodeConfigurationValues: values },
    },
  },
});
const roles = (instance: string, access: string): JsonObject => ({
  SourceConfiguration: {
    ImageRepository: { ImageIdentifier: image },
    AuthenticationConfiguration: { AccessRoleArn: role(access) },
  },
  InstanceConfiguration: { InstanceRoleArn: role(instance) },
});
const template = (properties: JsonObject): Json => ({
  Resources: { Web: { Type: 'AWS::AppRunner::Service', Properties: properties } },
});
const variable = (Name: string, Value: Json): JsonObject => ({
  RuntimeEnvironmentVariables: [{ Name, Value }],
});
const reached = (IsPubliclyAccessible: Json): JsonObject => ({
  NetworkConfiguration: { IngressConfiguration: { IsPubliclyAccessible } },
});

const loaders = 'input-validation/no-loader-variables';
const updates = 'resource-usage/no-self-update';
const ports = 'resource-usage/no-admin-ports';
const exposure = 'resource-usage/no-public-address';
const pinned = 'image-provenance/pinned-by-digest';
const apart = 'blast-radius/execution-role-apart';
const logging = 'control-plane/workload-logging';
const limits = 'blast-radius/resource-limits';
const writable = 'immutability/read-only-root-filesystem';
const admission = 'segmentation/no-world-ingress';
const privileged = 'namespace-isolation/no-privileged';

describe('services of a template', () => {
  it.each<[control: string, expected: string, says: string, properties: JsonObject]>([
    [loaders, 'fail', 'a loader variable', service(variable('LD_PRELOAD', '/tmp/x.so'))],
    [loaders, 'fail', 'one of a service from source', fromSource(variable('LD_PRELOAD', '/tmp/x.so'))],
    [updates, 'fail', 'a package manager', service({ StartCommand: 'apt-get install -y jq && app' })],
    [ports, 'fail', 'SSH', service({ Port: '22' })],
    [exposure, 'fail', 'what is public, as AWS has it', service({})],
    [exposure, 'fail', 'what is said to be public', service({}, reached('true'))],
    [
      pinned,
      'fail',
      'no tag',
      { SourceConfiguration: { ImageRepository: { ImageIdentifier: 'public.ecr.aws/a/b' } } },
    ],
    [apart, 'fail', 'one role for both', roles('shop', 'shop')],
    [loaders, 'pass', 'ordinary variables', service(variable('LOG_LEVEL', 'info'))],
    [updates, 'pass', 'a plain start', service({ StartCommand: 'node server.js' })],
    [ports, 'pass', 'the port by default', service({})],
    [exposure, 'pass', 'what a VPC alone reaches', service({}, reached(false))],
    [pinned, 'pass', 'a tag', service({})],
    [apart, 'pass', 'two roles', roles('shop', 'pull')],
    [logging, 'pass', 'the log that AWS keeps', service({})],
    [limits, 'pass', 'the memory by default', service({})],
    [privileged, 'pass', 'what nobody can ask for', service({})],
    [exposure, 'unknown', 'an open choice', service({}, reached({ Ref: 'Public' }))],
    [pinned, 'unknown', 'an image of AWS’s making', fromSource({ Runtime: 'PYTHON_3' })],
    [writable, 'unknown', 'what has no setting', service({})],
    [admission, 'not-applicable', 'a network of AWS', service({})],
  ])('%s: %s for %s', async (control, expected, _, properties) => {
    const found = await judgedFiles({ 'template.json': template(properties) });
    expect(found(control).map(({ outcome }) => outcome)).toEqual([expected]);
  });

  it.each<[control: string, path: string, properties: JsonObject]>([
    [
      loaders,
      'SourceConfiguration.ImageRepository.ImageConfiguration.RuntimeEnvironmentVariables[0].value',
      service(variable('LD_PRELOAD', '/tmp/x.so')),
    ],
    [
      updates,
      'SourceConfiguration.CodeRepository.CodeConfiguration.CodeConfigurationValues.StartCommand',
      fromSource({ StartCommand: 'yum update -y && app' }),
    ],
    [exposure, 'NetworkConfiguration.IngressConfiguration.IsPubliclyAccessible', service({})],
  ])('%s names the place: %s', async (control, path, properties) => {
    const found = await judgedFiles({ 'template.json': template(properties) });
    expect(found(control).flatMap(({ evidence }) => evidence.map((one) => one.path))).toEqual([path]);
  });
});

describe('services of a plan', () => {
  const plan = (values: JsonObject): Json => ({
    ...{ format_version: '1.2', terraform_version: '1.14.0' },
    planned_values: {
      root_module: {
        resources: [
          {
            ...{ address: 'aws_apprunner_service.web', mode: 'managed' },
            ...{ type: 'aws_apprunner_service', name: 'web', values },
          },
        ],
      },
    },
  });
  const configured = (configuration: JsonObject, more: JsonObject = {}): Json =>
    plan({
      ...{ service_name: 'shop-web', ...more },
      source_configuration: [
        { image_repository: [{ image_identifier: image, image_configuration: [configuration] }] },
      ],
    });

  it.each<[control: string, expected: string, given: Json]>([
    [loaders, 'fail', configured({ runtime_environment_variables: { LD_PRELOAD: '/tmp/x.so' } })],
    [updates, 'fail', configured({ start_command: 'apk add curl && app' })],
    [exposure, 'fail', configured({})],
    [loaders, 'pass', configured({ runtime_environment_variables: { LOG_LEVEL: 'info' } })],
    [updates, 'pass', configured({ start_command: 'app' })],
    [
      exposure,
      'pass',
      configured(
        {},
        { network_configuration: [{ ingress_configuration: [{ is_publicly_accessible: false }] }] },
      ),
    ],
  ])('%s: %s', async (control, expected, given) => {
    const found = await judgedFiles({ 'plan.json': given });
    expect(found(control).map(({ outcome }) => outcome)).toEqual([expected]);
  });
});

it('a service as AWS describes it has its ARN, and variables as a map', async () => {
  const arn = 'arn:aws:apprunner:eu-west-1:111122223333:service/shop-web/8fe1e10304f84fd2b0df550fe98a71fa';
  const described = {
    ...service({ RuntimeEnvironmentVariables: { LD_PRELOAD: '/tmp/x.so' } }),
    ...{ ServiceArn: arn, Status: 'RUNNING' },
  };
  const found = await judgedFiles({ 'service.json': { Service: described } });
  const [verdict] = found(loaders);
  expect(verdict?.outcome).toBe('fail');
  expect(verdict?.subject).toMatchObject({ id: arn, account: '111122223333', region: 'eu-west-1' });
});
