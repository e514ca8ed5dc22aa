// The respond function's parts: an event of the bus to a response, notices to the bus, and revisions that would pass.
import { describe, expect, it } from 'vitest';
import { passesFor } from '../../functions/support/respond/passes.ts';
import { responderOf, tellerOf } from '../../functions/support/respond/responder.ts';
import type { AwsApi } from '../../shared/gather/api.ts';
import { noFacts } from '../../shared/gather/facts.ts';
import { memoryStore } from '../../shared/record/memory.ts';
import type { Notice } from '../../shared/respond/parts.ts';
import { fakeApi } from '../gather/fake-api.ts';
import { benchOf, broken, start } from '../respond/world.ts';
import { policyFrom } from '../support/judging.ts';

const task = 'arn:aws:ecs:eu-west-1:111122223333:task/shop/0001';

function build(api: AwsApi, store = memoryStore()) {
  const notices: Notice[] = [];
  let clock = start;
  const respond = responderOf({
    ...{ policy: policyFrom({ mode: 'enforce' }), store, api, own: [] },
    tell: async (notice) => {
      notices.push(notice);
    },
    now: () => clock,
    sleep: async (milliseconds) => {
      clock += milliseconds;
    },
    random: () => 0.5,
  });
  return { respond, notices, store };
}

/** ECS with one task that stands alone. */
function ecs(): AwsApi & { readonly operations: () => readonly string[] } {
  let desiredStatus = 'RUNNING';
  return fakeApi({
    'ecs.DescribeTasks': () => ({
      tasks: [
        {
          ...{
            taskArn: task,
            desiredStatus,
            lastStatus: 'RUNNING',
            group: 'family:web',
            launchType: 'FARGATE',
          },
          taskDefinitionArn: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1',
        },
      ],
    }),
    'ecs.StopTask': () => {
      desiredStatus = 'STOPPED';
      return { task: { taskArn: task } };
    },
  });
}

describe('an event of the bus', () => {
  it('is answered: a task that stands alone is stopped, verified and told of', async () => {
    const api = ecs();
    const { respond, notices, store } = build(api);
    const change = await broken({ store, clock: { now: start } }, { identity: 'web', instance: task });
    const event = { source: 'seawall', 'detail-type': 'Finding Changed', detail: { version: 1, change } };
    expect(await respond(event)).toMatchObject({ response: { outcome: 'done', action: 'stop-workload' } });
    expect(await respond(event)).toMatchObject({ response: { outcome: 'done' } });
    expect(api.operations().filter((name) => name === 'ecs.StopTask')).toHaveLength(1);
    expect(notices.map(({ kind }) => kind)).toEqual(['done']);
  });

  it('that is none is refused', async () => {
    const { respond } = build(ecs());
    for (const event of [null, {}, { detail: { change: { finding: { id: 'x' } } } }])
      await expect(respond(event)).rejects.toThrow('not an event of the seawall bus');
  });

  it('cannot make up a finding that the record does not hold', async () => {
    const { store } = build(ecs());
    const change = await broken({ store, clock: { now: start } }, { identity: 'web', instance: task });
    const api = ecs();
    const other = build(api);
    expect(await other.respond({ detail: { change } })).toMatchObject({
      response: { heldBy: 'changed-since' },
    });
    expect(api.operations()).toEqual([]);
  });
});

describe('notices', () => {
  const notice: Notice = { kind: 'done', finding: 'f', response: 'f-0', text: 'Done' };
  it('go to the bus, and one that it does not take is an error', async () => {
    const sent: unknown[] = [];
    const client = (FailedEntryCount: number) => ({
      send: async (command: { input: unknown }) => {
        sent.push(command.input);
        return { FailedEntryCount, Entries: [{ ErrorCode: 'InternalFailure' }] };
      },
    });
    await tellerOf(client(0) as never, 'seawall')(notice);
    expect(sent).toMatchObject([
      { Entries: [{ Source: 'seawall', DetailType: 'Response Changed', EventBusName: 'seawall' }] },
    ]);
    await expect(tellerOf(client(1) as never, 'seawall')(notice)).rejects.toThrow('InternalFailure');
  });
});

describe('a revision', () => {
  const definition = (privileged: boolean) => ({
    family: 'web',
    taskDefinitionArn: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1',
    containerDefinitions: [{ name: 'web', image: 'x', privileged }],
  });
  it('passes where the finding’s control does and nothing else fails as badly', async () => {
    const { finding } = await broken(benchOf());
    const passes = passesFor(finding, policyFrom(), noFacts());
    expect(await passes(definition(true))).toBe(false);
    expect(await passes(definition(false))).toBe(true);
    const low = passesFor({ ...finding, severity: 'low' }, policyFrom(), noFacts());
    expect(await low(definition(false))).toBe(false);
    expect(await passes({})).toBe(false);
  });
});
