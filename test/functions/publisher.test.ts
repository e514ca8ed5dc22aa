// The publish function: each change told by a write of the record goes on the bus once, and comes again where the bus did not take it.
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { DynamoDBRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { environmentOf, memberRole, ownRoles } from '../../functions/wiring/environment.ts';
import { catchUp, type Publishing, publisherOf } from '../../functions/wiring/publisher.ts';
import { step } from '../../shared/findings/lifecycle.ts';
import { lookOf } from '../../shared/findings/look.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { notePublished } from '../../shared/findings/published.ts';
import type { Row } from '../../shared/findings/row.ts';
import { rowText } from '../../shared/findings/row-text.ts';
import { minute, verdict } from '../findings/fixtures.ts';
import { now, policyFrom } from '../support/judging.ts';

const client = mockClient(EventBridgeClient);
afterAll(() => client.restore());
const passed: string[] = [];
const canaries: string[] = [];
const unnoted: string[] = [];
let store = memoryStore();
const bus = new EventBridgeClient({ region: 'eu-central-1' });
const publishing: Publishing = {
  ...{ bus: 'seawall', policy: policyFrom(), now },
  store: {
    append: (...given) => store.append(...given),
    read: (log) => store.read(log),
    list: (filter) => store.list(filter),
  },
  passOver: (key, error) => void passed.push(`${key}: ${error}`),
  canary: (sentAt) => void canaries.push(sentAt),
  unnoted: (key) => void unnoted.push(key),
};
const publish = publisherOf(bus, publishing);
const context = { now, quiet: 7 * 86_400_000, waiver: () => null, replayed: false };

const opened = step(null, lookOf(verdict({ asOf: minute(1) })), context).row;
const seenAgain = step(opened, lookOf(verdict({ asOf: minute(2), eventId: 'e2' })), context).row;
const resolved = step(
  opened,
  lookOf(verdict({ asOf: minute(3), eventId: 'e3', outcome: 'pass' })),
  context,
).row;

const image = (row: Row) => ({ body: { S: rowText(row) } });
const write = (after: Row, before?: Row): DynamoDBRecord => ({
  eventName: before === undefined ? 'INSERT' : 'MODIFY',
  dynamodb: { NewImage: image(after), ...(before === undefined ? {} : { OldImage: image(before) }) },
});

function sent() {
  return client.commandCalls(PutEventsCommand).flatMap(({ args: [command] }) => command.input.Entries ?? []);
}

beforeEach(() => {
  client.reset();
  passed.length = 0;
  unnoted.length = 0;
  store = memoryStore();
  client.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
});

describe('publish', () => {
  it('puts a new finding on the bus', async () => {
    await publish(write(opened));
    expect(sent()).toMatchObject([
      { EventBusName: 'seawall', Source: 'seawall', DetailType: 'Finding Changed' },
    ]);
    expect(JSON.parse(sent()[0]?.Detail ?? '')).toMatchObject({
      version: 1,
      change: { type: 'opened', finding: { status: 'open' } },
    });
  });

  it('says nothing of a write that told nothing', async () => {
    await publish(write(seenAgain, opened));
    await publish({ eventName: 'REMOVE', dynamodb: { OldImage: image(opened) } });
    expect(sent()).toEqual([]);
  });

  it('tells the resolution', async () => {
    await publish(write(resolved, opened));
    expect(JSON.parse(sent()[0]?.Detail ?? '')).toMatchObject({
      change: { type: 'resolved', previous: 'open' },
    });
  });

  it('rejects where the bus takes the call but not the event', async () => {
    client
      .on(PutEventsCommand)
      .resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] });
    await expect(publish(write(opened))).rejects.toThrow('ThrottlingException');
    expect(passed).toEqual([]);
  });

  it.each([
    'ThrottlingException',
    'InternalException',
    'AccessDeniedException',
    'TimeoutError',
  ])('rejects at %s of the call, which may pass', async (name) => {
    client.on(PutEventsCommand).rejects(Object.assign(new Error(name), { name }));
    await expect(publish(write(opened))).rejects.toThrow(name);
    expect(passed).toEqual([]);
  });

  it('passes over what the bus can never take, and a row that nobody can read, so that they hold nothing up', async () => {
    const name = 'ValidationException';
    client.on(PutEventsCommand).rejects(Object.assign(new Error('too large'), { name }));
    await publish(write(opened));
    client
      .on(PutEventsCommand)
      .resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'MalformedDetail' }] });
    await publish(write(opened));
    const damaged = { body: { S: '{' } };
    await publish({ eventName: 'INSERT', dynamodb: { Keys: { sk: { S: 'finding#1' } }, NewImage: damaged } });
    await publish({ eventName: 'MODIFY', dynamodb: { NewImage: image(opened), OldImage: damaged } });
    expect(passed).toEqual([
      expect.stringContaining('too large'),
      expect.stringContaining('MalformedDetail'),
      expect.stringMatching(/^finding#1: .*cannot be read/),
      expect.stringContaining('cannot be read'),
    ]);
  });
});

