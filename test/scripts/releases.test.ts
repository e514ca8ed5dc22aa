// Releases: what a deployment would change, what it leaves to go back to, and the way back.

import { Readable } from 'node:stream';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { sdkStreamMixin } from '@smithy/core/serde';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { cameSince, waitForCanary } from '../../scripts/deploy/releases/canary.ts';
import { wordsOfDifference } from '../../scripts/deploy/releases/differ.ts';
import { folderOf, nameOf, readRelease } from '../../scripts/deploy/releases/release.ts';
import { planRollBack, rollBack } from '../../scripts/deploy/releases/roll-back.ts';
import { noteSealed } from '../../scripts/deploy/releases/seal.ts';
import { pointerKey } from '../../shared/policy/deployed.ts';

const folders = [
  '100-2026-01-01T00:00:00.000Z',
  '200-2026-01-02T00:00:00.000Z',
  '300-2026-01-03T00:00:00.000Z',
] as const;
const home = { stage: 'test', account: '111122223333', region: 'eu-central-1' };
const lambda = (folder: string, MemorySize = 512) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    MemorySize,
    Code: { S3Bucket: 'zips', S3Key: `serverless/seawall/test/${folder}/notify.zip` },
  },
});
const templateOf = (folder: string, more: object = {}) => ({
  Parameters: { Organization: { Default: 'o-1' } },
  Resources: { Notify: lambda(folder), ...more },
});

describe('what a deployment would change', () => {
  it('is the whole stack where there is none', () => {
    expect(wordsOfDifference(null, templateOf(folders[0]))).toEqual([
      '  makes a stack of 1 resources: 1 Lambda::Function',
    ]);
  });

  it('is nothing where only the folder of the package differs, but for the code', () => {
    expect(wordsOfDifference(templateOf(folders[0]), templateOf(folders[1]))).toEqual([
      '  code of 1 functions',
    ]);
    expect(wordsOfDifference(templateOf(folders[0]), templateOf(folders[0]))).toEqual(['  changes nothing']);
  });

  it('is named by resource, property and parameter; what ends and stays all the same is said', () => {
    const before = templateOf(folders[0], {
      Old: { Type: 'AWS::SQS::Queue' },
      Record: { Type: 'AWS::DynamoDB::Table', DeletionPolicy: 'RetainExceptOnCreate' },
    });
    const after = {
      Parameters: { Organization: { Default: '' }, SealKey: { Default: 'k' } },
      Resources: { Notify: lambda(folders[0], 1024), New: { Type: 'AWS::SNS::Topic' } },
    };
    expect(wordsOfDifference(before, after)).toEqual([
      ...['  makes SNS::Topic New', '  changes Lambda::Function Notify: MemorySize', '  ends SQS::Queue Old'],
      '  ends DynamoDB::Table Record, which stays outside of the stack',
      ...['  Organization becomes (empty) (was o-1)', '  SealKey becomes k (was (empty))'],
    ]);
  });
});

const body = (text: string) => ({ Body: sdkStreamMixin(Readable.from([Buffer.from(text)])) });
const missing = Object.assign(new Error('no'), { name: 'NoSuchKey' });
const note = (version: string, pointer: string | null, more: object = {}) =>
  JSON.stringify({
    note: 1,
    version,
    commit: 'abcdef0123456789',
    parameters: { organization: 'o-1' },
    pointer,
    ...more,
  });
const pointer = JSON.stringify({
  version: 1,
  policy: 'seawall.yml',
  files: { 'seawall.yml': 'a'.repeat(64) },
});

