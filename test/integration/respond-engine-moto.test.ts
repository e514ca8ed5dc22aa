// Whole responses over moto: ECS as the platform, DynamoDB as the record, through the parts of the respond function.

import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeImagesCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  RegisterContainerInstanceCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ResponderParts, responderOf } from '../../functions/wiring/respond/responder.ts';
import { dynamoStore } from '../../shared/findings/dynamodb.ts';
import { tableDefinition } from '../../shared/findings/dynamodb-items.ts';
import { lookOf } from '../../shared/findings/look.ts';
import { record } from '../../shared/findings/record.ts';
import type { ApiRequest, AwsApi } from '../../shared/gather/api.ts';
import type { FindingChange } from '../../shared/model/finding.ts';
import type { ResponseMode } from '../../shared/model/response.ts';
import { actionFor } from '../../shared/respond/actions/index.ts';
import { approve } from '../../shared/respond/decisions/approval.ts';
import { undo } from '../../shared/respond/decisions/undo.ts';
import { type Engine, usualPatience } from '../../shared/respond/engine/ports.ts';
import { checkJournal } from '../../shared/respond/journal/chain.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import { plainSealer } from '../../shared/respond/journal/sealer.ts';
import { compareKept, tookEffect } from '../../shared/respond/state/compare.ts';
import { context, verdict } from '../findings/fixtures.ts';
import { api, config, endpoint, freshName } from '../respond/actions/moto.ts';
import { account, region } from '../respond/actions/round-trip.ts';
import { idOf, kim, sam } from '../respond/world.ts';
import { policyFrom } from '../support/judging.ts';

const name = freshName();
const ecs = new ECSClient(config);
const ec2 = new EC2Client(config);
const plainClient = new DynamoDBClient(config);
const store = dynamoStore({ client: DynamoDBDocumentClient.from(plainClient), table: name, clock: Date.now });
const policy = policyFrom({ mode: 'enforce', brake: { actions: 100, window: '10m' } });

function responder(change: Partial<ResponderParts> = {}) {
  return responderOf({
    ...{
      policy,
      store,
      api,
      sessionFor: () => change.api ?? api,
      own: () => false,
      tell: async () => {},
      distrust: () => {},
    },
    ...{ now: Date.now, sleep: async () => {}, random: Math.random },
    ...change,
  });
}

/** A privileged workload, as an event would have been judged. */
async function judged(
  identity: string,
  mode: ResponseMode,
  instance: string | null = null,
): Promise<FindingChange> {
  const now = new Date().toISOString();
  const subject = { ...verdict().subject, id: instance ?? identity, account, region };
  const response = { action: 'stop-workload', mode } as const;
  const failed = verdict({
    identity,
    instance,
    subject,
    response,
    cluster: name,
    asOf: now,
    actor: kim,
    eventId: now,
  });
  const [change] = (await record(store, lookOf(failed), context({ now }))).changes;
  if (change === undefined) throw new Error('the look changed nothing');
  return change;
}

const eventOf = (change: FindingChange) => ({ source: 'seawall', detail: { version: 1, change } });

function counting(): { readonly api: AwsApi; readonly sent: string[] } {
  const sent: string[] = [];
  const call = (request: ApiRequest) => {
    if (!/^(?:Describe|List|Get)/.test(request.operation)) sent.push(request.operation);
    return api.call(request);
  };
  return { api: { call }, sent };
}

