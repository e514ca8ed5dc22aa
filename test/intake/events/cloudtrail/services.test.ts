// Every service whose calls are read has a row here, or a test of its own: a call that matters, what it touched, and one that says nothing.
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { definedCalls } from '../../../../shared/intake/events/cloudtrail/services/index.ts';
import { callsOf } from '../../../../shared/intake/events/cloudtrail/services.ts';
import { relevanceOf } from '../../../../shared/intake/events/cloudtrail/watched.ts';
import { account, call, callIn, reason, region } from '../records.ts';
import { type CallsRow, testCalls } from './calls.ts';

const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;

const rows: Readonly<Record<string, CallsRow>> = {
  account: { operation: 'PutAlternateContact', request: {}, target: null, left: null },
  cloudtrail: {
    ...{ operation: 'StopLogging', request: { name: 'main' }, left: null },
    target: arn('cloudtrail', 'trail/main'),
  },
  codebuild: {
    ...{ operation: 'UpdateProject', request: { name: 'web' }, left: 'CreateReport' },
    target: arn('codebuild', 'project/web'),
  },
  codedeploy: {
    ...{ operation: 'UpdateApplication', request: { applicationName: 'web' } },
    ...{ target: arn('codedeploy', 'application:web'), left: 'PutLifecycleEventHookExecutionStatus' },
  },
  codepipeline: {
    ...{ operation: 'UpdatePipeline', request: { pipeline: { name: 'web' } } },
    ...{ target: arn('codepipeline', 'web'), left: 'PollForJobs' },
  },
  dynamodb: {
    ...{ operation: 'UpdateTable', request: { tableName: 'findings' } },
    ...{ target: arn('dynamodb', 'table/findings'), left: 'PutItem' },
  },
  ec2: {
    ...{ operation: 'ModifyInstanceAttribute', request: { instanceId: 'i-0abc' }, platform: 'ec2' },
    ...{ target: arn('ec2', 'instance/i-0abc'), left: 'CreateVolume' },
  },
  'ec2-instance-connect': {
    ...{ operation: 'SendSSHPublicKey', request: { instanceId: 'i-0abc' }, platform: 'ec2' },
    ...{ target: arn('ec2', 'instance/i-0abc'), left: null },
  },
  ecr: {
    ...{ operation: 'SetRepositoryPolicy', request: { repositoryName: 'web' }, platform: 'ecr' },
    ...{ target: arn('ecr', 'repository/web'), left: 'UploadLayerPart' },
  },
  'ecr-public': {
    ...{ operation: 'CreateRepository', request: { repositoryName: 'web' }, platform: 'ecr' },
    ...{ target: null, left: 'UploadLayerPart' },
  },
  ecs: {
    ...{ operation: 'UpdateService', request: { cluster: 'shop', service: 'web' }, platform: 'ecs' },
    ...{ target: arn('ecs', 'service/shop/web'), left: 'SubmitTaskStateChange', cluster: 'shop' },
  },
  eks: {
    ...{ operation: 'UpdateClusterConfig', request: { name: 'shop' }, platform: 'eks' },
    ...{ target: arn('eks', 'cluster/shop'), left: null, cluster: 'shop' },
  },
  events: {
    ...{ operation: 'DisableRule', request: { name: 'watch', eventBusName: 'shop' } },
    ...{ target: arn('events', 'rule/shop/watch'), left: 'PutEvents' },
  },
  guardduty: {
    ...{ operation: 'DeleteDetector', request: { detectorId: 'd1' } },
    ...{ target: arn('guardduty', 'detector/d1'), left: null },
  },
  iam: {
    ...{ operation: 'AttachRolePolicy', request: { roleName: 'web', policyArn: 'p' } },
    ...{ target: `arn:aws:iam::${account}:role/web`, left: 'GenerateCredentialReport' },
  },
  identitystore: { operation: 'CreateUser', request: {}, target: null, left: null },
  inspector2: { operation: 'Disable', request: {}, target: null, left: null },
  kms: {
    ...{ operation: 'DisableKey', request: { keyId: 'k1' }, target: arn('kms', 'key/k1') },
    left: 'Decrypt',
  },
  lambda: {
    ...{ operation: 'UpdateFunctionCode20150331v2', request: { functionName: 'watch' } },
    ...{ target: arn('lambda', 'function:watch'), left: 'Invoke' },
  },
  logs: {
    ...{ operation: 'DeleteLogGroup', request: { logGroupName: 'audit' } },
    ...{ target: arn('logs', 'log-group:audit'), left: 'CreateLogStream' },
  },
  monitoring: { operation: 'DeleteAlarms', request: {}, target: null, left: 'PutDashboard' },
  organizations: { operation: 'DetachPolicy', request: { policyId: 'p-1' }, target: 'p-1', left: null },
  pipes: { operation: 'StopPipe', request: {}, target: null, left: null },
  rolesanywhere: { operation: 'CreateProfile', request: {}, target: null, left: 'CreateSession' },
  s3: {
    ...{ operation: 'PutBucketPolicy', request: { bucketName: 'seawall-policy-production-1' } },
    ...{ target: null, left: null },
  },
  scheduler: { operation: 'DeleteSchedule', request: {}, target: null, left: null },
  securityhub: { operation: 'DisableSecurityHub', request: {}, target: null, left: 'BatchImportFindings' },
  signer: { operation: 'AddProfilePermission', request: {}, target: null, left: null },
  signin: { operation: 'ConsoleLogin', request: {}, target: null, left: null },
  sns: {
    ...{ operation: 'DeleteTopic', request: { topicArn: arn('sns', 'news') } },
    ...{ target: arn('sns', 'news'), left: 'Publish' },
  },
  sqs: {
    ...{ operation: 'PurgeQueue', request: { queueUrl: `https://sqs.test/${account}/work` } },
    ...{ target: arn('sqs', 'work'), left: 'SendMessage' },
  },
  ssm: {
    ...{ operation: 'StartSession', request: { target: 'i-0abc' } },
    ...{ target: arn('ec2', 'instance/i-0abc'), left: 'PutInventory' },
  },
  sso: {
    ...{ operation: 'DeletePermissionSet', request: { permissionSetArn: 'arn:p' } },
    ...{ target: 'arn:p', left: 'Authenticate' },
  },
  'sso-directory': { operation: 'CreateUser', request: {}, target: null, left: null },
  sts: { operation: 'GetFederationToken', request: { name: 'kim' }, target: 'kim', left: 'AssumeRole' },
};

