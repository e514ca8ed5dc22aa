// The sweep as it is deployed: one message per account and Region, drift told once there is something to compare with, and who counts as a member.
import { describe, expect, it } from 'vitest';
import { findAccounts } from '../../functions/wiring/sweep/accounts.ts';
import { planSweep } from '../../functions/wiring/sweep/planner.ts';
import { sweeperOf } from '../../functions/wiring/sweep/sweeper.ts';
import { controls } from '../../shared/controls/index.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { type AwsApi, failure } from '../../shared/gather/api.ts';
import { dataUrls } from '../../shared/gather/data-url.ts';
import { changesByItself, driftOf } from '../../shared/sweep/drift.ts';
import { sweepTaskIn, sweepTasks } from '../../shared/sweep/homes.ts';
import { policyFrom } from '../support/judging.ts';
import { account, apiOf, emptyAccount, type MadeAccount } from '../sweep/world.ts';

const start = Date.parse('2026-11-20T10:00:00.000Z');
const hour = 3_600_000;
const task = (name: string) => ({ name, container: { image: 'nginx', privileged: true } });
const withTasks = (...names: readonly string[]): MadeAccount => ({ ...emptyAccount, tasks: names.map(task) });

function build(policy = policyFrom({ version: 1 }), version = '1.0.0') {
  const store = memoryStore();
  const metrics: Record<string, number> = {};
  const said: unknown[][] = [];
  const clock = { now: start };
  const parts = (api: AwsApi) => ({
    ...{ policy, store, api, blobs: dataUrls, account, version },
    logger: { info: () => {}, warn: (...line: unknown[]) => said.push(line) },
    metrics: { addMetric: (name: string, _: unknown, value: number) => (metrics[name] = value) },
    ...{ now: () => clock.now, sleep: async () => {}, random: () => 0.5 },
    send: async () => {},
  });
  const sweep = (made: MadeAccount | AwsApi, of = account, deadline = clock.now + 900_000) => {
    const api = 'call' in made ? made : apiOf(made);
    const message = { kind: 'sweep', account: of, region: 'eu-central-1', iam: true };
    return sweeperOf(parts(api))(message, deadline);
  };
  return { store, metrics, said, clock, sweep, parts };
}

describe('drift', () => {
  it('is none at the first look, and each thing that no event told at the next, with its evidence and when to search', async () => {
    const { sweep, metrics, said, clock, store } = build();
    await sweep(withTasks('a'));
    expect(metrics).toMatchObject({ SweepDone: 1, SweepDrift: 0 });
    clock.now += 6 * hour;
    await sweep(withTasks('a', 'b'));
    expect(metrics.SweepDrift).toBeGreaterThan(0);
    expect(said).toContainEqual([
      'events and the sweep disagree',
      expect.objectContaining({
        ...{ type: 'opened', control: 'namespace-isolation/no-privileged', account, region: 'eu-central-1' },
        evidence: [expect.objectContaining({ path: 'containerDefinitions[0].privileged' })],
        between: ['2026-11-20T10:00:00.000Z', '2026-11-20T16:00:00.000Z'],
      }),
    ]);
    const notes = await store.read(`sweep/${account}/eu-central-1/2026-11`);
    expect(notes.at(-1)).toMatchObject({ drift: metrics.SweepDrift, cases: expect.any(Array) });
  });

  it('is what ended unseen too, and the sweep ends it', async () => {
    const { sweep, said, clock } = build();
    await sweep(withTasks('a', 'b'));
    clock.now += 6 * hour;
    await sweep(withTasks('a'));
    expect(said.map(([, more]) => (more as { type?: string }).type)).toContain('resolved');
  });

  it('is compared over the end of a month', async () => {
    const { sweep, metrics, clock } = build();
    clock.now = Date.parse('2026-12-31T20:00:00Z');
    await sweep(withTasks('a'));
    clock.now += 6 * hour;
    await sweep(withTasks('a', 'b'));
    expect(metrics.SweepDrift).toBeGreaterThan(0);
  });

  it('is none under another policy, or by another version: the same thing may be judged otherwise then', () => {
    const note = { at: '2026-11-20T10:00:00.000Z', whole: true, policy: 'a', version: '1' };
    const finding = { control: 'namespace-isolation/no-privileged', subject: {}, evidence: [] };
    const change = { type: 'opened', finding } as never;
    expect(driftOf([change], note, { ...note, at: 'later' })).toHaveLength(1);
    for (const other of [{ policy: 'b' }, { version: '2' }])
      expect(driftOf([change], note, { ...note, ...other })).toEqual([]);
    expect(driftOf([change], null, note)).toEqual([]);
  });

  it('names only controls that there are as those that change by themselves', () => {
    const ids = new Set(controls.map(({ id }) => id));
    expect([...changesByItself.keys()].filter((id) => !ids.has(id))).toEqual([]);
  });
});

