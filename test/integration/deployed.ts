// The deployment in one process, on moto: its tables, queues, bus and rules are real ones of the emulator, its functions the handlers themselves.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { vi } from 'vitest';
import { writePolicy } from '../../scripts/deploy/write.ts';
import { dynamoStore } from '../../shared/findings/dynamodb.ts';
import { tableDefinition } from '../../shared/findings/dynamodb-items.ts';
import { rowText } from '../../shared/findings/row-text.ts';
import { dig, listOf, stringOf } from '../../shared/model/json.ts';
import { app, secret, team } from '../notify/slack/fixtures.ts';
import { api, config, freshName } from '../respond/actions/moto.ts';
import { account, region } from '../respond/actions/round-trip.ts';
import { named, rules } from '../serverless/deployment.ts';

type Handler = (event: unknown, context: unknown) => Promise<unknown>;
/** By the queue it takes from. */
const takers = {
  TaskLaunchedQueue: 'task-launched',
  NotifyQueue: 'notify',
  RespondQueue: 'respond',
  SlackAnswersQueue: 'slack-interaction',
  DecisionsQueue: 'respond',
};
type Queue = keyof typeof takers;

const context = {
  ...{ functionName: 'seawall', memoryLimitInMB: '512', awsRequestId: 'request', functionVersion: '1' },
  ...{ invokedFunctionArn: `arn:aws:lambda:${region}:${account}:function:seawall` },
  getRemainingTimeInMillis: () => 60_000,
};

/** As an event source mapping names the queue that a message comes from. */
function arnOf(name: string, queue: Queue): string {
  return `arn:aws:sqs:${region}:${account}:${name}-${queue}`;
}

/** Everything that serverless.yml sets up for a finding's way to people and back, under a name of its own. */
export async function deploy(policy: string, files: Readonly<Record<string, string>> = {}) {
  const name = freshName();
  const sqs = new SQSClient(config);
  const dynamo = new DynamoDBClient(config);
  const bus = new EventBridgeClient(config);
  await dynamo.send(new CreateTableCommand(tableDefinition(name)));
  await bus.send(new CreateEventBusCommand({ Name: name }));
  const urls = new Map<string, string>();
  for (const queue of Object.keys(takers)) {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `${name}-${queue}` }));
    urls.set(queue, QueueUrl);
  }
  await routeBus(bus, sqs, name, urls);
  const token = JSON.stringify({ botToken: 'xoxb-test', signingSecret: secret, team, app });
  const { ARN } = await new SecretsManagerClient(config).send(
    new CreateSecretCommand({ Name: name, SecretString: token }),
  );
  Object.assign(process.env, {
    ...{
      AWS_ENDPOINT_URL: config.endpoint,
      AWS_REGION: region,
      SEAWALL_ACCOUNT: account,
      SEAWALL_EXTERNAL_ID: 'seawall-test',
    },
    ...{ SEAWALL_TABLE: name, SEAWALL_BUS: name, SEAWALL_SLACK_SECRET: ARN },
    ...{ SEAWALL_POLICY_BUCKET: name, SEAWALL_ANCHORS_BUCKET: name, SEAWALL_BRAKE_PARAMETER: name },
    SEAWALL_OWN_ROLES: `arn:aws:iam::${account}:role/seawall-test-respond`,
    SEAWALL_ACT_ROLE: `arn:aws:iam::${account}:role/seawall-test-respond-act`,
    SEAWALL_ANSWERS_QUEUE: urls.get('SlackAnswersQueue'),
    SEAWALL_DECISIONS_QUEUE: urls.get('DecisionsQueue'),
    SEAWALL_DECISIONS_ARN: arnOf(name, 'DecisionsQueue'),
    ...{ POWERTOOLS_DEV: 'false', POWERTOOLS_LOG_LEVEL: 'SILENT' },
  });
  await putPolicy({ ...files, 'seawall.yml': policy }, name);
  await new SSMClient(config).send(new PutParameterCommand({ Name: name, Value: 'off', Type: 'String' }));
  const store = dynamoStore({ client: DynamoDBDocumentClient.from(dynamo), table: name, clock: Date.now });
  const published = new Map<string, string>();

  /** What the table's stream does: hands each row that was written to publish, with what it was before. */
  async function stream(): Promise<boolean> {
    const Records: object[] = [];
    for await (const row of store.list()) {
      const body = rowText(row);
      const before = published.get(row.id);
      if (before === body) continue;
      const image = (text: string | undefined) => (text === undefined ? undefined : { body: { S: text } });
      Records.push({
        dynamodb: { SequenceNumber: `${Records.length}`, NewImage: image(body), OldImage: image(before) },
      });
      published.set(row.id, body);
    }
    if (Records.length > 0) await (await handlerOf('publish'))({ Records }, context);
    return Records.length > 0;
  }

  async function takeFrom(queue: Queue): Promise<boolean> {
    const QueueUrl = urls.get(queue);
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return false;
    const Records = Messages.map(({ MessageId, Body }) => ({
      ...{ messageId: MessageId, body: Body, attributes: { ApproximateReceiveCount: '1' } },
      eventSourceARN: arnOf(name, queue),
    }));
    const answer = await (await handlerOf(takers[queue]))({ Records }, context);
    if (JSON.stringify(dig(answer, 'batchItemFailures')) !== '[]')
      throw new Error(`${takers[queue]} failed: ${JSON.stringify(answer)}`);
    for (const { ReceiptHandle } of Messages)
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    return true;
  }

  return {
    ...{ name, store, api },
    /** What somebody with permission for all queues, or for all functions, can do. */
    async sendTo(queue: Queue, message: object) {
      await sqs.send(
        new SendMessageCommand({ QueueUrl: urls.get(queue), MessageBody: JSON.stringify(message) }),
      );
    },
    async invoke(of: Queue, message: object) {
      const record = { messageId: 'made-up', body: JSON.stringify(message), attributes: {} };
      const Records = [{ ...record, eventSourceARN: arnOf(name, of) }];
      return (await handlerOf(takers[of]))({ Records }, context);
    },
    /** The same with permission for all buses. */
    async putEvent(detailType: string, detail: object) {
      const entry = {
        Source: 'seawall',
        DetailType: detailType,
        Detail: JSON.stringify(detail),
        EventBusName: name,
      };
      await bus.send(new PutEventsCommand({ Entries: [entry] }));
    },
    /** Hands an event of AWS to the function that the rules of the deployment choose. */
    handEvent: async (event: object, to = 'task-launched') =>
      (await handlerOf(to))(
        { Records: [{ messageId: 'event', body: JSON.stringify(event), attributes: {} }] },
        context,
      ),
    /** Asks a function that is invoked for its answer. */
    ask: async (to: string, event: object) => (await handlerOf(to))(event, context),
    /** Until nothing is left to do. */
    async settle() {
      for (let busy = true; busy; ) {
        busy = await stream();
        for (const queue of ['NotifyQueue', 'RespondQueue', 'SlackAnswersQueue', 'DecisionsQueue'] as const)
          busy = (await takeFrom(queue)) || busy;
      }
    },
    functionUrl: await functionUrl(await handlerOf('slack-interaction')),
  };
}