const services = definedCalls.map(({ service }) => service);

describe('services whose calls are read', () => {
  it('have a row each or a test of their own, and none beside', () => {
    const texts = globSync('services/*.test.ts', { cwd: import.meta.dirname }).map((file) =>
      readFileSync(`${import.meta.dirname}/${file}`, 'utf8'),
    );
    const own = services.filter((service) => texts.some((text) => text.includes(`testCalls('${service}'`)));
    expect(
      [...new Set([...Object.keys(rows), ...own])].toSorted(),
      'write test/intake/events/cloudtrail/services/<service>.test.ts',
    ).toEqual(services.toSorted());
  });

  for (const [service, row] of Object.entries(rows)) testCalls(service, row);

  it('watch each call whose change is read', () => {
    for (const { service, changes } of definedCalls)
      for (const operation of Object.keys(changes))
        expect([service, operation, relevanceOf({ service, operation })]).toEqual([
          service,
          operation,
          'watched',
        ]);
  });

  it('are none but these', () => {
    expect(callsOf('constructor')).toBeUndefined();
    expect(reason(call('made-up:DeleteIt', {}))).toBe('dropped: cloudtrail made-up call');
  });

  it('touched the first of the resources where the request names nothing', () => {
    const resources = [{ ARN: 'arn:first' }, { ARN: 'arn:second' }];
    expect(callIn(call('pipes:StopPipe', {}, { resources })).target).toBe('arn:first');
  });
});
