// `npm run deploy -- --remove`, and the deployment after it: what stays is said, the rest ends, and what stayed is imported.
import { spawnSync } from 'node:child_process';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteObjectsCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DeleteParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { adoptKept, exists, namedIn, templateOfKept } from '../../scripts/deploy/adopt.ts';
import { asked } from '../../scripts/deploy/asked.ts';
import { emptyBucket } from '../../scripts/deploy/empty.ts';
import { importKept } from '../../scripts/deploy/import-stack.ts';
import { isKept, keptIn } from '../../scripts/deploy/kept.ts';
import { forgetParameters, planRemoval, removeStack, wordsOfRemoval } from '../../scripts/deploy/remove.ts';
import { resources } from '../serverless/deployment.ts';
import { leftOut } from '../support/extent.ts';

const account = '111122223333';
const region = 'eu-central-1';
const StackId = `arn:aws:cloudformation:${region}:${account}:stack/seawall-test/1`;
const named = (name: string, message = 'no') => Object.assign(new Error(message), { name });
const missing = named('ValidationError', 'Stack with id seawall-test does not exist');

/** Clients of this test alone: other suites of the process send by the same classes. */
function clientsOf() {
  const clients = {
    cloudFormation: new CloudFormationClient({ region }),
    ...{ s3: new S3Client({ region }), ssm: new SSMClient({ region }) },
    dynamodb: new DynamoDBClient({ region }),
  };
  return {
    clients,
    ...{ cloudFormation: mockClient(clients.cloudFormation), s3: mockClient(clients.s3) },
    ...{ ssm: mockClient(clients.ssm), dynamodb: mockClient(clients.dynamodb) },
  };
}

const summary = (LogicalResourceId: string, ResourceType: string, PhysicalResourceId: string) => ({
  ...{ LogicalResourceId, ResourceType, PhysicalResourceId },
  ...{ ResourceStatus: 'CREATE_COMPLETE' as const, LastUpdatedTimestamp: new Date(0) },
});
const pages = [
  [
    summary('Record', 'AWS::DynamoDB::Table', 'seawall-test'),
    summary('NotifyQueue', 'AWS::SQS::Queue', 'https://sqs/notify'),
  ],
  [
    summary('ServerlessDeploymentBucket', 'AWS::S3::Bucket', 'zips'),
    summary('PolicyTrailBucket', 'AWS::S3::Bucket', 'seawall-test-policytrailbucket-1'),
  ],
];
const template = { Resources: { ...resources } };

function deployed() {
  const all = clientsOf();
  all.cloudFormation
    .on(DescribeStacksCommand)
    .resolves({ Stacks: [{ StackId, StackStatus: 'UPDATE_COMPLETE' } as never] })
    .on(GetTemplateCommand)
    .resolves({ TemplateBody: JSON.stringify(template) })
    .on(ListStackResourcesCommand)
    .resolves({ StackResourceSummaries: pages[0], NextToken: 'more' })
    .on(ListStackResourcesCommand, { NextToken: 'more' })
    .resolves({ StackResourceSummaries: pages[1] })
    .on(DeleteStackCommand)
    .resolves({});
  return all;
}

describe('what is asked', () => {
  it('is the removal, which serverless does not see', () => {
    expect(asked(['--remove', '--yes', '-s', 'test'])).toMatchObject({
      ...{ remove: true, yes: true, stage: 'test', others: ['-s', 'test'] },
    });
    expect(asked([]).remove).toBe(false);
  });

  it.skipIf(leftOut('the removal, asked for help'))('does nothing with --help', () => {
    const env = {
      ...{ PATH: process.env.PATH, AWS_REGION: region },
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    };
    const ran = spawnSync(process.execPath, ['scripts/run.js', 'deploy', '--remove', '--yes', '--help'], {
      ...{ env, encoding: 'utf8' },
    });
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(ran.stdout).toContain('--remove');
  });
});

