// `seawall doctor`: a deployment that is well, and each thing that can be wrong with it, one at a time.
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { doctorServices } from '../../cli/doctor/clients/index.ts';
import { examine } from '../../cli/doctor/examine.ts';
import type { Line } from '../../cli/doctor/line.ts';
import { stackSets } from '../../cli/doctor/organization.ts';
import { EnvironmentFailure } from '../../cli/terminal/exit.ts';
import { names } from '../../scripts/deploy/organization/wanted.ts';
import type { ApiAnswer, ApiRequest, AwsApi } from '../../shared/gather/api.ts';
import { failure } from '../../shared/gather/api.ts';
import { awsApi } from '../../shared/gather/aws.ts';
import type { JsonObject } from '../../shared/model/json.ts';

const now = '2026-11-30T09:00:00.000Z';
const resource = (LogicalResourceId: string, ResourceType: string, PhysicalResourceId: string) => ({
  ...{ LogicalResourceId, ResourceType, PhysicalResourceId },
});

type Answers = Readonly<
  Record<string, JsonObject | ApiAnswer | ((request: ApiRequest) => JsonObject | ApiAnswer)>
>;

/** What each metric says; of those that are not named, what is well. */
function metrics(change: Readonly<Record<string, number | null>>): (request: ApiRequest) => JsonObject {
  const values: Readonly<Record<string, number | null>> = {
    ...{ Invocations: 3, CanaryTold: 9_000, SweepDone: 1, SweepDrift: 0, SweepIncomplete: 0, ...change },
  };
  return ({ input }) => {
    const value = values[String(input.MetricName)] ?? null;
    const point = { Sum: value, Maximum: value, Timestamp: '2026-11-30T08:00:00.000Z' };
    return { Datapoints: value === null ? [] : [point] };
  };
}

