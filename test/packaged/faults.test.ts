// Faults of the parts beneath, with the packaged functions on an emulated AWS and Slack: what is seen of each, that nothing is lost and nothing
// done twice, and that an alarm of the template watches what was put aside. The table is a golden file.
import { readFileSync } from 'node:fs';
import {
  AttachUserPolicyCommand,
  CreateUserCommand,
  IAMClient,
  ListAttachedUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, expect, it } from 'vitest';
import { idIn, ofType } from '../../scripts/local/template.ts';
import { listFindings } from '../../shared/findings/listing.ts';
import { dig, listOf, objectOf } from '../../shared/model/json.ts';
import { called } from './events.ts';
import type { Call, Disturbance } from './recorder.ts';
import { folder, onDeployment } from './world.ts';

const policy = `
mode: observe
controls: { control-plane/no-administrator-grant: { mode: enforce } }
brake: { actions: 100, window: 10m }
notify: { slack: { channel: "#findings", minimum: critical } }
respond: { approvers: ["slack-group:S0SEC"] }
`;
const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';

onDeployment('a fault', { policy, mayFail: true }, (at) => {
  let iam: IAMClient;
  const table: string[] = [];
  beforeAll(() => {
    iam = new IAMClient(at.aws);
  });

  /** An administrator is made; gives the event. */
  async function granted(UserName: string) {
    await iam.send(new CreateUserCommand({ UserName }));
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
    return called(at.aws, 'iam:AttachUserPolicy', { userName: UserName, policyArn: PolicyArn });
  }
  const findings = async () =>
    listFindings(at.store, { now: new Date().toISOString(), quiet: 7 * 86_400_000, waiver: () => null });

  /** What there is in the end of one grant: findings, grants left, changes of AWS, messages about it. */
  async function endOf(user: string) {
    const found = (await findings()).filter(({ subject }) => subject.name === user);
    const { AttachedPolicies } = await iam.send(new ListAttachedUserPoliciesCommand({ UserName: user }));
    return {
      findings: found.length,
      left: AttachedPolicies?.length,
      detached: at.recorder.writes.filter(({ input }) => dig(input, 'UserName') === user).length,
      messages: at.slack.tops().filter(({ text }) => text.includes(`${user}: `)).length,
    };
  }
  const good = { findings: 1, left: 0, detached: 1, messages: 1 };

  /** How many messages lie in a queue, seen or not. */
  async function countIn(queue: string): Promise<number> {
    const QueueUrl = at.local.stack.ids.get(queue);
    const asked = new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    });
    const { Attributes = {} } = await new SQSClient(at.aws).send(asked);
    return Object.values(Attributes).reduce((sum, number) => sum + Number(number), 0);
  }
  function disturbed(when: (call: Call, times: number) => Disturbance | null): () => number {
    let times = 0;
    let count = 0;
    at.recorder.disturb = (call) => {
      const found = when(call, times);
      times += 1;
      if (found !== null) count += 1;
      return found;
    };
    return () => count;
  }
  function row(fault: string, seen: string, end: string): void {
    table.push(`${fault} ▸ ${seen} ▸ ${end}`);
  }
  const told = 'one finding, one change of AWS, one message';

  it('nothing', async () => {
    await at.happens(await granted('calm'));
    expect(await endOf('calm')).toEqual(good);
    row('nothing', 'the grant is taken back', told);
  });

  it('every event comes three times', async () => {
    const event = await granted('thrice');
    for (const _ of [1, 2, 3]) await at.local.route(event);
    await at.local.settle();
    await at.happens(event);
    expect(await endOf('thrice')).toEqual(good);
    row('an event comes four times, once much later', 'the function judges it each time', told);
  });

  it('events come in the wrong order', async () => {
    const registered = (time: number, privileged: boolean) => {
      const containerDefinitions = [{ name: 'c', image: 'a:1', privileged }];
      const input = { family: 'reordered', requiresCompatibilities: ['EC2'], containerDefinitions };
      return called(at.aws, 'ecs:RegisterTaskDefinition', input, { at: new Date(time).toISOString() });
    };
    const now = Date.now();
    for (const event of [
      registered(now - 1000, false),
      registered(now - 3000, true),
      registered(now - 2000, true),
    ])
      await at.happens(event);
    const found = (await findings()).filter(({ control }) => control === 'namespace-isolation/no-privileged');
    expect(found.map(({ status }) => status)).not.toContain('open');
    row(
      'a correction comes before what it corrects',
      'the later word counts, whenever it comes',
      'nothing is open',
    );
  });

  it('every call is throttled once', async () => {
    const known = new Set<string>();
    const throttled = disturbed((call) => {
      const key = JSON.stringify(call);
      if (known.has(key)) return null;
      known.add(key);
      return 'throttled';
    });
    await at.happens(await granted('throttled'));
    at.recorder.disturb = null;
    await at.local.settleFailures();
    expect(await endOf('throttled')).toEqual(good);
    expect(throttled()).toBeGreaterThan(20);
    row('every call of every function is throttled once', 'each is sent again', told);
  });

  it('a function ends half-way: it can write nothing more', async () => {
    let written = 0;
    const failed = disturbed(({ service, operation }) => {
      if (service !== 'dynamodb' || operation !== 'PutItem') return null;
      written += 1;
      return written > 1 ? 'failed' : null;
    });
    await at.happens(await granted('halfway'));
    at.recorder.disturb = null;
    expect(failed()).toBeGreaterThan(0);
    await at.local.settleFailures();
    expect(await endOf('halfway')).toEqual(good);
    row('the table takes one write more, then none', 'the message fails, is shown again, and done', told);
  });

  it('AWS does what it was asked, and the answer is lost', async () => {
    const lost = disturbed(({ operation }) => (operation === 'DetachUserPolicy' ? 'unanswered' : null));
    await at.happens(await granted('unanswered'));
    at.recorder.disturb = null;
    expect(lost()).toBeGreaterThan(0);
    await at.local.settleFailures();
    const end = await endOf('unanswered');
    expect(end).toMatchObject({ findings: 1, left: 0, messages: 1 });
    // The SDK asks again within a call: AWS then says that there is nothing left to detach.
    expect(end.detached).toBe(lost());
    row(
      'the answer to each change is lost',
      'the state is looked at',
      'one finding, one message, nothing is attached',
    );
  });

  it('the bus is out for an hour', async () => {
    const refused = disturbed(({ operation }) => (operation === 'PutEvents' ? 'failed' : null));
    await at.happens(await granted('no-bus'));
    at.recorder.disturb = null;
    expect(refused()).toBeGreaterThan(10);
    expect(await endOf('no-bus')).toMatchObject({ findings: 1, left: 1, messages: 0 });
    expect(alarmOf('AWS/Lambda', 'IteratorAge')).toBe(true);
    await at.local.settleFailures();
    expect(await endOf('no-bus')).toEqual(good);
    expect(await countIn('PublishDeadLetters')).toBe(0);
    row(
      'the bus takes nothing for longer than ten tries',
      'the change waits in the stream, is tried again for up to 24 hours, and the alarm on its age rings',
      told,
    );
  });

  it('the stream loses what it should have brought', async () => {
    // What changed before the first look counts as published.
    await at.local.schedule('PublishEventsRuleSchedule1');
    await at.local.route(await granted('lost-record'));
    await at.local.settleQueues();
    await at.local.loseStreams();
    await at.local.settle();
    expect(await endOf('lost-record')).toMatchObject({ findings: 1, left: 1, messages: 0 });
    at.local.clock.ahead += 3_600_000;
    await at.local.schedule('PublishEventsRuleSchedule1');
    await at.local.settle();
    expect(await endOf('lost-record')).toEqual(good);
    expect(at.local.output()).toMatch(/"ChangeCaughtUp":[1-9]/);
    expect(alarmOf('Seawall', 'ChangeCaughtUp')).toBe(true);
    // What was published is published no more.
    const before = at.slack.calls.length;
    await at.local.schedule('PublishEventsRuleSchedule1');
    await at.local.settle();
    expect(at.slack.calls.length).toBe(before);
    row(
      'a shard of the stream is lost',
      'publish looks for it within the hour, and the alarm on that rings',
      told,
    );
  });

  it('Slack is out', async () => {
    at.slack.failures.set(
      'chat.postMessage',
      Array.from({ length: 40 }, () => 'http:500'),
    );
    await at.happens(await granted('no-slack'));
    expect(await endOf('no-slack')).toMatchObject({ findings: 1, left: 0, messages: 0 });
    at.slack.failures.clear();
    await at.local.settleFailures();
    expect(await endOf('no-slack')).toEqual(good);
    row(
      'Slack answers with errors',
      'the response is made all the same; the message fails and is shown again',
      told,
    );
  });

  it('the queues are out for an hour', async () => {
    await at.local.route(await granted('late'));
    at.local.clock.ahead += 3_600_000;
    await at.local.settle();
    expect(await endOf('late')).toEqual(good);
    row('a message comes an hour late', 'it is judged by what is there now', told);
  });

  it('messages that nobody can read lie among others', async () => {
    const QueueUrl = at.local.stack.ids.get('AccessChangedQueue');
    const sqs = new SQSClient(at.aws);
    for (const MessageBody of ['{', 'null', '[]', '{"source":"aws.iam","detail":7}'])
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    await at.happens(await granted('beside-poison'));
    expect(await endOf('beside-poison')).toEqual(good);
    expect(at.local.output()).toMatch(/"EventUnreadable":(?:3|\[1,1,1)/);
    expect(alarmOf('Seawall', 'EventUnreadable')).toBe(true);
    row(
      'messages that nobody can read lie among others',
      'each is counted as unreadable and named in the log, and their alarm rings',
      told,
    );
  });

  it('a function can never take a message', async () => {
    const QueueUrl = at.local.stack.ids.get('RespondQueue');
    await new SQSClient(at.aws).send(new SendMessageCommand({ QueueUrl, MessageBody: '{' }));
    await at.happens(await granted('beside-poison-too'));
    await at.local.settleFailures();
    expect(await endOf('beside-poison-too')).toEqual(good);
    expect(await countIn('RespondDeadLetters')).toBe(1);
    expect(alarmOf('AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'RespondDeadLetters')).toBe(true);
    row(
      'a message that its function can never take',
      'it lies with the dead letters after five times, and their alarm rings',
      told,
    );
  });

  it('and nothing was given up in between', async () => {
    const queues = [...at.local.stack.ids.keys()].filter((id) => /Queue$/.test(id));
    for (const queue of queues) expect([queue, await countIn(queue)]).toEqual([queue, 0]);
    await expect(`${table.join('\n')}\n`).toMatchFileSnapshot('golden/faults.txt');
  });

  /** Whether an alarm of the template watches a metric, of a queue where one is named. */
  function alarmOf(namespace: string, metric: string, queue: string | null = null): boolean {
    const file = `${folder}/cloudformation-template-update-stack.json`;
    const template = objectOf(JSON.parse(readFileSync(file, 'utf8')));
    return ofType(template, 'AWS::CloudWatch::Alarm').some(([, { Namespace, MetricName, Dimensions }]) => {
      const named = listOf(Dimensions).map((dimension) => idIn(dig(dimension, 'Value')));
      return Namespace === namespace && MetricName === metric && (queue === null || named.includes(queue));
    });
  }
});