/** A deployment that runs the second of three packages; of the first and the third there may be notes. */
function deployed(current: string, notes: Readonly<Record<string, string>>) {
  const clients = {
    cloudFormation: new CloudFormationClient(home),
    ...{ s3: new S3Client(home), ssm: new SSMClient(home) },
  };
  const [cloudFormation, s3, ssm] = [
    mockClient(clients.cloudFormation),
    mockClient(clients.s3),
    mockClient(clients.ssm),
  ];
  const stack = {
    StackName: 'seawall-test',
    CreationTime: new Date(0),
    Tags: [{ Key: 'STAGE', Value: 'test' }],
  };
  cloudFormation
    .on(DescribeStacksCommand)
    .resolves({ Stacks: [{ ...stack, StackId: 'arn:1', StackStatus: 'UPDATE_COMPLETE' }] })
    .on(ListStackResourcesCommand)
    .resolves({
      StackResourceSummaries: [
        {
          ...{ LogicalResourceId: 'ServerlessDeploymentBucket', PhysicalResourceId: 'zips' },
          ...{ ResourceType: 'AWS::S3::Bucket', ResourceStatus: 'CREATE_COMPLETE' },
          LastUpdatedTimestamp: new Date(0),
        },
      ],
    })
    .on(GetTemplateCommand)
    .resolves({ TemplateBody: JSON.stringify(templateOf(current)) })
    .on(CreateChangeSetCommand)
    .resolves({ Id: 'set-1' })
    .on(DescribeChangeSetCommand)
    .resolves({ Status: 'CREATE_COMPLETE' })
    .on(ExecuteChangeSetCommand)
    .resolves({});
  const key = (folder: string) => `serverless/seawall/test/${folder}/compiled-cloudformation-template.json`;
  s3.on(GetObjectCommand).rejects(missing);
  s3.on(ListObjectsV2Command).callsFake(({ Prefix }: { Prefix: string }) => ({
    Contents: folders.flatMap((folder) => (key(folder).startsWith(Prefix) ? [{ Key: key(folder) }] : [])),
  }));
  for (const folder of folders)
    s3.on(GetObjectCommand, { Key: key(folder) }).callsFake(() =>
      Promise.resolve(body(JSON.stringify(templateOf(folder, { Was: { Type: 'AWS::SNS::Topic' } })))),
    );
  for (const [folder, text] of Object.entries(notes))
    s3.on(GetObjectCommand, { Key: `releases/test/${folder}.json` }).callsFake(() =>
      Promise.resolve(body(text)),
    );
  s3.on(PutObjectCommand).resolves({});
  const parameters = new Map<string, string>();
  ssm
    .on(GetParameterCommand)
    .callsFake(({ Name }: { Name: string }) =>
      parameters.has(Name)
        ? { Parameter: { Value: parameters.get(Name) } }
        : Promise.reject(Object.assign(new Error('no'), { name: 'ParameterNotFound' })),
    )
    .on(PutParameterCommand)
    .callsFake(({ Name, Value }: { Name: string; Value: string }) => {
      parameters.set(Name, Value);
      return {};
    });
  return { clients, cloudFormation, s3, ssm };
}