describe('a removal', () => {
  it('has a reason of its own for each resource that the template keeps, and for no other', () => {
    const kept = keptIn(template);
    expect(kept.map(({ id }) => id).toSorted()).toEqual([
      ...['AnchorsBucket', 'PolicyBucket', 'PolicyTrailBucket', 'Record'],
    ]);
    for (const { why } of kept) expect(why).not.toContain('DeletionPolicy');
    expect(keptIn({ Resources: { Other: { DeletionPolicy: 'Retain' } } })[0]?.why).toContain(
      'DeletionPolicy',
    );
    expect(
      ['Retain', 'RetainExceptOnCreate', 'Delete', 'Snapshot'].map((p) => isKept({ DeletionPolicy: p })),
    ).toEqual([true, true, false, false]);
  });

  it('says what stays and why, what ends, and the parameters to deploy with again; it only reads until then', async () => {
    const { clients, cloudFormation, s3 } = deployed();
    const removal = await planRemoval('test', clients.cloudFormation);
    const words =
      removal === null ? [] : wordsOfRemoval(removal, { organization: 'o-1', 'slack-secret': '' });
    const text = words.join('\n');
    expect(text).toMatch(/stays:\n {2}seawall-test: findings.+\n {2}seawall-test-policytrailbucket-1: who/);
    expect(text).toContain('ends: 1 SQS::Queue, 1 S3::Bucket');
    expect(text).toContain('the kill switch (the next deployment begins with it off)');
    expect(text).toContain('  --param=organization=o-1\n');
    expect(removal === null ? [] : wordsOfRemoval(removal, null)).toContain('  (none are known)');
    expect(cloudFormation.commandCalls(DeleteStackCommand)).toEqual([]);
    expect(s3.calls()).toEqual([]);
  });

  it('of what is not there is null; what cannot be looked up is an error', async () => {
    const { clients, cloudFormation } = clientsOf();
    cloudFormation.on(DescribeStacksCommand).rejects(missing);
    expect(await planRemoval('test', clients.cloudFormation)).toBeNull();
    cloudFormation.on(DescribeStacksCommand).rejects(named('AccessDenied'));
    await expect(planRemoval('test', clients.cloudFormation)).rejects.toThrow('no');
  });

  it('empties the bucket of the zips alone, then deletes the stack', async () => {
    const { clients, cloudFormation, s3 } = deployed();
    s3.on(ListObjectVersionsCommand)
      .resolvesOnce({ Versions: [{ Key: 'a', VersionId: '1' }] })
      .resolves({});
    s3.on(DeleteObjectsCommand).resolves({});
    const removal = await planRemoval('test', clients.cloudFormation);
    cloudFormation
      .on(DescribeStacksCommand)
      .resolves({ Stacks: [{ StackStatus: 'DELETE_COMPLETE' } as never] });
    if (removal !== null) await removeStack(removal, account, clients);
    const buckets = s3.calls().map(({ args }) => Reflect.get(args[0].input, 'Bucket'));
    expect(new Set(buckets)).toEqual(new Set(['zips']));
    expect(cloudFormation.commandCalls(DeleteStackCommand)[0]?.args[0].input).toEqual({ StackName: StackId });
  });

  it('that CloudFormation does not finish says which resource stays, and why', async () => {
    const { clients, cloudFormation, s3 } = deployed();
    s3.on(ListObjectVersionsCommand).resolves({});
    const removal = await planRemoval('test', clients.cloudFormation);
    cloudFormation
      .on(DescribeStacksCommand)
      .resolves({ Stacks: [{ StackStatus: 'DELETE_FAILED' } as never] });
    const failed = {
      ...summary('Bus', 'AWS::Events::EventBus', 'seawall'),
      ResourceStatusReason: 'it has rules',
    };
    cloudFormation
      .on(ListStackResourcesCommand)
      .resolves({ StackResourceSummaries: [{ ...failed, ResourceStatus: 'DELETE_FAILED' }] });
    expect(removal).not.toBeNull();
    if (removal === null) return;
    await expect(removeStack(removal, account, clients)).rejects.toThrow(/Bus: it has rules/);
  });

  it('forgets the parameters of the deployment; that they are gone is no error', async () => {
    const { clients, ssm } = clientsOf();
    await forgetParameters('test', clients.ssm);
    expect(ssm.commandCalls(DeleteParameterCommand).map(({ args }) => args[0].input.Name)).toEqual([
      ...['/seawall/test/deployment', '/seawall/test/releases', '/seawall/test/organization'],
    ]);
    ssm.on(DeleteParameterCommand).rejects(named('ParameterNotFound'));
    await forgetParameters('test', clients.ssm);
    ssm.on(DeleteParameterCommand).rejects(named('AccessDenied'));
    await expect(forgetParameters('test', clients.ssm)).rejects.toThrow('no');
  });
});

describe('emptying a bucket', () => {
  it('takes all versions and markers, page by page, and stops where one stays', async () => {
    const { clients, s3 } = clientsOf();
    s3.on(ListObjectVersionsCommand)
      .resolvesOnce({
        Versions: [{ Key: 'a', VersionId: '1' }],
        DeleteMarkers: [{ Key: 'a', VersionId: '2' }],
      })
      .resolvesOnce({ Versions: [{ Key: 'b', VersionId: '3' }] })
      .resolves({});
    s3.on(DeleteObjectsCommand).resolves({});
    expect(await emptyBucket('zips', account, clients.s3)).toBe(3);
    for (const { args } of s3.calls())
      expect(args[0].input).toMatchObject({ Bucket: 'zips', ExpectedBucketOwner: account });
    s3.on(ListObjectVersionsCommand).resolves({ Versions: [{ Key: 'c', VersionId: '4' }] });
    s3.on(DeleteObjectsCommand).resolves({ Errors: [{ Key: 'c', Message: 'locked' }] });
    await expect(emptyBucket('zips', account, clients.s3)).rejects.toThrow('zips: c stays: locked');
  });
});

