// What must hold of the deployment: nothing is lost, nothing is open, no role may more than its function sends.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundleFunctions, functionNames } from '../../scripts/build/bundle.ts';
import { dig, listOf, numberOf, objectOf, stringOf, stringsOf } from '../../shared/model/json.ts';
import { policyBucketPrefix } from '../../shared/model/policy-view.ts';
import { tableDefinition } from '../../shared/record/dynamodb-items.ts';
import {
  actionsOf,
  named,
  ofType,
  readYaml,
  resources,
  rules,
  serverless,
  statementsOf,
} from './deployment.ts';

const functions = objectOf(serverless.functions);
const queues = ofType('AWS::SQS::Queue');
const isDeadLetters = (id: string | null): id is string => id?.endsWith('DeadLetters') ?? false;

describe('nothing is lost', () => {
  it('every rule sends to one queue, and what cannot be delivered to its dead letters', () => {
    for (const { id, properties } of rules) {
      const [target, ...others] = listOf(properties.Targets);
      const queue = named(dig(target, 'Arn'));
      expect([id, others.length, resources[queue ?? '']?.Type]).toEqual([id, 0, 'AWS::SQS::Queue']);
      expect([id, named(dig(target, 'DeadLetterConfig', 'Arn'))]).toEqual([
        id,
        queue?.replace(/Queue$/, 'DeadLetters'),
      ]);
    }
  });

  it('every queue has dead letters, waits six timeouts, and is encrypted', () => {
    const timeout = numberOf(dig(serverless, 'provider', 'timeout')) ?? 0;
    for (const [id, queue] of queues) {
      expect([id, queue.SqsManagedSseEnabled]).toEqual([id, true]);
      if (isDeadLetters(id)) continue;
      expect(isDeadLetters(named(dig(queue, 'RedrivePolicy', 'deadLetterTargetArn')))).toBe(true);
      expect(dig(queue, 'RedrivePolicy', 'maxReceiveCount')).toBe(5);
      expect(numberOf(queue.VisibilityTimeout)).toBeGreaterThanOrEqual(6 * timeout);
    }
  });

  it('every queue has one function that reports failures one by one', () => {
    const taken = Object.values(functions).flatMap((body) => listOf(dig(body, 'events')));
    const sources = taken.map((event) => named(dig(event, 'sqs', 'arn'))).filter((id) => id !== null);
    expect(sources.toSorted()).toEqual(
      queues
        .map(([id]) => id)
        .filter((id) => !isDeadLetters(id))
        .toSorted(),
    );
    const types = taken
      .filter((event) => dig(event, 'schedule') === undefined)
      .map(
        (event) => dig(event, 'sqs', 'functionResponseType') ?? dig(event, 'stream', 'functionResponseType'),
      );
    expect(new Set(types)).toEqual(new Set(['ReportBatchItemFailures']));
  });

  it('the stream is bisected and hands over what fails', () => {
    const stream = dig(listOf(dig(functions.publish, 'events'))[0], 'stream');
    expect(stream).toMatchObject({ bisectBatchOnFunctionError: true, startingPosition: 'TRIM_HORIZON' });
    expect(named(dig(stream, 'destinations', 'onFailure', 'arn'))).toBe('PublishDeadLetters');
    expect(
      named(dig(resources.AuditRetries, 'Properties', 'DestinationConfig', 'OnFailure', 'Destination')),
    ).toBe('PodLaunchedDeadLetters');
  });

  it('an alarm watches every dead letter and the age of every queue', () => {
    const watched = ofType('AWS::CloudWatch::Alarm').map(
      ([, alarm]) => `${stringOf(alarm.MetricName)} ${named(dig(listOf(alarm.Dimensions)[0], 'Value'))}`,
    );
    for (const [id] of queues)
      expect(watched).toContain(
        `${isDeadLetters(id) ? 'ApproximateNumberOfMessagesVisible' : 'ApproximateAgeOfOldestMessage'} ${id}`,
      );
  });
});

describe('nothing is open', () => {
  it('a queue takes from its own rules only', () => {
    for (const [id, policy] of ofType('AWS::SQS::QueuePolicy')) {
      const [statement] = listOf(dig(policy, 'PolicyDocument', 'Statement'));
      const queue = named(listOf(policy.Queues)[0]);
      const senders = listOf(dig(statement, 'Condition', 'ArnEquals', 'aws:SourceArn')).map(named);
      const targeting = rules
        .filter(({ properties }) => named(dig(listOf(properties.Targets)[0], 'Arn')) === queue)
        .map((rule) => rule.id);
      expect([id, senders.toSorted()]).toEqual([id, targeting.toSorted()]);
      expect(dig(statement, 'Principal')).toEqual({ Service: 'events.amazonaws.com' });
      expect(dig(statement, 'Action')).toBe('sqs:SendMessage');
    }
  });

  it('the table is as the store wants it, recoverable and encrypted', () => {
    const table = objectOf(resources.Record?.Properties);
    const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode } = tableDefinition('x');
    expect(table).toMatchObject({
      ...{ KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    });
  });
});