const well: Answers = {
  'cloudformation.DescribeStacks': {
    Stacks: [
      {
        StackStatus: 'UPDATE_COMPLETE',
        Parameters: Object.entries({
          AuditLogGroup: '/aws/eks/shop/cluster',
          SlackSecret: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:seawall/slack-AbCdEf',
          Organization: 'o-exampleorgid',
          AlarmTopic: 'arn:aws:sns:eu-central-1:111122223333:alarms',
        }).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
      },
    ],
  },
  'cloudformation.ListStackResources': {
    StackResourceSummaries: [
      resource('TaskLaunchedRule', 'AWS::Events::Rule', 'seawall-production-task-launched'),
      resource('RespondRule', 'AWS::Events::Rule', 'seawall|seawall-production-respond'),
      resource('TaskLaunchedQueue', 'AWS::SQS::Queue', 'https://sqs/1/task-launched'),
      resource('TaskLaunchedDeadLetters', 'AWS::SQS::Queue', 'https://sqs/1/task-launched-dead-letters'),
      resource('TaskDashlaunchedLambdaFunction', 'AWS::Lambda::Function', 'seawall-production-task-launched'),
      resource('Mapping', 'AWS::Lambda::EventSourceMapping', 'uuid-1'),
      resource('DeadLettersAlarm', 'AWS::CloudWatch::Alarm', 'dead-letters'),
      resource('TaskLaunchedRole', 'AWS::IAM::Role', 'seawall-production-task-launched'),
      resource('Record', 'AWS::DynamoDB::Table', 'seawall-production'),
      resource('PolicyTrail', 'AWS::CloudTrail::Trail', 'seawall-production-policy'),
      resource('PolicyBucket', 'AWS::S3::Bucket', 'seawall-policy-production-1'),
      resource('Bus', 'AWS::Events::EventBus', 'seawall'),
      resource('ServerlessDeploymentBucket', 'AWS::S3::Bucket', 'zips'),
    ],
  },
  'cloudformation.DescribeStackSet': {
    StackSet: { OrganizationalUnitIds: ['r-abcd'], AutoDeployment: { Enabled: true } },
  },
  'cloudformation.ListStackInstances': {
    Summaries: [
      { Account: '444455556666', Region: 'eu-west-1', Status: 'CURRENT' },
      {
        ...{ Account: '777777777777', Region: 'eu-west-1', Status: 'OUTDATED' },
        StackInstanceStatus: { DetailedStatus: 'SKIPPED_SUSPENDED_ACCOUNT' },
      },
    ],
  },
  'organizations.DescribeOrganization': { Organization: { MasterAccountId: '999999999999' } },
  'organizations.ListAccounts': {
    Accounts: [
      ...[
        { Id: '444455556666', Status: 'ACTIVE' },
        { Id: '999999999999', Status: 'ACTIVE' },
      ],
      { Id: '777777777777', Status: 'SUSPENDED' },
    ],
  },
  's3.ListObjectsV2': ({ input }) => listed([100, 200], [100, 200], String(input.Prefix)),
  'eventbridge.DescribeRule': { State: 'ENABLED' },
  'eventbridge.ListTargetsByRule': { Targets: [{ Id: 'queue' }] },
  'sqs.GetQueueAttributes': { Attributes: { ApproximateNumberOfMessages: '0' } },
  'lambda.GetFunctionConfiguration': { State: 'Active', LastUpdateStatus: 'Successful' },
  'lambda.GetEventSourceMapping': { State: 'Enabled' },
  'cloudwatch.DescribeAlarms': {
    MetricAlarms: [{ ActionsEnabled: true, StateValue: 'OK', AlarmActions: ['arn'] }],
  },
  'cloudwatch.GetMetricStatistics': metrics({}),
  'iam.GetRole': { Role: {} },
  'dynamodb.DescribeTable': {
    Table: { StreamSpecification: { StreamEnabled: true }, DeletionProtectionEnabled: true },
  },
  'cloudtrail.DescribeTrails': {
    trailList: [{ TrailARN: 'arn:trail', IsMultiRegionTrail: true, HomeRegion: 'eu-central-1' }],
  },
  'cloudtrail.GetTrailStatus': { IsLogging: true },
  'cloudtrail.GetEventSelectors': {
    EventSelectors: [{ IncludeManagementEvents: true, ReadWriteType: 'All' }],
  },
  's3.HeadObject': { VersionId: 'v7', LastModified: '2026-11-29T00:00:00.000Z' },
  'logs.DescribeSubscriptionFilters': {
    subscriptionFilters: [{ filterName: 'seawall-production-pod-launched' }],
  },
  'secretsmanager.DescribeSecret': {},
  'sns.ListSubscriptionsByTopic': { Subscriptions: [{ SubscriptionArn: 'arn:aws:sns:x' }] },
  'ssm.GetParameter': ({ input }) => ({
    Parameter: { Value: String(input.Name).endsWith('/brake') ? 'off' : '{}' },
  }),
};

/** What lies in the bucket of zips: notes of releases, and packages, by their time. */
function listed(notes: readonly number[], packages: readonly number[], prefix: string) {
  const name = (time: number) => `${time}-2026-11-${time}`;
  const keys = prefix.startsWith('releases/')
    ? notes.map((time) => `${prefix}${name(time)}.json`)
    : packages.map((time) => `${prefix}${name(time)}/notify.zip`);
  return { Contents: keys.map((Key) => ({ Key })) };
}

function apiOf(answers: Answers): AwsApi & { readonly asked: Set<string> } {
  const asked = new Set<string>();
  return {
    asked,
    async call(request) {
      const name = `${request.service}.${request.operation}`;
      asked.add(name);
      const given = answers[name];
      const answer = typeof given === 'function' ? given(request) : given;
      if (answer === undefined) return failure('failed', `${name} is not expected`);
      return 'ok' in answer ? (answer as ApiAnswer) : { ok: true, output: answer, asOf: now };
    },
  };
}

