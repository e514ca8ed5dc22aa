// Which CloudTrail records are read at all, and what a call says of itself.
import { describe, expect, it } from 'vitest';
import { relevantCloudTrail } from '../../../../shared/intake/events/cloudtrail/watched.ts';
import { account, call, callIn, context, native, observe, reason, region, session } from '../records.ts';

const root = { type: 'Root', arn: `arn:aws:iam::${account}:root`, accountId: account };

describe('what is dropped', () => {
  it.each([
    [call('ec2:DescribeInstances', {}, { readOnly: true }), 'dropped: cloudtrail read-only call'],
    [call('cloudtrail:DescribeTrail', {}), 'dropped: cloudtrail read-only call'],
    [call('s3:PutBucketPolicy', {}), 'dropped: cloudtrail s3 call'],
    [call('ec2:CreateVolume', {}), 'dropped: cloudtrail ec2 call not watched'],
    [call('ecs:SubmitTaskStateChange', {}), 'dropped: cloudtrail ecs call not watched'],
    [call('sts:AssumeRole', {}, { readOnly: true }), 'dropped: cloudtrail sts call not watched'],
    [call('s3:GetObject', {}, { userIdentity: root, readOnly: true }), 'dropped: cloudtrail read-only call'],
    [
      call('ecr:PolicyExecutionEvent', null, { eventType: 'AwsServiceEvent' }),
      'dropped: cloudtrail service event',
    ],
    [call('iam:CreateUser', {}, { eventCategory: 'Insight' }), 'dropped: cloudtrail insight'],
    [
      {
        eventVersion: '1.08',
        eventType: 'AwsCloudTrailInsight',
        insightDetails: { eventName: 'RunInstances' },
      },
      'dropped: cloudtrail insight',
    ],
    [call('dynamodb:UpdateTable', {}, { eventCategory: 'Data' }), 'dropped: cloudtrail data event'],
    [
      { eventSource: 'aws:dynamodb', eventName: 'INSERT', dynamodb: {} },
      'dropped: stream record of another service',
    ],
  ])('%#', (raw, why) => {
    expect(reason(raw)).toBe(why);
  });

  it('is known from names alone, except for the root user', () => {
    expect(relevantCloudTrail('s3.amazonaws.com', 'PutBucketPolicy')).toBe(false);
    expect(relevantCloudTrail('s3.amazonaws.com', 'PutBucketPolicy', 'Root')).toBe(true);
    expect(relevantCloudTrail('s3.amazonaws.com', 'GetObject', 'Root')).toBe(false);
    const bucket = { bucketName: 'seawall-policy-production-1-x' };
    expect(relevantCloudTrail('s3.amazonaws.com', 'PutObject', 'IAMUser', bucket)).toBe(true);
    expect(relevantCloudTrail('s3.amazonaws.com', 'PutObject', 'IAMUser', { bucketName: 'x' })).toBe(false);
    expect(relevantCloudTrail('lambda.amazonaws.com', 'UpdateFunctionCode20150331v2')).toBe(true);
    expect(relevantCloudTrail('lambda.amazonaws.com', 'ListFunctions20150331')).toBe(false);
    // What cannot be told is left to readEvent.
    expect(relevantCloudTrail(undefined, 7)).toBe(true);
  });

  it('the root user is watched in every service', () => {
    expect(callIn(call('s3:PutBucketPolicy', {}, { userIdentity: root })).actor.root).toBe(true);
  });
});