describe('the bucket of the policy', () => {
  const properties = objectOf(resources.PolicyBucket?.Properties);

  it('keeps every version, encrypted, closed to the public and to plain HTTP, and outlives the stack', () => {
    expect(resources.PolicyBucket).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(Object.values(objectOf(properties.PublicAccessBlockConfiguration))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    for (const [id, bucket] of ofType('AWS::S3::Bucket')) {
      expect([id, JSON.stringify(bucket.BucketEncryption)]).toEqual([id, expect.stringContaining('AES256')]);
      const policy = ofType('AWS::S3::BucketPolicy').find(([, { Bucket }]) => named(Bucket) === id)?.[1];
      expect(listOf(dig(policy, 'PolicyDocument', 'Statement'))[0]).toMatchObject({
        ...{ Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      });
    }
  });

  it('is watched by a trail of its own, and every function is told its name', () => {
    const [selector, ...others] = listOf(dig(resources.PolicyTrail, 'Properties', 'EventSelectors'));
    expect(others).toEqual([]);
    expect(selector).toMatchObject({ ReadWriteType: 'WriteOnly', IncludeManagementEvents: false });
    expect(dig(selector, 'DataResources')).toEqual([
      { Type: 'AWS::S3::Object', Values: [{ 'Fn::Sub': expect.stringMatching(/PolicyBucket\.Arn}\/$/) }] },
    ]);
    expect(named(dig(serverless, 'provider', 'environment', 'SEAWALL_POLICY_BUCKET'))).toBe('PolicyBucket');
    expect(dig(properties, 'BucketName', 'Fn::Sub')).toMatch(new RegExp(`^${policyBucketPrefix}`));
  });
});

const build = async () => {
  const built = await bundleFunctions({ root: process.cwd() });
  if (built.ok) return built;
  throw new Error(built.problems.map(({ place, message }) => `${place}: ${message}`).join('\n'));
};
const firstBuild = build();

describe('privilege', () => {
  const isForLambda = (role: unknown) =>
    dig(listOf(dig(role, 'AssumeRolePolicyDocument', 'Statement'))[0], 'Principal', 'Service') ===
    'lambda.amazonaws.com';
  const roles = ofType('AWS::IAM::Role').filter(([, role]) => isForLambda(role));
  const member = objectOf(dig(readYaml('deploy/member-account.yml'), 'Resources'));
  const reading = (role: unknown) =>
    statementsOf(role)
      .flatMap(actionsOf)
      .filter((action) => /^(?:ecs|ecr|ec2|eks|iam):/.test(action))
      .toSorted();

  it('every function has a role of its own, without a wildcard in an action', () => {
    const used = Object.values(functions).map((body) => stringOf(dig(body, 'role')));
    expect(used.toSorted()).toEqual(roles.map(([id]) => id).toSorted());
    const everywhere = [
      ...roles,
      ...Object.entries(member)
        .filter(([, body]) => dig(body, 'Type') === 'AWS::IAM::Role')
        .map(([id, body]) => [id, dig(body, 'Properties')] as const),
    ];
    for (const [id, role] of everywhere)
      for (const action of statementsOf(role).flatMap(actionsOf))
        expect([id, action]).toEqual([id, expect.not.stringContaining('*')]);
  });

  it('every role is known as its own to whoever may act, by its ARN', () => {
    for (const name of ['respond', 'deployment-gate'])
      expect(dig(functions[name], 'environment', 'SEAWALL_OWN_ROLES')).toEqual({
        'Fn::Join': [',', expect.arrayContaining(roles.map(([id]) => ({ 'Fn::GetAtt': [id, 'Arn'] })))],
      });
  });

  it('all but respond only read the platform, and the member’s role allows the same reads', () => {
    // Making the report of last access has the access level Read (Service Authorization Reference, IAM).
    for (const [id, role] of roles.filter(([id]) => id !== 'RespondRole'))
      for (const action of reading(role))
        expect([id, action]).toEqual([
          id,
          expect.stringMatching(/:(?:Get|List|Describe|BatchGet|GenerateServiceLastAccessedDetails$)/),
        ]);
    expect(reading(dig(member.ReadRole, 'Properties'))).toEqual(
      reading(resources.ImagePushedRole?.Properties),
    );
  });

  it('the role for responses in member accounts may what respond may at home', () => {
    const there = dig(readYaml('deploy/member-respond.yml'), 'Resources', 'RespondRole', 'Properties');
    const onPlatform = (role: unknown) =>
      listOf(dig(role, 'Policies')).filter((policy) =>
        /^(?:read|act)$/.test(String(dig(policy, 'PolicyName'))),
      );
    expect(onPlatform(there)).toEqual(onPlatform(resources.RespondRole?.Properties));
    expect(onPlatform(there)).toHaveLength(2);
  });

  it('a role allows what its bundle sends, no less and no more', { timeout: 120_000 }, async () => {
    const { bundles } = await firstBuild;
    // Allowed to everybody; brought along by the client itself and never sent (CreateSession is for directory buckets alone).
    const free = new Set([
      'sts:GetCallerIdentity',
      'dynamodb:DescribeEndpoints',
      'dynamodb:Scan',
      's3:CreateSession',
    ]);
    // No call of their own: part of UpdateService and AuthorizeSecurityGroupIngress.
    const parts = new Set(['iam:PassRole', 'ec2:CreateTags']);
    // Reading a version is an action of its own, and so is being told that something is not there (Amazon S3 API Reference, GetObject).
    const actionsFor: Readonly<Record<string, readonly string[]>> = {
      's3:GetObject': ['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket'],
      's3:ListObjectVersions': ['s3:ListBucketVersions'],
    };
    for (const { name, commands } of bundles) {
      const role = resources[stringOf(dig(functions[name], 'role')) ?? '']?.Properties;
      const sent = commands
        .map((command) =>
          command
            .replace(/^eventbridge:/, 'events:')
            .replace(/^secrets-manager:/, 'secretsmanager:')
            .replace(/^elastic-load-balancing-v2:/, 'elasticloadbalancing:')
            .replace(/^application-auto-scaling:/, 'application-autoscaling:'),
        )
        .filter((command) => !free.has(command) && command !== 'sqs:SendMessage')
        .flatMap((command) => actionsFor[command] ?? [command]);
      const own = /^(?:logs:|sqs:|dynamodb:(?:DescribeStream|ListStreams|GetRecords|GetShardIterator)$)/;
      const allowed = statementsOf(role)
        .filter(({ Effect }) => Effect === 'Allow')
        .flatMap(actionsOf)
        .filter((action) => !own.test(action) && !(name === 'respond' && parts.has(action)));
      expect([name, allowed.toSorted()]).toEqual([name, sent.toSorted()]);
    }
  });
});

describe('bundles', () => {
  it('are the same bytes from the same sources, without a wish for more than the function’s own files', {
    timeout: 120_000,
  }, async () => {
    const [first, second] = [await firstBuild, await build()];
    const bytes = (built: typeof first) =>
      built.bundles.flatMap(({ files }) =>
        files.map(({ path, contents }) => [path, createHash('sha256').update(contents).digest('hex')]),
      );
    expect(bytes(first)).toEqual(bytes(second));
    for (const { name, files } of first.bundles)
      expect(files.every(({ path }) => path.startsWith(`${name}.mjs`) || path.startsWith(`${name}/`))).toBe(
        true,
      );
  });

  it('hold every function of serverless.yml, each packaged by itself', () => {
    expect(Object.keys(functions).toSorted()).toEqual([...functionNames]);
    for (const name of functionNames) {
      expect(stringOf(dig(functions[name], 'handler'))).toBe(`.build/${name}.handler`);
      expect(stringsOf(dig(functions[name], 'package', 'patterns'))).toEqual([
        `.build/${name}.mjs`,
        `.build/${name}/*.mjs`,
      ]);
    }
    expect(dig(serverless, 'provider', 'runtime')).toBe('nodejs24.x');
    expect(dig(serverless, 'provider', 'architecture')).toBe('arm64');
  });

  it('say which function is missing', async () => {
    const built = await bundleFunctions({ root: 'deploy' });
    expect(built).toMatchObject({ ok: false });
    if (!built.ok)
      expect(built.problems.map(({ place }) => place)).toEqual(
        functionNames.map((name) => `functions/${name}.ts`),
      );
  });

  it('the build script names what it builds', () => {
    expect(readFileSync('package.json', 'utf8')).toContain('"build": "node scripts/run.js build"');
  });
});