const closed: AwsApi = { call: async () => failure('denied', 'no role for you') };

describe('what could not be seen', () => {
  it('rings where it was seen before, and at home; an account that never let anybody in is no member', async () => {
    const { sweep, metrics, clock } = build();
    await sweep(closed, '444455556666');
    expect(metrics.SweepStranger).toBeGreaterThan(0);
    expect(metrics.SweepIncomplete).toBeUndefined();
    await sweep(withTasks(), '444455556666');
    clock.now += 6 * hour;
    await sweep(closed, '444455556666');
    expect(metrics.SweepIncomplete).toBeGreaterThan(0);
    const atHome = build();
    await atHome.sweep(closed);
    expect(atHome.metrics.SweepIncomplete).toBeGreaterThan(0);
  });

  it('is told where no time was left, and nothing is compared with that look', async () => {
    const { sweep, metrics, clock } = build();
    await sweep(withTasks('a', 'b'), account, clock.now);
    expect(metrics.SweepIncomplete).toBeGreaterThan(0);
    clock.now += 6 * hour;
    await sweep(withTasks('a', 'b', 'c'));
    expect(metrics.SweepDrift).toBe(0);
  });
});

describe('messages', () => {
  it('are one per account and Region, and IAM is looked at once in each account', () => {
    const tasks = sweepTasks(['1', '2', '1'], ['eu-central-1', 'us-east-1', 'eu-central-1']);
    expect(tasks.map((one) => [one.account, one.region, one.iam])).toEqual([
      ['1', 'eu-central-1', true],
      ['1', 'us-east-1', false],
      ['2', 'eu-central-1', true],
      ['2', 'us-east-1', false],
    ]);
  });

  it('that name no account and Region are refused', async () => {
    for (const bad of [null, {}, { kind: 'sweep', account: '1', region: 'eu-central-1', iam: true }])
      expect(sweepTaskIn(bad)).toBeNull();
    const good = { kind: 'sweep', account, region: 'eu-central-1', iam: false, since: null };
    expect(sweepTaskIn({ ...good, region: 'evil.example/' })).toBeNull();
    expect(sweepTaskIn(good)).toEqual(good);
    const { parts } = build();
    await expect(sweeperOf(parts(closed))('{', start)).rejects.toThrow('names no account');
  });

  it('are sent ten at a time; one that the queue does not take fails the schedule, which Lambda tries again', async () => {
    const sent: number[] = [];
    const send = (failed: object[]) => ({
      send: async ({ input }: { input: { Entries: object[] } }) => {
        sent.push(input.Entries.length);
        return { Failed: failed };
      },
    });
    const accounts = Array.from({ length: 23 }, (_, place) => String(place));
    const plan = (failed: object[]) =>
      planSweep({ sqs: send(failed) as never, queue: 'q', accounts, regions: ['eu-central-1'] });
    expect(await plan([])).toBe(23);
    expect(sent).toEqual([10, 10, 3]);
    await expect(plan([{ Code: 'Throttled' }])).rejects.toThrow('Throttled');
  });
});

describe('the accounts of the organisation', () => {
  const listing = (pages: object[] | Error) => ({
    send: async ({ input }: { input: { NextToken?: string } }) => {
      if (pages instanceof Error) throw pages;
      return pages[Number(input.NextToken ?? 0)];
    },
  });
  const ask = (pages: object[] | Error, store = memoryStore()) => {
    const warned: string[] = [];
    const found = findAccounts({
      ...{ organizations: listing(pages) as never, store },
      warn: (line) => void warned.push(line),
    });
    return { found, warned };
  };

  it('are those that are active, over all pages, by the new name of that and the old one', async () => {
    const { found } = ask([
      {
        Accounts: [
          { Id: '1', State: 'ACTIVE' },
          { Id: '2', State: 'CLOSED', Status: 'ACTIVE' },
        ],
        NextToken: '1',
      },
      { Accounts: [{ Id: '3', Status: 'ACTIVE' }, { Id: '4', Status: 'SUSPENDED' }, {}] },
    ]);
    expect(await found).toEqual(new Set(['1', '3']));
  });

  it('are those of the record where nobody may list them, loudly; any other error fails', async () => {
    const { store, sweep } = build();
    await sweep(withTasks('a'), '444455556666');
    const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    const { found, warned } = ask(denied, store);
    expect(await found).toEqual(new Set([account, '444455556666']));
    expect(warned).toHaveLength(1);
    await expect(ask(new Error('out')).found).rejects.toThrow('out');
  });
});
