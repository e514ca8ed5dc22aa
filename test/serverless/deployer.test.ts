// deploy/deployer-policy.json: the role that deploys may make, change and remove what the template has, and nothing else.
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dig, isObject, listOf, objectOf, stringsOf } from '../../shared/model/json.ts';
import { actionsOf, readYaml, resources } from './deployment.ts';

/**
 * What CloudFormation calls for a type: to make it, change what the template says of it, read it and delete it (the `handlers` of
 * AWS's resource schemas, without those for properties that the template does not have; types without handlers by their APIs).
 */
const calls: Readonly<Record<string, string>> = {
  'AWS::CloudTrail::Trail':
    'cloudtrail: CreateTrail UpdateTrail DeleteTrail GetTrail GetTrailStatus DescribeTrails StartLogging StopLogging PutEventSelectors GetEventSelectors AddTags RemoveTags ListTags',
  'AWS::CloudWatch::Alarm':
    'cloudwatch: PutMetricAlarm DeleteAlarms DescribeAlarms TagResource UntagResource ListTagsForResource',
  'AWS::CloudWatch::Dashboard': 'cloudwatch: PutDashboard DeleteDashboards GetDashboard',
  'AWS::DynamoDB::Table':
    'dynamodb: CreateTable DeleteTable DescribeTable UpdateTable DescribeTimeToLive UpdateTimeToLive DescribeContinuousBackups UpdateContinuousBackups DescribeContributorInsights DescribeKinesisStreamingDestination GetResourcePolicy ListTagsOfResource TagResource UntagResource',
  'AWS::Events::EventBus':
    'events: CreateEventBus DeleteEventBus DescribeEventBus UpdateEventBus TagResource UntagResource ListTagsForResource',
  'AWS::Events::EventBusPolicy': 'events: PutPermission RemovePermission DescribeEventBus',
  'AWS::Events::Rule': 'events: PutRule DeleteRule DescribeRule PutTargets RemoveTargets ListTargetsByRule',
  'AWS::IAM::Role':
    'iam: CreateRole DeleteRole GetRole UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy PutRolePolicy GetRolePolicy DeleteRolePolicy ListRolePolicies ListAttachedRolePolicies TagRole UntagRole',
  'AWS::Lambda::EventInvokeConfig':
    'lambda: PutFunctionEventInvokeConfig UpdateFunctionEventInvokeConfig DeleteFunctionEventInvokeConfig GetFunctionEventInvokeConfig',
  'AWS::Lambda::EventSourceMapping':
    'lambda: CreateEventSourceMapping UpdateEventSourceMapping DeleteEventSourceMapping GetEventSourceMapping ListEventSourceMappings',
  'AWS::Lambda::Function':
    'lambda: CreateFunction DeleteFunction GetFunction GetFunctionConfiguration GetFunctionCodeSigningConfig GetRuntimeManagementConfig GetFunctionRecursionConfig UpdateFunctionCode UpdateFunctionConfiguration PutFunctionConcurrency DeleteFunctionConcurrency ListTags TagResource UntagResource',
  'AWS::Lambda::Permission': 'lambda: AddPermission RemovePermission GetPolicy',
  'AWS::Lambda::Url':
    'lambda: CreateFunctionUrlConfig UpdateFunctionUrlConfig DeleteFunctionUrlConfig GetFunctionUrlConfig',
  'AWS::Logs::LogGroup':
    'logs: CreateLogGroup DeleteLogGroup DescribeLogGroups PutRetentionPolicy DeleteRetentionPolicy TagResource UntagResource ListTagsForResource',
  'AWS::Logs::SubscriptionFilter':
    'logs: PutSubscriptionFilter DeleteSubscriptionFilter DescribeSubscriptionFilters',
  'AWS::S3::Bucket':
    's3: CreateBucket DeleteBucket ListBucket GetBucketAcl GetBucketVersioning PutBucketVersioning GetEncryptionConfiguration PutEncryptionConfiguration GetBucketPublicAccessBlock PutBucketPublicAccessBlock GetBucketOwnershipControls PutBucketOwnershipControls GetBucketObjectLockConfiguration PutBucketObjectLockConfiguration GetLifecycleConfiguration PutLifecycleConfiguration GetBucketTagging PutBucketTagging',
  'AWS::S3::BucketPolicy': 's3: GetBucketPolicy PutBucketPolicy DeleteBucketPolicy',
  'AWS::SQS::Queue':
    'sqs: CreateQueue DeleteQueue GetQueueAttributes GetQueueUrl SetQueueAttributes ListQueueTags TagQueue UntagQueue',
  'AWS::SQS::QueuePolicy': 'sqs: SetQueueAttributes GetQueueAttributes',
  'AWS::SSM::Parameter':
    'ssm: PutParameter GetParameters DeleteParameter DescribeParameters AddTagsToResource RemoveTagsFromResource ListTagsForResource',
};
/** Made by osls from the functions of serverless.yml. */
const byFramework = [
  ...['AWS::Lambda::Function', 'AWS::Lambda::EventSourceMapping', 'AWS::Lambda::Permission'],
  ...['AWS::Logs::LogGroup', 'AWS::S3::Bucket', 'AWS::S3::BucketPolicy'],
];
/** Sent by osls itself, and the right to give the functions their roles. */
const framework = [
  ...['DescribeStackEvents', 'DescribeStackResource', 'DescribeStackResources', 'ValidateTemplate'].map(
    (name) => `cloudformation:${name}`,
  ),
  ...['cloudformation:DeleteChangeSet', 'cloudformation:TagResource'],
  ...['s3:GetObject', 's3:GetObjectVersion', 's3:GetBucketLocation', 'iam:PassRole'],
];
/** Permissions of S3 that are not called as the request is (Service Authorization Reference, Amazon S3). */
const s3Names: Readonly<Record<string, readonly string[]>> = {
  DeleteObjects: ['DeleteObject', 'DeleteObjectVersion'],
  ListObjectVersions: ['ListBucketVersions'],
  HeadBucket: ['ListBucket'],
  ListObjectsV2: ['ListBucket'],
};

