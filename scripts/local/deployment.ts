// The packaged deployment on the emulator: its zips run here, its rules are matched here, its queues, table and buses are the emulator's.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type JsonObject, objectOf } from '../../shared/model/json.ts';
import type { Emulated } from './account.ts';
import { tapBuses } from './buses.ts';
import { type Functions, startFunctions } from './functions.ts';
import { poller } from './queues.ts';
import { type Route, routeBy, scheduledEvent } from './routes.ts';
import { makeStack, type Parameters, readStack, type Stack } from './stack.ts';
import { deliverRecords, type Streamed, streamReader } from './stream.ts';
import { ofType, type Packaged, packagedIn, type Rule } from './template.ts';
import { functionUrl } from './url.ts';

export interface LocalOptions {
  /** What `npm run package` made. */
  readonly folder: string;
  readonly aws: Emulated;
  readonly parameters: Parameters;
  /** Beginnings of addresses that lead elsewhere for the functions. */
  readonly elsewhere?: Readonly<Record<string, string>>;
  /** Where the functions find AWS; default: the emulator itself. */
  readonly endpoint?: string;
  /** A stack that was deployed there already; default: one is made of the template. */
  readonly deployedAs?: string;
}

export type Local = Awaited<ReturnType<typeof startLocal>>;

/** Longer than any queue of the template hides what somebody is at work on. */
const invisible = 15 * 60_000;

export async function startLocal(options: LocalOptions) {
  const { folder, aws, parameters, elsewhere = {}, endpoint, deployedAs } = options;
  const file = join(folder, 'cloudformation-template-update-stack.json');
  const template = objectOf(JSON.parse(readFileSync(file, 'utf8')));
  const stack = await (deployedAs === undefined
    ? makeStack(template, aws, parameters)
    : readStack(template, aws, deployedAs));
  const packaged = deployed(packagedIn(template), stack);
  const clock = { ahead: 0 };
  const functions = startFunctions(packaged.functions, {
    ...{ folder, aws, stack, elsewhere, clock },
    endpoint: endpoint ?? aws.endpoint,
  });
  const { invoke } = functions;
  const wires = { aws, stack, functions, sqs: new SQSClient(aws) };
  const send = (queue: string, body: unknown) => sendTo(queue, body, wires);
  const reach = (target: string, event: unknown) =>
    functions.has(target) ? withoutAnswer(invoke(target, event)) : send(target, event);
  const route = routeBy(packaged.rules, reach);
  const work = await workOf(template, packaged, { ...wires, send, route });
  const url =
    stack.slackUrlOf === null ? null : await functionUrl((event) => invoke(String(stack.slackUrlOf), event));

  return {
    ...{ aws, stack, clock, send, faults: functions.faults, output: functions.output },
    processor: functions.processor,
    /** Where Slack would send what people press; null: the deployment has no such address. */
    url: url?.address ?? null,
    /** An event of AWS on the default bus; gives the rules that it matched. */
    route: (event: unknown) => route(event, null),
    async schedule(rule: string): Promise<void> {
      for (const target of scheduledTargets(packaged, rule)) await reach(target, scheduledEvent);
    },
    /** What CloudWatch Logs hands over by its subscription. */
    logs: (payload: unknown) => invoke(packaged.logs ?? '', payload),
    invoke: (name: string, event: unknown) =>
      invoke(packaged.functions.find((one) => one.name === name)?.id ?? name, event),
    settle: work.settle,
    settleQueues: work.settleQueues,
    /** What the streams hold now never reaches a function, as after a day. */
    loseStreams: work.loseStreams,
    /** Lets time pass: what failed is shown again each time, until it is dealt with or lies with the dead letters. */
    async settleFailures(): Promise<void> {
      while (await work.showAgain()) {
        clock.ahead += invisible;
        await work.settle();
      }
    },
    async stop(): Promise<void> {
      await url?.stop();
      await functions.stop();
    },
  };
}