describe('what is unreadable', () => {
  it.each([
    [
      { ...call('iam:CreateUser', {}), eventName: 7 },
      'cloudtrail record without a usable eventSource and eventName',
    ],
    [
      { ...call('iam:CreateUser', {}), eventSource: '' },
      'cloudtrail record without a usable eventSource and eventName',
    ],
    [{ eventName: 'CreateUser' }, 'cloudtrail record without a usable eventSource and eventName'],
    [call('iam:CreateUser', 'text'), 'cloudtrail requestParameters are a text, not an object'],
    [
      call('iam:CreateUser', JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`)),
      'cloudtrail record nested too deep',
    ],
    [7, 'not a JSON object'],
    [null, 'not a JSON object'],
    [native('AWS API Call via CloudTrail', '{'), 'cloudtrail event without a detail object'],
  ])('%#', (raw, why) => {
    expect(reason(raw)).toBe(`unreadable: ${why}`);
  });
});

describe('names that objects have by themselves', () => {
  it.each(['constructor', '__proto__', 'toString'])('%s is a service like any other', (name) => {
    const raw = call(`${name}:${name}`, {}, { userIdentity: root });
    expect(callIn(raw)).toMatchObject({ service: name, target: null, platform: 'iam' });
    expect(observe(call(`iam:${name}`, {})).subjects).toHaveLength(1);
  });
});

describe('a call', () => {
  it('keeps who did what to what', () => {
    const observation = observe(
      call('lambda:UpdateFunctionConfiguration20150331v2', { functionName: 'shop' }),
    );
    expect(observation).toMatchObject({
      id: `${account}/${region}/0b1c2d3e-0000-4000-8000-000000000001`,
      name: 'UpdateFunctionConfiguration',
      time: '2026-11-02T09:12:00.000Z',
      replayed: false,
      ref: { file: 'f', eventId: '0b1c2d3e-0000-4000-8000-000000000001', time: '2026-11-02T09:12:00.000Z' },
    });
    expect(observation.subjects).toMatchObject([
      {
        kind: 'call',
        id: '0b1c2d3e-0000-4000-8000-000000000001',
        service: 'lambda',
        operation: 'UpdateFunctionConfiguration',
        target: `arn:aws:lambda:${region}:${account}:function:shop`,
        succeeded: true,
      },
    ]);
  });

  it('has one identity for one target and one caller, whatever the session', () => {
    const by = (name: string) =>
      callIn(
        call('ecs:ExecuteCommand', { cluster: 'pay', task: 'abc' }, { userIdentity: session('admin', name) }),
      );
    expect(by('kim').identity).toBe(by('lee').identity);
    expect(by('kim').identity).toBe(
      `arn:aws:ecs:${region}:${account}:task/pay/abc|arn:aws:iam::${account}:role/admin`,
    );
  });

  it('without event id or account still has a stable id', () => {
    const {
      eventID: _,
      recipientAccountId: __,
      userIdentity: ___,
      ...bare
    } = call('iam:CreateUser', { userName: 'x' });
    const first = observe(bare);
    expect(first.id).toMatch(/^hash\/[0-9a-f]{32}$/);
    expect(observe({ ...bare }).id).toBe(first.id);
    expect(first.account).toBeNull();
  });

  it('with a time that never was has none', () => {
    expect(observe(call('iam:CreateUser', {}, { eventTime: '2023-02-29T00:00:00Z' })).time).toBeNull();
  });

  it('is read from an EventBridge event, from a replay, and from a detail that is a text', () => {
    const record = call('iam:CreateUser', { userName: 'x' });
    const event = native('AWS API Call via CloudTrail', record);
    expect(observe(event)).toEqual(observe(record));
    expect(observe({ ...event, 'replay-name': 'r' })).toMatchObject({
      replayed: true,
      id: observe(record).id,
    });
    expect(observe({ ...event, detail: JSON.stringify(record) })).toEqual(observe(record));
    const { recipientAccountId: _, userIdentity: __, ...anonymous } = record;
    expect(observe({ ...event, detail: anonymous }).account).toBe(account);
  });

  it('reads records whose keys a log store wrote in lower case', () => {
    const lower = JSON.parse(
      JSON.stringify(
        call('ec2:ModifyInstanceAttribute', { instanceId: 'i-0abc', userData: '<sensitiveDataRemoved>' }),
      ).replace(/"([A-Za-z]+)":/g, (text) => text.toLowerCase()),
    );
    expect(callIn(lower)).toMatchObject({
      operation: 'ModifyInstanceAttribute',
      parameters: { userData: '<sensitiveDataRemoved>' },
      actor: { name: 'kim' },
    });
  });

  it('tells a sign-in that failed', () => {
    const login = (more: object) =>
      callIn(call('signin:ConsoleLogin', null, { eventType: 'AwsConsoleSignIn', ...more }));
    expect(
      login({ responseElements: { ConsoleLogin: 'Success' }, additionalEventData: { MFAUsed: 'No' } }),
    ).toMatchObject({ succeeded: true, actor: { mfa: false } });
    expect(login({ responseElements: { ConsoleLogin: 'Failure' } }).succeeded).toBe(false);
    expect(login({ errorMessage: 'Failed authentication' })).toMatchObject({
      succeeded: false,
      errorCode: 'Failed',
    });
  });

  it.each([
    ['events:DisableRule', { name: 'r' }, `arn:aws:events:${region}:${account}:rule/r`],
    [
      'events:RemoveTargets',
      { rule: 'r', eventBusName: 'home' },
      `arn:aws:events:${region}:${account}:rule/home/r`,
    ],
    [
      'sqs:SetQueueAttributes',
      { queueUrl: `https://sqs.${region}.amazonaws.com/${account}/jobs` },
      `arn:aws:sqs:${region}:${account}:jobs`,
    ],
    ['dynamodb:DeleteTable', { tableName: 't' }, `arn:aws:dynamodb:${region}:${account}:table/t`],
    ['cloudtrail:StopLogging', { name: 'main' }, `arn:aws:cloudtrail:${region}:${account}:trail/main`],
    [
      'cloudtrail:StopLogging',
      { name: 'arn:aws:cloudtrail:x:1:trail/main' },
      'arn:aws:cloudtrail:x:1:trail/main',
    ],
    ['logs:DeleteLogGroup', { logGroupName: '/a' }, `arn:aws:logs:${region}:${account}:log-group:/a`],
    ['ssm:StartSession', { target: 'ecs:pay_abc_def' }, 'ecs:pay_abc_def'],
    ['ssm:StartSession', { target: 'i-0abc' }, `arn:aws:ec2:${region}:${account}:instance/i-0abc`],
    [
      'ssm:SendCommand',
      { instanceIds: ['i-0abc', 'i-1'] },
      `arn:aws:ec2:${region}:${account}:instance/i-0abc`,
    ],
    [
      'ec2-instance-connect:SendSSHPublicKey',
      { instanceId: 'i-0abc' },
      `arn:aws:ec2:${region}:${account}:instance/i-0abc`,
    ],
    [
      'iam:CreateSAMLProvider',
      { sAMLProviderArn: 'arn:aws:iam::1:saml-provider/x' },
      'arn:aws:iam::1:saml-provider/x',
    ],
    [
      'iam:AddRoleToInstanceProfile',
      { instanceProfileName: 'p', roleName: 'r' },
      `arn:aws:iam::${account}:role/r`,
    ],
    ['iam:CreateInstanceProfile', { instanceProfileName: 'p' }, `arn:aws:iam::${account}:instance-profile/p`],
    ['iam:CreatePolicy', { policyName: 'p' }, `arn:aws:iam::${account}:policy/p`],
    [
      'codepipeline:UpdatePipeline',
      { pipeline: { name: 'p' } },
      `arn:aws:codepipeline:${region}:${account}:p`,
    ],
    ['codebuild:UpdateProject', { name: 'b' }, `arn:aws:codebuild:${region}:${account}:project/b`],
    [
      'sso:CreateAccountAssignment',
      { permissionSetArn: 'arn:aws:sso:::permissionSet/x' },
      'arn:aws:sso:::permissionSet/x',
    ],
    ['organizations:DetachPolicy', { policyId: 'p-1' }, 'p-1'],
    ['eks:DeleteCluster', { name: 'pay' }, `arn:aws:eks:${region}:${account}:cluster/pay`],
    [
      'ecs:UpdateService',
      { cluster: 'pay', service: 'web' },
      `arn:aws:ecs:${region}:${account}:service/pay/web`,
    ],
    [
      'ecs:DeregisterTaskDefinition',
      { taskDefinition: 'web:3' },
      `arn:aws:ecs:${region}:${account}:task-definition/web:3`,
    ],
    ['ecs:PutClusterCapacityProviders', { cluster: 'pay' }, `arn:aws:ecs:${region}:${account}:cluster/pay`],
    ['guardduty:DeleteDetector', null, null],
  ])('%s %j touches %s', (name, parameters, target) => {
    expect(callIn(call(name, parameters)).target).toBe(target);
  });

  it('takes the first listed resource where no field names the target', () => {
    expect(
      callIn(call('signer:PutSigningProfile', {}, { resources: [{ ARN: 'arn:aws:signer:x' }] })).target,
    ).toBe('arn:aws:signer:x');
  });
});

describe('a denied call', () => {
  it.each([
    'iam:AttachRolePolicy',
    'ecs:CreateService',
    'ecr:SetRepositoryPolicy',
    'eks:CreateAccessEntry',
    'ec2:AuthorizeSecurityGroupIngress',
    'ecs:RegisterTaskDefinition',
  ])('%s yields the attempt and no state', (name) => {
    const parameters = {
      roleName: 'r',
      policyArn: 'p',
      repositoryName: 'r',
      policyText: '{}',
      name: 'c',
      principalArn: 'a',
      groupId: 'sg-1',
      family: 'f',
    };
    for (const requestParameters of [null, parameters]) {
      const observation = observe(
        call(name, requestParameters, { errorCode: 'AccessDenied', errorMessage: 'no' }),
        context,
      );
      expect(observation.subjects).toMatchObject([
        { kind: 'call', succeeded: false, errorCode: 'AccessDenied' },
      ]);
      expect([observation.pending, observation.gone]).toEqual([[], []]);
    }
  });
});
