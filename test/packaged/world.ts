// A packaged deployment for a test: an account of the emulator of its own, a server that stands for Slack, and all that was done and shown.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { writePolicy } from '../../scripts/deploy/write.ts';
import { type Emulated, openEmulatedAccount } from '../../scripts/local/account.ts';
import { startLocal } from '../../scripts/local/deployment.ts';
import { dynamoStore } from '../../shared/findings/dynamodb.ts';
import { stringOf } from '../../shared/model/json.ts';
import { app, press, secret, signed, team } from '../notify/slack/fixtures.ts';
import { type FakeMessage, FakeSlack, type FakeUser } from '../notify/slack/server.ts';
import { messageLines, scrubbed } from '../notify/slack/transcript.ts';
import { type Call, recordCalls } from './recorder.ts';

/** Where the zips lie, as `.ci/run` says; without them the suites are left out. */
export const folder = process.env.SEAWALL_PACKAGED;
export const region = 'eu-central-1';

export type World = Awaited<ReturnType<typeof packagedWorld>>;

export const people: Readonly<Record<string, FakeUser>> = {
  U0KIM: { email: 'kim@acme.test' },
  U0LEE: { email: 'lee@acme.test' },
  U0SAM: { email: 'sam@acme.test' },
  U0EVE: { email: 'eve@acme.test' },
  U0INT: { email: 'intern@acme.test' },
};
const groups = { S0SEC: ['U0KIM', 'U0LEE', 'U0SAM'] };

export interface WorldOptions {
  readonly users?: Readonly<Record<string, FakeUser>>;
  /** Of the deployment, beside Slack's secret. */
  readonly parameters?: (aws: Emulated) => Promise<Readonly<Record<string, string>>>;
  /** That the policy names. */
  readonly files?: Readonly<Record<string, string>>;
}

interface SuiteOptions extends WorldOptions {
  readonly policy: string;
  /** Functions fail where a suite has them fail. */
  readonly mayFail?: true;
}

/** A suite on a deployment of its own, left out where nothing is packaged. `body` gets it filled before its first test. */
export function onDeployment(name: string, options: SuiteOptions, body: (at: World) => void): void {
  describe.skipIf(folder === undefined)(name, { timeout: 300_000 }, () => {
    const at = {} as World;
    beforeAll(async () => {
      Object.assign(at, await packagedWorld(options.policy, options));
    });
    afterAll(async () => {
      if (options.mayFail !== true) expect(at.local.faults).toEqual([]);
      await at.stop();
    });
    body(at);
  });
}

export async function packagedWorld(policy: string, options: WorldOptions = {}) {
  const { users = people, parameters = async () => ({}), files = {} } = options;
  const endpoint = process.env.SEAWALL_MOTO_URL;
  if (folder === undefined || endpoint === undefined)
    throw new Error('SEAWALL_PACKAGED is set, so that SEAWALL_MOTO_URL must be set too');
  const aws = await openEmulatedAccount(endpoint, region);
  const slack = new FakeSlack({
    ...{ token: 'xoxb-test', team, channels: { findings: 'C0FIND' }, now: Date.now, users, groups },
  });
  const recorder = await recordCalls(endpoint);
  const local = await startLocal({
    ...{ folder, aws, endpoint: recorder.url },
    parameters: { SlackSecret: await slackSecret(aws), ...(await parameters(aws)) },
    elsewhere: { 'https://slack.com/api/': await slack.start() },
  });
  const idOf = (id: string) => local.stack.ids.get(id) ?? '';
  const texts = {
    policy: 'seawall.yml',
    texts: new Map(Object.entries({ ...files, 'seawall.yml': policy })),
  };
  const place = { bucket: idOf('PolicyBucket'), account: aws.account };
  await writePolicy(texts, place, new S3Client({ ...aws, forcePathStyle: true }));
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(aws));

  return {
    ...{ aws, local, slack, recorder },
    store: dynamoStore({ client: documents, table: idOf('Record'), clock: Date.now }),
    /** Presses a button of a message, and lets it be worked on; `value`: what the button would say. */
    async press(message: FakeMessage | undefined, words: string, user: string, value?: object) {
      const change = value === undefined ? {} : { value: JSON.stringify(value) };
      const body = press(message, words, { user, ...change });
      const at = Date.now() + local.clock.ahead;
      const headers = { 'content-type': 'application/x-www-form-urlencoded', ...signed(body, at) };
      const { status } = await fetch(local.url ?? '', { method: 'POST', headers, body });
      expect(status).toBe(200);
      await local.settle();
    },
    /** An event of AWS, by the rules, and all that comes of it. */
    async happens(event: object) {
      expect(await local.route(event)).not.toEqual([]);
      await local.settle();
    },
    /** What somebody with permission for all buses can do. */
    async putEvent(DetailType: string, detail: object) {
      const entry = {
        Source: 'seawall',
        DetailType,
        Detail: JSON.stringify(detail),
        EventBusName: 'seawall',
      };
      await new EventBridgeClient(aws).send(new PutEventsCommand({ Entries: [entry] }));
    },
    /** What somebody with permission to invoke all functions can do: hands a function a message as if it came from a queue. */
    async invokeAs(queue: string, taker: string, message: object) {
      const name = idOf(queue).split('/').at(-1);
      const eventSourceARN = `arn:aws:sqs:${region}:${aws.account}:${name}`;
      const record = { messageId: 'made-up', body: JSON.stringify(message), attributes: {}, eventSourceARN };
      return local.invoke(taker, { Records: [record] });
    },
    async stop(): Promise<void> {
      await local.stop();
      await recorder.stop();
      await slack.stop();
    },
  };
}

async function slackSecret(aws: Emulated): Promise<string> {
  const SecretString = JSON.stringify({ botToken: 'xoxb-test', signingSecret: secret, team, app });
  const secrets = new SecretsManagerClient(aws);
  const { ARN = '' } = await secrets.send(new CreateSecretCommand({ Name: 'slack', SecretString }));
  return ARN;
}

/** Notes what each step did on AWS and showed in Slack. */
export function transcriptOf(world: World) {
  const { local, slack, recorder, aws } = world;
  const lines: string[] = [];
  /** What each message said when it was told last. */
  const shown = new Map<string, string>();
  return {
    async step(what: string, act: () => Promise<unknown>): Promise<void> {
      const before = { calls: slack.calls.length, writes: recorder.writes.length };
      await act();
      await local.settle();
      lines.push(`▸ ${what}`);
      const writes = recorder.writes.slice(before.writes);
      // What one event led to is answered in any order: queues keep none.
      lines.push(...writes.map(writeLine).toSorted());
      if (writes.length === 0) lines.push('  AWS    nothing is changed');
      // Of updates only what they show is told, below: how many there are depends on what is looked at once more.
      for (const { method, arguments: given } of slack.calls.slice(before.calls))
        if (method.startsWith('chat.post'))
          lines.push(`  Slack  ${method}: ${stringOf(given.text)?.split('\n').join(' / ')}`);
      for (const { ts, thread, blocks } of slack.messages) {
        const state = messageLines(blocks).map((line) => scrubbed(`         | ${line}`));
        if (thread !== null || shown.get(ts) === state.join('\n')) continue;
        shown.set(ts, state.join('\n'));
        lines.push(...state);
      }
    },
    text: () => `${lines.map((line) => scrubbed(line.replaceAll(aws.account, '<account>'))).join('\n')}\n`,
  };
}

function writeLine({ service, operation, input }: Call): string {
  return `  AWS    ${service}:${operation} ${JSON.stringify(input)}`;
}