describe('the deployment after a removal', () => {
  const kept = templateOfKept(
    { ...template, Parameters: { AnchorLock: { Type: 'String' } } },
    { account, region },
  );

  it('imports what has a name of its own, with the name written out, so that no rollback deletes it', () => {
    // As packaging fills it in.
    const packaged = JSON.parse(JSON.stringify(template).replaceAll(/\$\{sls:stage\}/g, 'test'));
    const found = templateOfKept(packaged, { account, region });
    expect(namedIn(found).toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
      [
        { type: 'table', name: 'seawall-test' },
        { type: 'bucket', name: `seawall-anchors-test-${account}-${region}` },
        { type: 'bucket', name: `seawall-policy-test-${account}-${region}` },
      ].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    );
    for (const resource of Object.values(found.Resources as object))
      expect(resource).toMatchObject({ DeletionPolicy: 'Retain' });
    // A name that rests on more than the place cannot be imported.
    expect(namedIn(kept)).toEqual([]);
    expect(kept.Parameters).toEqual({ AnchorLock: { Type: 'String' } });
  });

  it.each<[string, () => ReturnType<typeof clientsOf>, boolean]>([
    ['are there', () => clientsOf(), true],
    [
      'are not there',
      () => {
        const all = clientsOf();
        all.dynamodb.on(DescribeTableCommand).rejects(named('ResourceNotFoundException'));
        all.s3
          .on(HeadBucketCommand)
          .rejects(Object.assign(named('NotFound'), { $metadata: { httpStatusCode: 404 } }));
        return all;
      },
      false,
    ],
  ])('looks whether table and bucket %s', async (_, make, there) => {
    const { clients } = make();
    for (const type of ['table', 'bucket'] as const)
      expect(await exists({ type, name: 'x' }, account, clients)).toBe(there);
  });

  it('stops where AWS does not say whether they are there', async () => {
    const { clients, dynamodb, s3 } = clientsOf();
    dynamodb.on(DescribeTableCommand).rejects(named('ThrottlingException'));
    s3.on(HeadBucketCommand).rejects(Object.assign(named('Slow'), { $metadata: { httpStatusCode: 503 } }));
    for (const type of ['table', 'bucket'] as const)
      await expect(exists({ type, name: 'x' }, account, clients)).rejects.toThrow('no');
  });

  it('packages and imports nothing where the stack is there', async () => {
    const { clients, cloudFormation } = deployed();
    const packed = () => expect.unreachable();
    expect(await adoptKept({ stage: 'test', account, region, packed }, clients)).toBe(true);
    expect(cloudFormation.commandCalls(CreateChangeSetCommand)).toEqual([]);
    cloudFormation.on(DescribeStacksCommand).rejects(missing);
    expect(await adoptKept({ stage: 'test', account, region, packed: () => false }, clients)).toBe(false);
  });

  const waits: number[] = [];
  const wait = async (ms: number) => waits.push(ms);

  it('makes the stack of them by a change set that imports', async () => {
    const { clients, cloudFormation } = clientsOf();
    cloudFormation
      .on(CreateChangeSetCommand)
      .resolves({ Id: 'arn:change-set', StackId })
      .on(DescribeChangeSetCommand)
      .resolvesOnce({ Status: 'CREATE_IN_PROGRESS' })
      .resolves({ Status: 'CREATE_COMPLETE' })
      .on(DescribeStacksCommand)
      .resolvesOnce({ Stacks: [{ StackId, StackStatus: 'CREATE_IN_PROGRESS' } as never] })
      .resolves({ Stacks: [{ StackId, StackStatus: 'CREATE_COMPLETE' } as never] });
    await importKept({ name: 'seawall-test', template: kept, wait }, clients.cloudFormation);
    expect(cloudFormation.commandCalls(CreateChangeSetCommand)[0]?.args[0].input).toMatchObject({
      ...{ StackName: 'seawall-test', ChangeSetType: 'CREATE', ImportExistingResources: true },
      TemplateBody: JSON.stringify(kept),
    });
    expect(cloudFormation.commandCalls(ExecuteChangeSetCommand)[0]?.args[0].input).toEqual({
      ChangeSetName: 'arn:change-set',
    });
    expect(waits).toEqual([5000, 5000]);
  });

  it.each<[string, string, string, RegExp]>([
    ['the change set', 'FAILED', 'CREATE_COMPLETE', /nothing was imported: taken/],
    ['the stack', 'CREATE_COMPLETE', 'ROLLBACK_COMPLETE', /seawall-test is ROLLBACK_COMPLETE/],
    ['an answer in time', 'CREATE_PENDING', 'CREATE_COMPLETE', /half an hour/],
  ])('fails with the reason where %s fails', async (_, Status, StackStatus, reason) => {
    const { clients, cloudFormation } = clientsOf();
    cloudFormation.on(CreateChangeSetCommand).resolves({ Id: 'arn:change-set', StackId });
    cloudFormation.on(DescribeChangeSetCommand).resolves({ Status, StatusReason: 'taken' } as never);
    cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [{ StackId, StackStatus } as never] });
    await expect(
      importKept({ name: 'seawall-test', template: kept, wait }, clients.cloudFormation),
    ).rejects.toThrow(reason);
  });
});