const linesOf = async (change: Answers = {}): Promise<readonly Line[]> =>
  (await examine('production', now, { api: apiOf({ ...well, ...change }), region: 'eu-central-1' })).lines;
const troubleOf = async (change: Answers) =>
  (await linesOf(change))
    .filter(({ state }) => state !== 'ok')
    .map(({ what, state, says }) => `${state}: ${what}: ${says}`);

const gone = failure('not-found', 'no such thing');
const denied = failure('denied', 'not authorized');

describe('doctor', () => {
  it('counts the releases that can be gone back to, and those that a roll-back left apart from them', async () => {
    const all = [2, 10, 11, 12];
    const lines = await linesOf({
      's3.ListObjectsV2': ({ input }) => listed(all, all, String(input.Prefix)),
      's3.HeadObject': ({ input }) =>
        /\/1[12]-/.test(String(input.Key)) ? { Metadata: { withdrawn: 'true' } } : { VersionId: 'v7' },
    });
    expect(lines.find(({ what }) => what === 'release')?.says).toBe(
      '2026-11-10; 1 before it can be gone back to; a roll-back left 2, and none leads there again',
    );
  });

  it('finds a deployment that is well to be well, thing by thing', async () => {
    const lines = await linesOf();
    expect(lines.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(lines.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        'stack seawall-production',
        'trail of management events',
        'forwarding from us-east-1',
        'policy s3://seawall-policy-production-1',
        'audit log /aws/eks/shop/cluster',
        'Slack secret seawall/slack-AbCdEf',
        'alarm topic alarms',
        'kill switch /seawall/production/brake',
        'last event',
        ...['stack set seawall-member', 'stack set seawall-forwarding', 'release'],
        'canary',
        'sweep',
        'members of o-exampleorgid',
        'rule seawall-production-respond',
        'queue task-launched-dead-letters',
        'event source Mapping',
        'record dynamodb:seawall-production',
      ]),
    );
  });

  it('asks as a delegated administrator where the account is not the management account', async () => {
    const lines = await linesOf({
      'cloudformation.DescribeStackSet': ({ input }) =>
        input.CallAs === 'SELF' ? gone : { StackSet: { AutoDeployment: { Enabled: true } } },
    });
    expect(lines.find(({ what }) => what === 'stack set seawall-member')).toMatchObject({
      says: 'in 2 accounts, and in those to come',
    });
    expect(stackSets).toEqual([names.member, names.forwarding]);
  });

  it('only reads', async () => {
    const api = apiOf(well);
    await examine('production', now, { api, region: 'eu-central-1' });
    expect([...api.asked].filter((name) => !/\.(?:Describe|List|Get|Head)/.test(name))).toEqual([]);
    expect(api.asked).not.toContain('secretsmanager.GetSecretValue');
    for (const service of Object.values(doctorServices))
      for (const name of Object.keys((await service()).commands))
        expect(name).toMatch(/^(?:Describe|List|Get|Head)/);
  });

  it.each<[string, Answers, RegExp]>([
    [
      'a stack half-way',
      { 'cloudformation.DescribeStacks': { Stacks: [{ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' }] } },
      /^problem: stack .* UPDATE_ROLLBACK_COMPLETE$/m,
    ],
    [
      'a disabled rule',
      { 'eventbridge.DescribeRule': { State: 'DISABLED' } },
      /^problem: rule seawall-production-task-launched: is disabled$/m,
    ],
    [
      'a rule that is gone',
      { 'eventbridge.DescribeRule': gone },
      /^problem: rule seawall-production-task-launched: is not there$/m,
    ],
    ['a rule without a target', { 'eventbridge.ListTargetsByRule': { Targets: [] } }, /leads nowhere/],
    [
      'no forwarding',
      { 'eventbridge.DescribeRule': ({ region }) => (region === 'us-east-1' ? gone : { State: 'ENABLED' }) },
      /^problem: forwarding from us-east-1: there is none/m,
    ],
    [
      'dead letters',
      { 'sqs.GetQueueAttributes': { Attributes: { ApproximateNumberOfMessages: '4' } } },
      /^problem: queue task-launched-dead-letters: 4 could not be worked on$/m,
    ],
    [
      'a function that failed',
      { 'lambda.GetFunctionConfiguration': { State: 'Failed', StateReason: 'no role' } },
      /^problem: function .*: no role$/m,
    ],
    [
      'an event source switched off',
      { 'lambda.GetEventSourceMapping': { State: 'Disabled' } },
      /^problem: event source Mapping: is disabled/m,
    ],
    [
      'an alarm that was deleted',
      { 'cloudwatch.DescribeAlarms': { MetricAlarms: [] } },
      /^problem: alarm dead-letters: is not there$/m,
    ],
    [
      'an alarm silenced',
      { 'cloudwatch.DescribeAlarms': { MetricAlarms: [{ ActionsEnabled: false }] } },
      /notifies nobody: its actions are switched off/,
    ],
    [
      'an alarm without a topic',
      { 'cloudwatch.DescribeAlarms': { MetricAlarms: [{ ActionsEnabled: true, StateValue: 'OK' }] } },
      /notifies nobody: it has no action/,
    ],
    [
      'an alarm that rings',
      {
        'cloudwatch.DescribeAlarms': {
          MetricAlarms: [{ ActionsEnabled: true, StateValue: 'ALARM', StateReason: '3 > 0' }],
        },
      },
      /rings: 3 > 0/,
    ],
    ['a role that is gone', { 'iam.GetRole': gone }, /^problem: role .*: is not there$/m],
    [
      'a stream switched off',
      { 'dynamodb.DescribeTable': { Table: { DeletionProtectionEnabled: true } } },
      /its stream is off/,
    ],
    [
      'an unprotected table',
      { 'dynamodb.DescribeTable': { Table: { StreamSpecification: { StreamEnabled: true } } } },
      /not protected from deletion/,
    ],
    [
      'a stopped trail',
      { 'cloudtrail.GetTrailStatus': { IsLogging: false } },
      /^problem: trail of management events: .*^problem: trail seawall-production-policy/ms,
    ],
    [
      'a trail of one Region',
      { 'cloudtrail.DescribeTrails': { trailList: [{ TrailARN: 'a', IsMultiRegionTrail: false }] } },
      /^problem: trail of management events/m,
    ],
    [
      'a trail without management events',
      { 'cloudtrail.GetEventSelectors': { EventSelectors: [{ IncludeManagementEvents: false }] } },
      /^problem: trail of management events/m,
    ],
    ['no policy', { 's3.HeadObject': gone }, /none was deployed/],
    ['no release to go back to', { 's3.ListObjectsV2': {} }, /^problem: release: none is noted/m],
    [
      'releases that were all left by roll-backs',
      {
        's3.HeadObject': ({ input }) =>
          String(input.Key).startsWith('releases/')
            ? { Metadata: { withdrawn: 'true' } }
            : { VersionId: 'v7' },
      },
      /^problem: release: none is noted: .*; a roll-back left 2, and none leads there again$/m,
    ],
    [
      'releases whose packages are gone',
      { 's3.ListObjectsV2': ({ input }) => listed([100, 200], [300], String(input.Prefix)) },
      /^problem: release: none is noted/m,
    ],
    [
      'an instance that is outdated',
      {
        'cloudformation.ListStackInstances': {
          Summaries: [
            { Account: '444455556666', Region: 'eu-west-1', Status: 'OUTDATED', StatusReason: 'denied' },
          ],
        },
      },
      /^problem: stack set seawall-member: is not as it should be in 444455556666 eu-west-1 \(denied\)$/m,
    ],
    [
      'a member that is missing',
      {
        'organizations.ListAccounts': {
          Accounts: ['444455556666', '555566667777'].map((Id) => ({ Id, Status: 'ACTIVE' })),
        },
      },
      /^problem: stack set seawall-member: is not in 555566667777$/m,
    ],
    [
      'accounts to come left out',
      { 'cloudformation.DescribeStackSet': { StackSet: { AutoDeployment: { Enabled: false } } } },
      /does not cover accounts to come/,
    ],
    ['no stack set', { 'cloudformation.DescribeStackSet': gone }, /^not known: stack set .*: there is none/m],
    [
      'stack sets that may not be seen',
      { 'cloudformation.DescribeStackSet': denied },
      /^not known: stack set seawall-member: cloudformation:DescribeStackSet is denied$/m,
    ],
    [
      'no subscription',
      { 'logs.DescribeSubscriptionFilters': { subscriptionFilters: [{ filterName: 'other' }] } },
      /is not subscribed: no pods are watched/,
    ],
    [
      'a secret about to go',
      { 'secretsmanager.DescribeSecret': { DeletedDate: now } },
      /about to be deleted/,
    ],
    [
      'a topic that nobody confirmed',
      { 'sns.ListSubscriptionsByTopic': { Subscriptions: [{ SubscriptionArn: 'PendingConfirmation' }] } },
      /nobody has subscribed/,
    ],
    [
      'the kill switch on',
      { 'ssm.GetParameter': { Parameter: { Value: 'on' } } },
      /^problem: kill switch .*: is on/m,
    ],
    ...(
      [
        [
          'a member that lets nobody in any more',
          { SweepIncomplete: 2 },
          /^problem: members of o-exampleorgid: .*could not see/m,
        ],
        ['a canary that does not come', { CanaryTold: null }, /^problem: canary: none came through/m],
        ['a canary that is late', { CanaryTold: 75_000 }, /^problem: canary: took 75 s/m],
        ['no sweep', { SweepDone: null }, /^problem: sweep: looked through no account/m],
        ['drift', { SweepDrift: 1 }, /^problem: sweep: found what no event/m],
      ] as const
    ).map(([what, change, line]): [string, Answers, RegExp] => [
      what,
      { 'cloudwatch.GetMetricStatistics': metrics(change) },
      line,
    ]),
    [
      'silence',
      { 'cloudwatch.GetMetricStatistics': { Datapoints: [] } },
      /^problem: last event: no event came for a day$/m,
    ],
  ])('tells %s', async (_, change, expected) => {
    expect((await troubleOf(change)).join('\n')).toMatch(expected);
  });

  it('says not known, and why, where AWS says no: never ok', async () => {
    const refusing = Object.fromEntries(
      Object.entries(well).map(([name, answer]) => [
        name,
        name.startsWith('cloudformation.') ? answer : denied,
      ]),
    );
    const lines = await linesOf(refusing);
    expect(lines.filter(({ what, state }) => state === 'ok' && !what.startsWith('stack '))).toEqual([]);
    expect(lines.find(({ what }) => what.startsWith('role '))).toMatchObject({
      state: 'not known',
      says: 'iam:GetRole is denied',
    });
  });

  it('ends where the stack itself cannot be read', async () => {
    await expect(linesOf({ 'cloudformation.DescribeStacks': denied })).rejects.toThrow(EnvironmentFailure);
  });

  it('asks CloudWatch with dates, as the SDK wants them', async () => {
    const cloudwatch = mockClient(CloudWatchClient);
    cloudwatch.on(GetMetricStatisticsCommand).resolves({ Datapoints: [] });
    const api = awsApi({ services: doctorServices, region: 'eu-central-1' });
    const input = {
      Namespace: 'AWS/Lambda',
      MetricName: 'Invocations',
      StartTime: now,
      EndTime: now,
      Period: 60,
    };
    await api.call({
      account: null,
      region: null,
      service: 'cloudwatch',
      operation: 'GetMetricStatistics',
      input,
    });
    expect(cloudwatch.commandCalls(GetMetricStatisticsCommand)[0]?.args[0].input.StartTime).toEqual(
      new Date(now),
    );
    cloudwatch.restore();
  });
});