describe.skipIf(endpoint === undefined)('responses over moto', () => {
  beforeAll(async () => {
    await plainClient.send(new CreateTableCommand(tableDefinition(name)));
    await ecs.send(new CreateClusterCommand({ clusterName: name }));
    for (const privileged of [false, true, true]) {
      const container = { name: 'web', image: 'nginx:1', memory: 128, privileged };
      await ecs.send(new RegisterTaskDefinitionCommand({ family: name, containerDefinitions: [container] }));
    }
    const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ['amazon'] }));
    const input = { ImageId: Images?.[0]?.ImageId, MinCount: 1, MaxCount: 1 };
    const { Instances } = await ec2.send(new RunInstancesCommand(input));
    const document = { instanceId: Instances?.[0]?.InstanceId, accountId: account, region };
    const instanceIdentityDocument = JSON.stringify(document);
    await ecs.send(new RegisterContainerInstanceCommand({ cluster: name, instanceIdentityDocument }));
  });

  it('stop a task that stands alone, once, and say so in a journal that holds', async () => {
    const { tasks } = await ecs.send(new RunTaskCommand({ cluster: name, taskDefinition: `${name}:2` }));
    const task = tasks?.[0]?.taskArn ?? '';
    const change = await judged(`${name}-task`, 'enforce', task);
    const counted = counting();
    const respond = responder({ api: counted.api });
    for (const _ of [1, 2, 3])
      expect(await respond.look(eventOf(change))).toMatchObject({
        response: { outcome: 'done', heldBy: null },
      });
    expect(counted.sent).toEqual(['StopTask']);
    const { tasks: now } = await ecs.send(new DescribeTasksCommand({ cluster: name, tasks: [task] }));
    expect(now?.[0]).toMatchObject({
      desiredStatus: 'STOPPED',
      stoppedReason: expect.stringMatching(/^Seawall: /),
    });
    const journal = await readJournal(store, change.finding.id);
    expect(journal.map(({ kind }) => kind)).toEqual(['planned', 'sending', 'sent', 'verified', 'told']);
    expect(checkJournal(change.finding.id, journal, []).problems).toEqual([]);
    expect(await undo(idOf(change.finding), sam, parts())).toEqual({
      ok: false,
      reason: 'this response cannot be undone',
    });
  });

  it('find a task that somebody stopped already: nothing is sent', async () => {
    const change = await judged(
      `${name}-gone`,
      'enforce',
      `arn:aws:ecs:${region}:${account}:task/${name}/0000`,
    );
    const counted = counting();
    expect(await responder({ api: counted.api }).look(eventOf(change))).toMatchObject({
      response: { heldBy: 'changed-since' },
    });
    expect(counted.sent).toEqual([]);
  });

  it('roll a service back once somebody approves, and take that back', async () => {
    const service = await serviceOf(`${name}:3`);
    const change = await judged(service, 'approve');
    const counted = counting();
    expect(await responder({ api: counted.api }).look(eventOf(change))).toMatchObject({
      response: {
        outcome: 'awaiting-approval',
        reason: expect.stringContaining(`from ${name}:3 to ${name}:1`),
      },
    });
    expect(counted.sent).toEqual([]);
    const id = idOf(change.finding);
    expect(await approve(id, sam, parts())).toMatchObject({
      ok: true,
      responded: { response: { outcome: 'done' } },
    });
    const rolledBack = (await definitionOf(service)) ?? '';
    expect(rolledBack).toMatch(/:1$/);
    await move(service, `${name}:2`);
    expect(await undo(id, sam, parts())).toMatchObject({
      ok: false,
      differences: [{ found: expect.anything() }],
    });
    expect(await definitionOf(service)).toMatch(/:2$/);
    await move(service, rolledBack);
    expect(await undo(id, sam, parts())).toMatchObject({ ok: true, says: 'undone, and verified' });
    expect(await definitionOf(service)).toMatch(/:3$/);
    const journal = await readJournal(store, change.finding.id);
    expect(checkJournal(change.finding.id, journal, []).problems).toEqual([]);
  });

  it('refuse an approval that comes after somebody deployed', async () => {
    const service = await serviceOf(`${name}:3`);
    const change = await judged(service, 'approve');
    await responder().look(eventOf(change));
    await move(service, `${name}:2`);
    expect(await approve(idOf(change.finding), sam, parts())).toMatchObject({
      responded: { response: { outcome: 'held', heldBy: 'changed-since' } },
    });
    expect(await definitionOf(service)).toMatch(/:2$/);
  });

  it('killed at each wait for AWS in turn, and delivered again: one roll-back each time', async () => {
    for (let nth = 1; ; nth++) {
      const service = await serviceOf(`${name}:3`);
      const change = await judged(service, 'enforce');
      const counted = counting();
      let waits = 0;
      const mortal: AwsApi = {
        async call(request) {
          const answer = await counted.api.call(request);
          if (++waits === nth) throw new Error('killed');
          return answer;
        },
      };
      await responder({ api: mortal })
        .look(eventOf(change))
        .catch(() => {});
      const killed = waits >= nth;
      const later = () => Date.now() + 120_000;
      const again = await responder({ api: counted.api, now: later }).look(eventOf(change));
      // An error within the plan's making is a guard that errs: held, and nothing was sent.
      const outcome = again?.response.outcome;
      expect([nth, counted.sent]).toEqual([nth, outcome === 'done' ? ['UpdateService'] : []]);
      expect([nth, await definitionOf(service)]).toEqual([
        nth,
        expect.stringMatching(outcome === 'done' ? /:1$/ : /:3$/),
      ]);
      if (!killed) break;
    }
  });
});

async function serviceOf(taskDefinition: string): Promise<string> {
  const input = { cluster: name, serviceName: freshName(), taskDefinition, desiredCount: 1 };
  return (await ecs.send(new CreateServiceCommand(input))).service?.serviceArn ?? '';
}

async function definitionOf(service: string): Promise<string | undefined> {
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster: name, services: [service] }));
  return services?.[0]?.taskDefinition;
}

async function move(service: string, taskDefinition: string): Promise<void> {
  await ecs.send(new UpdateServiceCommand({ cluster: name, service, taskDefinition }));
}

/** What people's decisions go through. */
function parts(): Engine {
  return {
    ...{
      policy,
      store,
      sessionFor: () => api,
      reads: api,
      own: () => false,
      compare: compareKept,
      tookEffect,
      actionOf: actionFor,
    },
    view: { quiet: 1e9, waiver: () => null },
    contextFor: async () => ({}),
    responseTo: async ({ response }) => response,
    sealer: plainSealer,
    tell: async () => {},
    now: Date.now,
    sleep: async () => {},
    runId: freshName(),
    patience: usualPatience,
  };
}
