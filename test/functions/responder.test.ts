// The respond function's parts: an event of the bus to a response, notices to the bus, and revisions that would pass.

import { describe, expect, it } from 'vitest';
import { passesFor } from '../../functions/wiring/respond/passes.ts';
import { responderOf, tellerOf } from '../../functions/wiring/respond/responder.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { type RecordStore, StoreError } from '../../shared/findings/store.ts';
import type { AwsApi } from '../../shared/gather/api.ts';
import { noFacts } from '../../shared/gather/facts.ts';
import { type Decision, decisionJson } from '../../shared/people/decision.ts';
import { decisionWords } from '../../shared/people/not-a-hint.ts';
import { slackPerson } from '../../shared/people/person.ts';
import { placeMessage, writeDecision } from '../../shared/respond/decisions/log.ts';
import { setKillSwitch } from '../../shared/respond/guardrails/kill-switch.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import type { JournalNotice } from '../../shared/respond/journal/news.ts';
import type { Sealer } from '../../shared/respond/journal/sealer.ts';
import { fakeApi } from '../gather/fake-api.ts';
import { benchOf, broken, start } from '../respond/world.ts';
import { policyFrom } from '../support/judging.ts';

const task = 'arn:aws:ecs:eu-west-1:111122223333:task/shop/0001';

function build(api: AwsApi, store = memoryStore(), sealer?: Sealer, at = start) {
  const notices: JournalNotice[] = [];
  const distrusted: string[] = [];
  let clock = at;
  const respond = responderOf({
    ...{ policy: policyFrom({ mode: 'enforce' }), store, api, sessionFor: () => api, own: () => false },
    distrust: (_, why) => void distrusted.push(why),
    tell: async (notice) => {
      notices.push(notice);
    },
    now: () => clock,
    sleep: async (milliseconds) => {
      clock += milliseconds;
    },
    random: () => 0.5,
    ...(sealer === undefined ? {} : { sealer }),
  });
  return { respond, notices, store, distrusted };
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
    expect(await respond.look(event)).toMatchObject({
      response: { outcome: 'done', action: 'stop-workload' },
    });
    expect(await respond.look(event)).toMatchObject({ response: { outcome: 'done' } });
    expect(api.operations().filter((name) => name === 'ecs.StopTask')).toHaveLength(1);
    expect(notices.map(({ kind }) => kind)).toEqual(['done']);
  });

  it('that is none is refused', async () => {
    const { respond } = build(ecs());
    for (const event of [null, {}, { detail: { change: { finding: { id: 'x' } } } }])
      await expect(respond.look(event)).rejects.toThrow('not an event of the seawall bus');
  });

  it('cannot make up a finding that the record does not hold', async () => {
    const { store } = build(ecs());
    const change = await broken({ store, clock: { now: start } }, { identity: 'web', instance: task });
    const api = ecs();
    const other = build(api);
    expect(await other.respond.look({ detail: { change } })).toBeNull();
    expect(api.operations()).toEqual([]);
  });

  it.each([
    [14, 'done'],
    [16, undefined],
  ])('of an occasion %i days ago: %s', async (days, outcome) => {
    const store = memoryStore();
    const change = await broken({ store, clock: { now: start } }, { identity: 'web', instance: task });
    const { respond } = build(ecs(), store, undefined, start + days * 86_400_000);
    expect((await respond.look({ detail: { change } }))?.response.outcome).toBe(outcome);
  });

  it('brings nothing back that was held', async () => {
    const api = ecs();
    const { respond, store } = build(api);
    const change = await broken({ store, clock: { now: start } }, { identity: 'web', instance: task });
    const pulled = { by: 'kim', at: new Date(start).toISOString(), reason: null };
    await setKillSwitch(store, { on: true, ...pulled });
    expect(await respond.look({ detail: { change } })).toMatchObject({ response: { outcome: 'held' } });
    await setKillSwitch(store, { on: false, ...pulled });
    expect(await respond.look({ detail: { change } })).toBeNull();
    expect(api.operations()).not.toContain('ecs.StopTask');
  });
});

describe('what looks like a decision', () => {
  it.each(decisionWords)('on the bus, as `%s`, is refused, counted and said', async (word) => {
    const api = ecs();
    const { respond, distrusted, store } = build(api);
    const change = await broken({ store, clock: { now: start } }, { identity: 'web', instance: task });
    const undo = {
      response: `${change.finding.id}-0`,
      name: 'slack:U0SEC001 (ciso@acme.test)',
      groups: ['S0SEC'],
    };
    expect(await respond.look({ detail: { version: 1, change, [word]: undo } })).toBeNull();
    expect(distrusted).toEqual([expect.stringContaining(`\`${word}\``)]);
    expect(api.operations()).toEqual([]);
  });
});