describe('the way back', () => {
  const wait = async () => {};

  it('leads to the newest release before the one that runs, and says what that changes; it only reads', async () => {
    const { clients, s3, cloudFormation } = deployed(folders[2], {
      [folders[0]]: note('0.1.0', pointer),
      [folders[1]]: note('0.2.0', pointer),
      [folders[2]]: note('0.3.0', null),
    });
    const { lines, to } = await planRollBack(home, { organization: 'o-1', 'seal-key': 'k' }, clients);
    expect(to.version).toBe('0.2.0');
    expect(lines).toEqual([
      'from 0.3.0 (abcdef012345), packaged 2026-01-03T00:00:00.000Z',
      'to   0.2.0 (abcdef012345), packaged 2026-01-02T00:00:00.000Z',
      ...['  makes SNS::Topic Was', '  code of 1 functions', '  seal-key becomes (empty) (was k)'],
      '  policy: becomes seawall.yml as it was then (aaaaaaaaaaaa)',
      expect.stringContaining('nothing vouches for it'),
      expect.stringContaining('not touched: the record'),
    ]);
    expect(s3.commandCalls(PutObjectCommand)).toEqual([]);
    expect(cloudFormation.commandCalls(CreateChangeSetCommand)).toEqual([]);
  });

  it('passes over a package that was never deployed to its end, and ends where there is none', async () => {
    const notes = { [folders[0]]: note('0.1.0', pointer), [folders[1]]: 'no note' };
    const { clients } = deployed(folders[2], notes);
    expect((await planRollBack(home, null, clients)).to.version).toBe('0.1.0');
    await expect(planRollBack(home, null, deployed(folders[0], notes).clients)).rejects.toThrow(
      'no former release',
    );
  });

  it('never leads to a release that a roll-back left: an upgrade that failed is not what the next one goes back to', async () => {
    const { clients } = deployed(folders[2], {
      [folders[0]]: note('0.1.0', pointer),
      [folders[1]]: note('0.2.0', pointer, { withdrawn: true }),
      [folders[2]]: note('0.3.0', null),
    });
    expect((await planRollBack(home, null, clients)).to.version).toBe('0.1.0');
    expect((await planRollBack(home, null, clients, folders[0])).to.version).toBe('0.1.0');
    await expect(planRollBack(home, null, clients, folders[1])).rejects.toThrow('no former release');
  });

  it('notes last what it left, in the words of the release itself', async () => {
    const { clients, s3 } = deployed(folders[1], {
      [folders[0]]: note('0.1.0', pointer),
      [folders[1]]: note('0.2.0', pointer),
    });
    await rollBack(await planRollBack(home, null, clients), home, wait, clients);
    const puts = s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input);
    expect(puts.map(({ Key }) => Key)).toEqual([pointerKey, `releases/test/${folders[1]}.json`]);
    expect(JSON.parse(String(puts[1]?.Body))).toEqual({
      ...JSON.parse(note('0.2.0', pointer)),
      withdrawn: true,
    });
  });

  it('passes over what nobody vouches for where it can, and says so where it cannot', async () => {
    const { clients } = deployed(folders[2], {
      [folders[0]]: note('0.1.0', pointer),
      [folders[1]]: note('9.9.9', pointer),
      [folders[2]]: note('0.3.0', null),
    });
    const laid = await planRollBack(home, null, clients);
    expect([laid.to.version, laid.unsealed]).toEqual(['9.9.9', true]);
    const shelf = { bucket: 'zips', account: home.account, stage: home.stage };
    const genuine = await readRelease(folders[0], shelf, clients.s3);
    if (genuine === null) throw new Error('there is no note');
    await noteSealed(genuine, shelf, clients);
    const way = await planRollBack(home, null, clients);
    expect([way.to.version, way.unsealed]).toEqual(['0.1.0', false]);
    expect(way.lines.join()).not.toContain('vouches');
  });

  it('is finished by the same command where it ended half-way, and goes no further back', async () => {
    const { clients, s3, ssm } = deployed(folders[1], {
      [folders[0]]: note('0.1.0', pointer),
      [folders[1]]: note('0.2.0', pointer),
      [folders[2]]: note('0.3.0', null),
    });
    const way = await planRollBack(home, { organization: 'o-1', 'seal-key': 'k' }, clients);
    expect(way.lines.slice(0, 3)).toEqual([
      'a roll-back was not finished:',
      'from 0.3.0 (abcdef012345), packaged 2026-01-03T00:00:00.000Z',
      'to   0.2.0 (abcdef012345), packaged 2026-01-02T00:00:00.000Z',
    ]);
    expect(way.lines).toContain('  policy: becomes seawall.yml as it was then (aaaaaaaaaaaa)');
    await rollBack(way, home, wait, clients);
    const keys = s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input.Key);
    expect(keys).toEqual([pointerKey, `releases/test/${folders[2]}.json`]);
    const kept = ssm.commandCalls(PutParameterCommand).map(({ args }) => args[0].input.Name);
    expect(kept.filter((name) => name === '/seawall/test/deployment')).toHaveLength(1);
  });

  it('is one change set of the former template with the tags of the stack, then its policy, then its parameters', async () => {
    const { clients, s3, ssm, cloudFormation } = deployed(folders[1], {
      [folders[0]]: note('0.1.0', pointer),
    });
    await rollBack(await planRollBack(home, null, clients), home, wait, clients);
    const [created] = cloudFormation.commandCalls(CreateChangeSetCommand);
    expect(created?.args[0].input).toMatchObject({
      ...{ StackName: 'seawall-test', ChangeSetType: 'UPDATE', Tags: [{ Key: 'STAGE', Value: 'test' }] },
      TemplateURL: `https://zips.s3.eu-central-1.amazonaws.com/serverless/seawall/test/${folders[0]}/compiled-cloudformation-template.json`,
    });
    expect(cloudFormation.commandCalls(ExecuteChangeSetCommand)).toHaveLength(1);
    expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toMatchObject({
      ...{ Bucket: 'seawall-policy-test-111122223333-eu-central-1', Key: pointerKey, Body: pointer },
    });
    expect(ssm.commandCalls(PutParameterCommand)[0]?.args[0].input.Value).toBe('{"organization":"o-1"}');
  });

  it('writes neither policy nor parameters where the stack was not taken back, and says why', async () => {
    const { clients, s3, ssm, cloudFormation } = deployed(folders[1], {
      [folders[0]]: note('0.1.0', pointer),
    });
    const way = await planRollBack(home, null, clients);
    cloudFormation
      .on(DescribeStacksCommand)
      .resolves({
        Stacks: [{ StackName: 's', CreationTime: new Date(0), StackStatus: 'UPDATE_ROLLBACK_COMPLETE' }],
      })
      .on(DescribeStackEventsCommand)
      .resolves({
        StackEvents: [
          {
            LogicalResourceId: 'Notify',
            ResourceStatus: 'UPDATE_FAILED',
            ResourceStatusReason: 'zip is gone',
          } as never,
        ],
      });
    await expect(rollBack(way, home, wait, clients)).rejects.toThrow(
      'seawall-test is UPDATE_ROLLBACK_COMPLETE: Notify: zip is gone',
    );
    expect(s3.commandCalls(PutObjectCommand)).toEqual([]);
    expect(ssm.commandCalls(PutParameterCommand)).toEqual([]);
  });

  it.each([
    ["The submitted information didn't contain changes.", null],
    ['No updates are to be performed.', null],
    ['AccessDenied', 'nothing was changed: AccessDenied'],
  ])('of a change set that fails with “%s”', async (StatusReason, words) => {
    const { clients, s3, cloudFormation } = deployed(folders[1], { [folders[0]]: note('0.1.0', pointer) });
    cloudFormation.on(DescribeChangeSetCommand).resolves({ Status: 'FAILED', StatusReason });
    const going = rollBack(await planRollBack(home, null, clients), home, wait, clients);
    if (words === null) await going;
    else await expect(going).rejects.toThrow(words);
    expect(cloudFormation.commandCalls(ExecuteChangeSetCommand)).toEqual([]);
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(words === null ? 1 : 0);
  });
});