describe('the environment', () => {
  const whole = {
    SEAWALL_TABLE: 't',
    SEAWALL_BUS: 'b',
    SEAWALL_ACCOUNT: '111122223333',
    SEAWALL_EXTERNAL_ID: 'seawall-111122223333-test',
    SEAWALL_POLICY_BUCKET: 'seawall-policy-x',
    SEAWALL_ORGANIZATION: 'o-exampleorgid',
  };

  it('is read whole', () => {
    expect(environmentOf(whole)).toEqual({
      table: 't',
      bus: 'b',
      account: '111122223333',
      policyBucket: 'seawall-policy-x',
      readRole: 'seawall-read',
      externalId: 'seawall-111122223333-test',
      organization: 'o-exampleorgid',
    });
  });

  it('knows the roles of members by the organisation, not by a list, and none at home or without one', () => {
    const home = environmentOf(whole);
    const arn = 'arn:aws:iam::444455556666:role/seawall-respond';
    const takes = memberRole(home, 'seawall-respond');
    expect([takes('444455556666'), takes(home.account)]).toEqual([arn, null]);
    expect(memberRole({ ...home, organization: '' }, 'seawall-respond')('444455556666')).toBeNull();
    const own = ownRoles({ SEAWALL_OWN_ROLES: 'arn:aws:iam::111122223333:role/a' }, takes);
    const asked = [
      ...['arn:aws:iam::111122223333:role/a', arn, 'arn:aws:iam::111122223333:role/seawall-respond'],
      ...['arn:aws:iam::444455556666:role/other', 'kim'],
    ];
    expect(asked.map(own)).toEqual([true, true, false, false, false]);
  });

  it('names what is missing', () => {
    expect(() => environmentOf({ ...whole, SEAWALL_TABLE: '' })).toThrow('SEAWALL_TABLE');
  });
});

describe('what the stream lost', () => {
  const hours = (count: number) => new Date(Date.parse(now) + count * 3_600_000).toISOString();
  const look = (at: string) => catchUp(bus, { ...publishing, now: at });
  /** Long before: what changes from then on is looked after. */
  const begin = () => look(hours(-100));
  beforeEach(begin);

  it('is published once, within three days, when it should have come by itself', async () => {
    await store.put(opened, 0);
    expect(await look(hours(0.4))).toBe(0);
    expect(await look(hours(1))).toBe(1);
    expect(sent()).toHaveLength(1);
    expect(JSON.parse(sent()[0]?.Detail ?? '')).toMatchObject({ change: { type: 'opened' } });
    expect(await look(hours(2))).toBe(0);
    store = memoryStore();
    await begin();
    await store.put(opened, 0);
    expect(await look(hours(73))).toBe(0);
  });

  it('is nothing that changed before the first look ever: an upgrade publishes no three days anew', async () => {
    store = memoryStore();
    await store.put(opened, 0);
    expect([await look(hours(1)), await look(hours(2))]).toEqual([0, 0]);
    const later = { ...context, now: hours(1.5) };
    const resolving = lookOf(verdict({ asOf: minute(3), eventId: 'e3', outcome: 'pass' }));
    await store.put(step(opened, resolving, later).row, 1);
    expect([await look(hours(3)), await look(hours(4))]).toEqual([1, 0]);
  });

  it('is found among as many as there are, asking for few notes at a time', async () => {
    const rows = Array.from({ length: 120 }, (_, place) => ({ ...opened, id: `${opened.id}-${place}` }));
    for (const row of rows) await store.put(row, 0);
    for (const row of rows.slice(1)) await notePublished(store, row, now);
    let [asked, most] = [0, 0];
    const read = async (log: string) => {
      asked += 1;
      most = Math.max(most, asked);
      const entries = await store.read(log);
      asked -= 1;
      return entries;
    };
    const counting = { ...publishing, now: hours(1), store: { ...publishing.store, read } };
    expect(await catchUp(bus, counting)).toBe(1);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(50);
  });

  it('is nothing where the stream brought it, in whatever order, and the newest change where it brought older ones', async () => {
    await store.put(opened, 0);
    await publish(write(opened));
    expect(await look(hours(1))).toBe(0);
    await store.put(resolved, 1);
    expect(await look(hours(1))).toBe(1);
    await publish(write(resolved, opened));
    expect(await look(hours(2))).toBe(0);
  });

  it('stays where the bus does not take it, and is passed over where it never will', async () => {
    await store.put(opened, 0);
    client.on(PutEventsCommand).rejects(Object.assign(new Error('out'), { name: 'InternalException' }));
    await expect(look(hours(1))).rejects.toThrow('out');
    client.on(PutEventsCommand).rejects(Object.assign(new Error('no'), { name: 'ValidationException' }));
    expect(await look(hours(2))).toBe(1);
    expect(passed).toHaveLength(1);
    expect(await look(hours(3))).toBe(0);
  });

  it('comes once more, loudly, where it could not be noted', async () => {
    const failing = { ...publishing.store, append: () => Promise.reject(new Error('throttled')) };
    await publisherOf(bus, { ...publishing, store: failing })(write(opened));
    expect([sent().length, unnoted.length]).toEqual([1, 1]);
  });
});