/** As `npm run deploy` writes it. */
async function putPolicy(files: Readonly<Record<string, string>>, bucket: string): Promise<void> {
  const client = new S3Client({ ...config, forcePathStyle: true });
  const CreateBucketConfiguration = { LocationConstraint: region } as const;
  await client.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
  const texts = { policy: 'seawall.yml', texts: new Map(Object.entries(files)) };
  await writePolicy(texts, { bucket, account }, client);
}

async function handlerOf(name: string): Promise<Handler> {
  const { handler } = await import(`../../functions/${name}.ts`);
  return handler;
}

/** The rules of serverless.yml for the seawall bus, each with its queue as target. */
async function routeBus(
  bus: EventBridgeClient,
  sqs: SQSClient,
  name: string,
  urls: ReadonlyMap<string, string>,
) {
  for (const { id, properties } of rules) {
    const queue = named(dig(listOf(properties.Targets)[0], 'Arn')) ?? '';
    const QueueUrl = urls.get(queue);
    if (named(properties.EventBusName) !== 'Bus' || QueueUrl === undefined) continue;
    const pattern = { EventPattern: JSON.stringify(properties.EventPattern) };
    await bus.send(new PutRuleCommand({ Name: `${name}-${id}`, EventBusName: name, ...pattern }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    const Targets = [{ Id: 'queue', Arn: Attributes?.QueueArn }];
    await bus.send(new PutTargetsCommand({ Rule: `${name}-${id}`, EventBusName: name, Targets }));
  }
}

/** A function URL over HTTP; bodies come base64-encoded, as they do for types that Lambda takes for binary. */
async function functionUrl(handler: Handler) {
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      const event = {
        ...{ version: '2.0', rawPath: '/', headers: request.headers, isBase64Encoded: true },
        body: Buffer.concat(chunks).toString('base64'),
      };
      const answer = await handler(event, context);
      response.writeHead(Number(dig(answer, 'statusCode')));
      response.end(stringOf(dig(answer, 'body')) ?? '');
    })().catch(() => response.writeHead(502).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Only the address is another: what is sent goes over HTTP to the server that behaves like Slack. */
export async function slackAt(address: string): Promise<void> {
  const real = globalThis.fetch;
  vi.stubGlobal('fetch', (input: string | URL | Request, init?: RequestInit) => {
    const url = input instanceof Request ? input.url : String(input);
    return url.startsWith('https://slack.com/api/')
      ? real(url.replace('https://slack.com/api/', address), init)
      : real(input, init);
  });
}