const { Statement } = objectOf(JSON.parse(readFileSync('deploy/deployer-policy.json', 'utf8')));
const statements = listOf(Statement).filter(isObject);
const allowed = new Set(statements.flatMap(actionsOf));

const actionsFor = (type: string) => {
  const [service = '', names = ''] = (calls[type] ?? '').split(': ');
  return names.split(' ').map((name) => `${service}:${name}`);
};

/** Nobody needs a permission for it, and no policy can take it (STS API Reference). */
const free = 'sts:GetCallerIdentity';

/** What the scripts send, by the commands that they import. */
const sent = globSync('scripts/deploy/**/*.ts').flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/import \{([^}]+)\} from '@aws-sdk\/client-([a-z0-9]+)'/g)].flatMap(
    ([, names = '', service = '']) =>
      [...names.matchAll(/\b(\w+)Command\b/g)].flatMap(([, name = '']) =>
        (service === 's3' ? (s3Names[name] ?? [name]) : [name]).map((one) => `${service}:${one}`),
      ),
  ),
);

const textsIn = (value: unknown) => (typeof value === 'string' ? [value] : stringsOf(value));

describe('who deploys', () => {
  it('may do what each type of resource needs, and the table above knows every type', () => {
    const types = new Set([...Object.values(resources).map(({ Type }) => String(Type)), ...byFramework]);
    expect(Object.keys(calls).toSorted()).toEqual([...types].toSorted());
    const missing = [...types].flatMap((type) => actionsFor(type).filter((action) => !allowed.has(action)));
    expect(missing).toEqual([]);
  });

  it('makes the same types in other Regions of its account, and one that needs no permission', () => {
    const made = ['member-account', 'global-forwarding'].flatMap((file) =>
      Object.values(objectOf(readYaml(`deploy/${file}.yml`).Resources)).map((one) =>
        String(dig(one, 'Type')),
      ),
    );
    const others = made.filter((type) => !Object.hasOwn(calls, type));
    expect(others).toEqual(['AWS::CloudFormation::WaitConditionHandle']);
  });

  it('may do what the scripts send', () => {
    expect(sent.length).toBeGreaterThan(10);
    expect([...sent, ...framework].filter((action) => action !== free && !allowed.has(action))).toEqual([]);
    // `waitUntilStackDeleteComplete` looks too.
    expect(allowed.has('cloudformation:DescribeStacks')).toBe(true);
  });

  it('may do nothing that neither needs', () => {
    const needed = new Set([...Object.keys(calls).flatMap(actionsFor), ...sent, ...framework]);
    expect([...allowed].filter((action) => !needed.has(action))).toEqual([]);
    expect([...allowed].filter((action) => action.includes('*'))).toEqual([]);
  });

  it('may do it to what is named after Seawall alone, but for what AWS does not let be narrowed', () => {
    const wide = new Set(['WithoutResources', 'Mappings', 'AuditLogs']);
    const narrow = statements
      .filter(({ Sid }) => !wide.has(String(Sid)))
      .flatMap(({ Resource }) => textsIn(Resource));
    expect(narrow.length).toBeGreaterThan(10);
    // CloudFormation asks for the types of a stack set's template, too (Service Authorization Reference, "CreateStackInstances").
    const types = 'arn:aws:cloudformation:*:*:type/resource/*';
    expect(narrow.filter((one) => !/[:/]seawall/.test(one))).toEqual([types]);
    const bySid = new Map(statements.map((statement) => [String(statement.Sid), statement]));
    expect(actionsOf(bySid.get('WithoutResources') ?? {})).toHaveLength(14);
    expect(JSON.stringify(bySid.get('Mappings')?.Condition)).toContain(':function:seawall-*');
    expect(textsIn(bySid.get('AuditLogs')?.Resource)).toEqual([
      'arn:aws:logs:*:*:log-group:/aws/eks/*/cluster:*',
    ]);
  });

  it('passes roles to functions and rules alone, and deletes no object but zips', () => {
    const passing = statements.find((one) => actionsOf(one).includes('iam:PassRole'));
    expect(dig(passing, 'Condition', 'StringEquals', 'iam:PassedToService')).toEqual([
      ...['lambda.amazonaws.com', 'events.amazonaws.com'],
    ]);
    const deleting = statements.filter((one) => actionsOf(one).some((action) => /DeleteObject/.test(action)));
    expect(deleting.map(({ Resource }) => Resource)).toEqual([
      'arn:aws:s3:::seawall-*-serverlessdeploymentbucket-*/*',
    ]);
  });

  it('has a policy that fits a role as an inline policy (10,240 characters without white space)', () => {
    const text = readFileSync('deploy/deployer-policy.json', 'utf8');
    expect(text.replaceAll(/\s/g, '').length).toBeLessThan(10_240);
  });
});
