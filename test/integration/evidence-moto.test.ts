// Evidence over moto: a task with a log is stopped, and what it was and said lies locked in the bucket before that.

import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeImagesCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import {
  CreateClusterCommand,
  DescribeTasksCommand,
  ECSClient,
  RegisterContainerInstanceCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ResponderParts, responderOf } from '../../functions/wiring/respond/responder.ts';
import { sessionsOf } from '../../functions/wiring/respond/sessions.ts';
import { lookOf } from '../../shared/findings/look.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { record } from '../../shared/findings/record.ts';
import type { ApiRequest, AwsApi } from '../../shared/gather/api.ts';
import { s3Keeper } from '../../shared/respond/evidence/s3-keeper.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import { context, verdict } from '../findings/fixtures.ts';
import { api, config, endpoint, freshName } from '../respond/actions/moto.ts';
import { account, region } from '../respond/actions/round-trip.ts';
import { kim } from '../respond/world.ts';
import { policyFrom } from '../support/judging.ts';

const name = freshName();
const Bucket = freshName();
const ecs = new ECSClient(config);
const ec2 = new EC2Client(config);
const logs = new CloudWatchLogsClient(config);
const s3 = new S3Client({ ...config, forcePathStyle: true });
const token = ['ghp_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('');

/** A task that stands alone, with two lines of log. */
async function taskWithLog(): Promise<string> {
  const { tasks } = await ecs.send(new RunTaskCommand({ cluster: name, taskDefinition: name }));
  const arn = tasks?.[0]?.taskArn ?? '';
  const stream = { logGroupName: `/${name}`, logStreamName: `web/web/${arn.split('/').at(-1)}` };
  await logs.send(new CreateLogStreamCommand(stream));
  const messages = ['started \u001b[2J<script>', `calling with ${token}`];
  const logEvents = messages.map((message, index) => ({ message, timestamp: Date.now() - 2000 + index }));
  await logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
  return arn;
}

/** What the policy of a session would let through is all that is asked in it: written down beside the call. */
function asked() {
  const calls: string[] = [];
  const noting = (prefix: string): AwsApi => ({
    call: (request: ApiRequest) => {
      calls.push(`${prefix}${request.service}.${request.operation}`);
      return api.call(request);
    },
  });
  const sessionFor = sessionsOf({ clusters: api, narrowedTo: () => noting('session ') });
  return { calls, sessionFor, reads: noting('') };
}

async function responded(change: Partial<ResponderParts> = {}) {
  const task = await taskWithLog();
  const { calls, sessionFor, reads } = asked();
  const store = memoryStore();
  const at = new Date().toISOString();
  const subject = { ...verdict().subject, id: task, account, region };
  const failed = verdict({
    ...{ identity: task, instance: task, subject, cluster: name, asOf: at, actor: kim, eventId: at },
    response: { action: 'stop-workload', mode: 'enforce' },
  });
  const [told] = (await record(store, lookOf(failed), context({ now: at }))).changes;
  const responder = responderOf({
    ...{ policy: policyFrom({ mode: 'enforce' }), store, api: reads, sessionFor, own: () => false },
    ...{
      tell: async () => {},
      distrust: () => {},
      now: Date.now,
      sleep: async () => {},
      random: Math.random,
    },
    evidence: s3Keeper(s3, { bucket: Bucket, account }),
    ...change,
  });
  const answer = await responder.look({ source: 'seawall', detail: { version: 1, change: told } });
  const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster: name, tasks: [task] }));
  const journal = await readJournal(store, told?.finding.id ?? '');
  return { task, answer, calls, journal, status: tasks?.[0]?.desiredStatus };
}

describe.skipIf(endpoint === undefined)('over moto', () => {
  beforeAll(async () => {
    await s3.send(
      new CreateBucketCommand({
        ...{
          Bucket,
          CreateBucketConfiguration: { LocationConstraint: region },
          ObjectLockEnabledForBucket: true,
        },
      }),
    );
    const Rule = { DefaultRetention: { Mode: 'GOVERNANCE', Days: 365 } } as const;
    const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled', Rule } as const;
    await s3.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
    await logs.send(new CreateLogGroupCommand({ logGroupName: `/${name}` }));
    await ecs.send(new CreateClusterCommand({ clusterName: name }));
    const options = { 'awslogs-group': `/${name}`, 'awslogs-region': region, 'awslogs-stream-prefix': 'web' };
    const container = {
      ...{ name: 'web', image: 'nginx:1', memory: 128, privileged: true },
      environment: [{ name: 'GITHUB_TOKEN', value: token }],
      logConfiguration: { logDriver: 'awslogs', options } as const,
    };
    await ecs.send(new RegisterTaskDefinitionCommand({ family: name, containerDefinitions: [container] }));
    const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ['amazon'] }));
    const input = { ImageId: Images?.[0]?.ImageId, MinCount: 1, MaxCount: 1 };
    const { Instances } = await ec2.send(new RunInstancesCommand(input));
    const document = { instanceId: Instances?.[0]?.InstanceId, accountId: account, region };
    const instanceIdentityDocument = JSON.stringify(document);
    await ecs.send(new RegisterContainerInstanceCommand({ cluster: name, instanceIdentityDocument }));
  });

  it('is kept, locked, before the task is stopped; its log is read in a session of its own', async () => {
    const { task, answer, calls, journal, status } = await responded();
    expect(answer).toMatchObject({ response: { outcome: 'done' } });
    expect(status).toBe('STOPPED');
    const inSessions = calls.filter((one) => one.startsWith('session '));
    expect(inSessions).toEqual(['session logs.GetLogEvents', 'session ecs.StopTask']);
    expect(calls.filter((one) => one.startsWith('logs.'))).toEqual([]);
    const evidence = answer?.response.evidence;
    const [, Key = ''] = /^s3:\/\/[^/]+\/(.+)$/.exec(evidence?.place ?? '') ?? [];
    expect(Key).toMatch(/^evidence\/[0-9a-f]{64}\/[0-9a-f]{64}-0\.json$/);
    const place = { Bucket, Key, VersionId: evidence?.version ?? '' };
    expect(await s3.send(new HeadObjectCommand(place))).toMatchObject({ ObjectLockMode: 'GOVERNANCE' });
    const { Body } = await s3.send(new GetObjectCommand(place));
    const text = (await Body?.transformToString()) ?? '';
    expect(text).not.toContain(token);
    const [workload] = JSON.parse(text).workloads;
    expect(workload).toMatchObject({
      ...{ kind: 'task', name: task, description: { taskArn: task } },
      definition: { containerDefinitions: [{ name: 'web', privileged: true }] },
      logs: [
        {
          container: 'web',
          lines: [
            expect.stringContaining('\u001b[2J<script>'),
            expect.stringMatching(/calling with \(redacted/),
          ],
        },
      ],
    });
    expect(journal.find(({ kind }) => kind === 'sending')?.detail.evidence).toEqual(evidence);
  });

  it('that cannot be kept holds nothing back, and the journal says so', async () => {
    const { answer, status } = await responded({ evidence: s3Keeper(s3, { bucket: freshName() }) });
    expect(status).toBe('STOPPED');
    expect(answer?.response.evidence).toMatchObject({
      place: null,
      missing: [expect.stringMatching(/^keeping it failed: /)],
    });
  });

  it('is not looked for where the policy says off', async () => {
    const policy = policyFrom({ mode: 'enforce', respond: { evidence: 'off' } });
    const { answer, calls } = await responded({ policy });
    expect(answer?.response).not.toHaveProperty('evidence');
    expect(calls.filter((one) => one.includes('logs.'))).toEqual([]);
  });
});