describe('a release', () => {
  it('is named by its version, its commit and when it was packaged', () => {
    const release = { folder: folders[0], version: '0.1.0', parameters: {}, pointer: null };
    expect(nameOf({ ...release, commit: null })).toBe('0.1.0, packaged 2026-01-01T00:00:00.000Z');
  });

  it('is known by the package that the functions run', () => {
    expect(folderOf(templateOf(folders[1]))).toBe(folders[1]);
    expect(folderOf({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } } })).toBeNull();
  });
});

describe('the canary', () => {
  it.each([
    ['sent before, told after', 1_000, 2_000, false],
    ['sent and told after', 4_000, 2_000, true],
    ['sent at that moment', 3_000, 1_000, true],
  ])('%s', (_, at, took, came) => expect(cameSince([{ at, took }], 2_000)).toBe(came));

  it('is waited for until it comes, or for thirteen minutes', async () => {
    const client = new CloudWatchClient(home);
    const cloudWatch = mockClient(client);
    const clock = { now: 0 };
    const wait = async (ms: number) => {
      clock.now += ms;
    };
    const watch = { client, wait, now: () => clock.now };
    cloudWatch.on(GetMetricStatisticsCommand).resolves({ Datapoints: [] });
    expect(await waitForCanary(0, watch)).toBe(false);
    expect(clock.now).toBe(13 * 60_000);
    const point = { Timestamp: new Date(clock.now + 60_000), Maximum: 8_000 };
    const answers = [[], [point]];
    cloudWatch.on(GetMetricStatisticsCommand).callsFake(() => ({ Datapoints: answers.shift() }));
    expect(await waitForCanary(clock.now, watch)).toBe(true);
    expect(clock.now).toBe(13 * 60_000 + 20_000);
  });
});