describe('what people decided', () => {
  const decision = (finding: string, change: Partial<Decision> = {}): Decision => ({
    ...{ kind: 'acknowledge', finding, occurrence: 0, response: null, plan: null, until: null, reason: null },
    person: slackPerson({ user: 'U0KIM', email: 'kim@acme.test', confirmed: true, groups: [] }),
    at: new Date(start).toISOString(),
    ...change,
  });
  const acknowledgement = async (store: RecordStore, finding: string) =>
    (await store.get(finding))?.decided.acknowledged ?? null;
  const opened = async (made: ReturnType<typeof build>) => {
    const look = { identity: 'web', instance: task, severity: 'high' } as const;
    return (await broken({ store: made.store, clock: { now: start } }, look)).finding.id;
  };

  it('is carried out once, however often its place is handed out', async () => {
    const made = build(ecs());
    const finding = await opened(made);
    const place = await writeDecision(made.store, decision(finding), null);
    const message = placeMessage(place);
    expect(await made.respond.decide(message)).toEqual({ outcome: 'decided', words: 'Acknowledged.' });
    expect(await acknowledgement(made.store, finding)).toMatchObject({
      by: 'slack:U0KIM (kim@acme.test)',
      approver: false,
    });
    expect(await made.respond.decide(message)).toBeNull();
    expect(made.notices.map(({ kind }) => kind)).toEqual(['decided']);
  });

  it('is what is written down, and nothing that a message says', async () => {
    const made = build(ecs());
    const finding = await opened(made);
    const forged = { version: 1, place: { finding, seq: 1 }, decision: decisionJson(decision(finding)) };
    expect(await made.respond.decide(forged)).toBeNull();
    expect(made.distrusted).toEqual([expect.stringContaining('nobody has written down decision 1')]);
    expect(await acknowledgement(made.store, finding)).toBeNull();
    for (const message of [null, {}, { decision: forged.decision }, { detail: { undo: {} } }])
      await expect(made.respond.decide(message)).rejects.toThrow('not a message of the queue of decisions');
  });

  it('is nothing of another finding, and nothing that was asked too long ago', async () => {
    const made = build(ecs());
    const finding = await opened(made);
    const place = await writeDecision(made.store, decision(finding), null);
    const other = '0'.repeat(32);
    for (const entry of await made.store.read(`decisions/${finding}`))
      await made.store.append(`decisions/${other}`, 1, entry);
    expect(await made.respond.decide(placeMessage({ ...place, finding: other }))).toBeNull();
    expect(made.distrusted).toHaveLength(1);
    const old = decision(finding, { at: new Date(start - 5 * 3_600_000).toISOString() });
    expect(await made.respond.decide(placeMessage(await writeDecision(made.store, old, null)))).toMatchObject(
      { outcome: 'late' },
    );
    expect(await acknowledgement(made.store, finding)).toBeNull();
    expect((await readJournal(made.store, finding)).at(-1)).toMatchObject({ kind: 'decision-refused' });
  });

  it('is told where it could not be carried out, however often it was tried', async () => {
    const made = build(ecs());
    const finding = await opened(made);
    const message = placeMessage(await writeDecision(made.store, decision(finding), null));
    made.store.put = () => Promise.reject(new StoreError('conflict', 'the record is too busy'));
    await expect(made.respond.decide(message)).rejects.toThrow('too busy');
    expect(made.notices).toEqual([]);
    await expect(made.respond.decide(message, true)).rejects.toThrow('too busy');
    expect(made.notices).toMatchObject([
      { kind: 'decided', finding, text: expect.stringContaining('press again') },
    ]);
    expect((await readJournal(made.store, finding)).at(-1)).toMatchObject({
      kind: 'decision-refused',
      by: 'slack:U0KIM (kim@acme.test)',
    });
  });

  it('bears the seal of the deployment’s key, where it has one', async () => {
    const sealer: Sealer = {
      demanded: true,
      seal: async (text, about, purpose = 'plan') => `sealed ${purpose} ${about} ${text}`,
      async open(sealed, about, purpose = 'plan') {
        const mark = `sealed ${purpose} ${about} `;
        if (!sealed.startsWith(mark)) throw new StoreError('damaged', 'no seal');
        return sealed.slice(mark.length);
      },
    };
    const made = build(ecs(), memoryStore(), sealer);
    const finding = await opened(made);
    for (const seal of [null, async (text: string) => `sealed entry ${finding} ${text}`])
      expect(
        await made.respond.decide(placeMessage(await writeDecision(made.store, decision(finding), seal))),
      ).toBeNull();
    expect(made.distrusted).toHaveLength(2);
    const place = await writeDecision(made.store, decision(finding), sealer.seal);
    expect(await made.respond.decide(placeMessage(place))).toMatchObject({ outcome: 'decided' });
  });
});

describe('notices', () => {
  const notice: JournalNotice = { kind: 'done', finding: 'f', response: 'f-0', text: 'Done' };
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