/** Without the rules whose condition does not hold. */
function deployed(packaged: Packaged, { conditions }: Stack): Packaged {
  const isThere = ({ condition }: Rule) => condition === null || conditions.has(condition);
  return { ...packaged, rules: packaged.rules.filter(isThere) };
}

interface Wires {
  readonly aws: Emulated;
  readonly stack: Stack;
  readonly functions: Functions;
  readonly sqs: SQSClient;
}

/** Every step that takes something and hands it on, in turn. */
async function workOf(
  template: JsonObject,
  packaged: Packaged,
  wires: Wires & { readonly send: (queue: string, body: unknown) => Promise<void>; readonly route: Route },
) {
  const { aws, stack, functions, sqs } = wires;
  const [[table = ''] = []] = ofType(template, 'AWS::DynamoDB::Table');
  const describing = new DescribeTableCommand({ TableName: stack.ids.get(table) });
  const { Table } = await new DynamoDBClient(aws).send(describing);
  const streams = packaged.streams.map((source) => {
    const read = streamReader(aws, Table?.LatestStreamArn ?? '');
    const invoke = (event: unknown) => functions.invoke(source.taker, event);
    const putAside = (record: JsonObject) => wires.send(source.deadLetters, record);
    return streamPoller(read, { ...source, invoke, putAside });
  });
  const queues = packaged.queues.map(({ queue, taker, batch }) => {
    const url = stack.ids.get(queue) ?? '';
    const arn = `arn:aws:sqs:${aws.region}:${aws.account}:${url.slice(url.lastIndexOf('/') + 1)}`;
    const invoke = (event: unknown) => functions.invoke(taker, event);
    return poller({ client: sqs, url, arn, region: aws.region, batch, invoke });
  });
  const steps = [
    ...streams.map(({ poll }) => poll),
    await tapBuses(template, aws, sqs, wires.route),
    ...queues.map(({ poll }) => poll),
  ];
  return {
    /** Each in turn as long as it finds something; until no queue shows a message, and the streams have nothing new. */
    async settle(): Promise<void> {
      for (let busy = true; busy; ) {
        busy = false;
        for (const step of steps) while (await step()) busy = true;
      }
    },
    /** What lies in queues alone; the streams stand still. */
    async settleQueues(): Promise<void> {
      for (let busy = true; busy; ) {
        busy = false;
        for (const { poll } of queues) while (await poll()) busy = true;
      }
    },
    async loseStreams(): Promise<void> {
      for (const { lose } of streams) await lose();
    },
    async showAgain(): Promise<boolean> {
      const shown = await Promise.all([...streams, ...queues].map(({ showAgain }) => showAgain()));
      return shown.includes(true);
    },
  };
}

/** What still fails holds up what is behind it, until time has passed. */
function streamPoller(read: () => Promise<readonly JsonObject[]>, to: Streamed) {
  let left: readonly JsonObject[] = [];
  let waits = false;
  return {
    async poll(): Promise<boolean> {
      left = [...left, ...(await read())];
      if (waits) return false;
      const delivered = await deliverRecords(left, to);
      left = delivered.left;
      waits = left.length > 0;
      return delivered.busy;
    },
    async lose(): Promise<void> {
      await read();
      left = [];
      waits = false;
    },
    async showAgain(): Promise<boolean> {
      const waited = waits;
      waits = false;
      return waited;
    },
  };
}

async function sendTo(queue: string, body: unknown, { stack, sqs }: Wires): Promise<void> {
  const QueueUrl = stack.ids.get(queue);
  if (QueueUrl === undefined) throw new Error(`the template has no queue ${queue}`);
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body) }));
}

function scheduledTargets(packaged: Packaged, rule: string): readonly string[] {
  const found = packaged.rules.find(({ id, pattern }) => id === rule && pattern === null);
  if (found === undefined) throw new Error(`the template has no rule ${rule} with a schedule`);
  return found.targets;
}

/** Nobody waits for an answer; what went wrong is among the faults. */
function withoutAnswer(answer: Promise<unknown>): Promise<void> {
  return answer.then(
    () => {},
    () => {},
  );
}
