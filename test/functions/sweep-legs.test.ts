// A sweep that does not come to its end in one run of the function: cut anywhere, told twice, it ends as one long sweep does.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sweeperOf } from '../../functions/wiring/sweep/sweeper.ts';
import { listFindings } from '../../shared/findings/listing.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import { type AwsApi, failure } from '../../shared/gather/api.ts';
import { dataUrls } from '../../shared/gather/data-url.ts';
import { viewOf } from '../../shared/policy/view.ts';
import type { Drift } from '../../shared/sweep/drift.ts';
import type { SweepTask } from '../../shared/sweep/homes.ts';
import { pack, unpack } from '../../shared/sweep/packed.ts';
import { runs } from '../support/extent.ts';
import { policyFrom } from '../support/judging.ts';
import { account, apiOf, type MadeAccount, region } from '../sweep/world.ts';

const policy = policyFrom({ version: 1, organisation: { accounts: { [account]: 'production' } } });
const start = Date.parse('2026-11-20T10:00:00.000Z');
const hour = 3_600_000;
/** A call takes a second. */
const aCall = 1000;
/** What the function keeps back to write down what it saw. */
const reserve = 60_000;

const names = (of: string, length: number) => Array.from({ length }, (_, place) => `${of}-${place}`);
const shop = (size: number): MadeAccount => ({
  tasks: names('task', size).map((name, place) => ({
    name,
    container: { image: 'nginx', privileged: place % 2 === 0, environment: secretOf(place) },
  })),
  groups: names('sg', size).map((id) => ({ id, open: '0.0.0.0/0' })),
  roles: names('role', size).map((name) => ({ name, action: '*', trusts: '*' })),
  repositories: names('repository', size).map((name) => ({ name, mutable: true, publicly: true })),
});
const secretOf = (place: number) =>
  place % 3 === 0 ? [{ name: 'DB_PASSWORD', value: `hunter2-${place}-Xq9` }] : [];

interface Worked {
  readonly api?: (api: AwsApi, clock: { now: number }) => AwsApi;
  readonly version?: string;
}

function deployment(store: RecordStore, { api: changed = (api) => api, version = '1.0.0' }: Worked = {}) {
  const clock = { now: start };
  const metrics: Record<string, number> = {};
  const queue: SweepTask[] = [];
  const calls: string[] = [];
  const inTime = (made: MadeAccount): AwsApi => {
    const api = apiOf(made);
    return {
      async call(request) {
        clock.now += aCall;
        calls.push(`${request.service}.${request.operation} ${JSON.stringify(request.input)}`);
        return api.call(request);
      },
    };
  };
  return {
    ...{ clock, metrics, queue, calls, store },
    async take(made: MadeAccount, task: object, time: number, on = store): Promise<void> {
      const parts = {
        ...{ policy, store: on, api: changed(inTime(made), clock), blobs: dataUrls, account, version },
        logger: { info: () => {}, warn: () => {} },
        metrics: {
          addMetric: (name: string, _: unknown, value: number) =>
            (metrics[name] = (metrics[name] ?? 0) + value),
        },
        ...{
          now: () => clock.now,
          sleep: async (time: number) => {
            clock.now += time;
          },
          random: () => 0.5,
        },
        send: async (next: SweepTask) => void queue.push(next),
      };
      await sweeperOf(parts)(task, clock.now + time);
    },
  };
}

type Deployment = ReturnType<typeof deployment>;
const scheduled = { kind: 'sweep', account, region, iam: true } as const;
const long = 10 * hour;

interface Course {
  /** Calls that each leg has time for. */
  readonly times: readonly number[];
  /** How often each message comes. */
  readonly copies: readonly number[];
}

/** Every message by its turn, older ones after it again. Gives the number of legs. */
async function sweepInLegs(at: Deployment, made: MadeAccount, { times, copies }: Course): Promise<number> {
  at.queue.push({ ...scheduled, kind: 'sweep', since: null });
  const told: SweepTask[] = [];
  for (let task = at.queue.shift(); task !== undefined; task = at.queue.shift()) {
    const time = reserve + (times[told.length % times.length] ?? 1) * aCall;
    const again = copies[told.length % copies.length] ?? 1;
    // A schedule that comes twice sweeps twice; whatever carries a sweep on does so once.
    const copied = task.since === null ? [task] : Array.from({ length: again }, () => task);
    const older = told.slice(-2).filter(({ since }) => since !== null);
    for (const one of [...copied, ...older]) await at.take(made, one, time);
    told.push(task);
    if (told.length > 60) throw new Error('the sweep has no end');
  }
  return told.length;
}

async function endOf(store: RecordStore): Promise<unknown> {
  const view = { ...viewOf(policy), now: new Date(start + 6 * hour).toISOString() };
  const found = await listFindings(store, view);
  return found.map(({ id, status, severity, evidence, subject }) => ({
    id,
    status,
    severity,
    evidence,
    subject,
  }));
}

async function sweptBefore(): Promise<Deployment> {
  const at = deployment(memoryStore());
  await at.take(shop(6), scheduled, long);
  at.clock.now = start + 6 * hour;
  at.calls.length = 0;
  for (const name of Object.keys(at.metrics)) delete at.metrics[name];
  return at;
}

/** A task more, a group closed, a repository and a role gone. */
const later = (): MadeAccount => {
  const made = shop(6);
  return {
    tasks: [...made.tasks, { name: 'task-new', container: { image: 'nginx', privileged: true } }],
    groups: made.groups.map((group, place) => (place === 0 ? { ...group, open: null } : group)),
    roles: made.roles.slice(1),
    repositories: made.repositories.slice(0, -1),
  };
};

describe('a sweep in legs', () => {
  it('ends as one long sweep does, wherever it is cut and whatever is told twice, with at most a tenth more calls and those at the cut', async () => {
    const whole = await sweptBefore();
    await whole.take(later(), scheduled, long);
    const expected = await endOf(whole.store);
    const least = whole.calls.length;
    expect(whole.metrics).toMatchObject({ SweepDone: 1, SweepIncomplete: 0 });
    expect(whole.metrics.SweepDrift).toBeGreaterThan(0);
    let continued = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 6, max: least }), { minLength: 1, maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
        async (times, copies) => {
          const at = await sweptBefore();
          const legs = await sweepInLegs(at, later(), { times, copies });
          continued += at.metrics.SweepContinued ?? 0;
          expect(await endOf(at.store)).toEqual(expected);
          expect(at.metrics).toMatchObject({ SweepDone: 1, SweepDrift: whole.metrics.SweepDrift });
          // At each cut: the calls under way, and what may not be written down for the credentials in it.
          expect(at.calls.length).toBeLessThanOrEqual(1.1 * least + 8 * legs);
        },
      ),
      runs(40),
    );
    expect(continued).toBeGreaterThan(2);
  });

  it('writes down no credential that it read', async () => {
    const at = deployment(memoryStore());
    await sweepInLegs(at, shop(9), { times: [40], copies: [1] });
    const kept = await at.store.read(`sweep/${account}/${region}/kept/${new Date(start).toISOString()}`);
    expect(kept.length).toBeGreaterThan(0);
    const text = kept.map((entry) => JSON.stringify(unpack(entry))).join('');
    expect(text).toContain('DescribeTaskDefinition');
    expect(text).not.toContain('hunter2');
  });

  it('goes on after the function was ended half-way, and ends the same', async () => {
    const whole = await sweptBefore();
    await whole.take(later(), scheduled, long);
    for (const most of [1, 3, 7]) {
      const at = await sweptBefore();
      await expect(at.take(later(), scheduled, long, endingAfter(most, at.store))).rejects.toThrow('ended');
      at.clock.now += 11 * hour;
      await at.take(later(), scheduled, long);
      expect(await endOf(at.store)).toEqual(await endOf(whole.store));
      expect(at.metrics).toMatchObject({ SweepDone: 1, SweepIncomplete: 0 });
    }
  });

  it('is left alone while somebody is at work on it, and taken over by the next schedule between two legs', async () => {
    const at = deployment(memoryStore());
    const meanwhile: Promise<void>[] = [];
    const busy = at.store.list;
    const store: RecordStore = {
      ...at.store,
      list(filter) {
        meanwhile.push(at.take(shop(3), scheduled, long));
        return busy(filter);
      },
    };
    await at.take(shop(3), scheduled, long, store);
    const calls = at.calls.length;
    await Promise.all(meanwhile);
    expect([meanwhile.length, at.calls.length, at.metrics.SweepDone]).toEqual([1, calls, 1]);

    at.clock.now += hour;
    await at.take(shop(3), scheduled, reserve + 20 * aCall);
    await at.take(shop(3), scheduled, long);
    expect(at.metrics).toMatchObject({ SweepContinued: 1, SweepDone: 2 });
    for (const task of at.queue.splice(0)) await at.take(shop(3), task, long);
    expect(at.metrics.SweepDone).toBe(2);
  });

  it('begins anew under another policy or by another version', async () => {
    const at = deployment(memoryStore());
    await at.take(shop(3), scheduled, reserve + 20 * aCall);
    const other = deployment(at.store, { version: '2.0.0' });
    other.clock.now = at.clock.now + aCall;
    for (const task of at.queue) await other.take(shop(3), task, long);
    const fresh = deployment(memoryStore());
    await fresh.take(shop(3), scheduled, long);
    expect([other.metrics.SweepDone, other.calls.length]).toEqual([1, fresh.calls.length]);
  });

  it('that makes no progress ends, rings, and ends nothing that it did not look at', async () => {
    const at = await sweptBefore();
    const before = await endOf(at.store);
    const legs = await sweepInLegs(at, { ...later(), tasks: [] }, { times: [-1], copies: [1] });
    expect(legs).toBe(1);
    expect(at.metrics.SweepIncomplete).toBeGreaterThan(0);
    expect(await endOf(at.store)).toEqual(before);
  });

  it('ends after twenty legs, whatever is left', async () => {
    const at = deployment(memoryStore());
    expect(await sweepInLegs(at, shop(40), { times: [7], copies: [1] })).toBe(20);
    expect(at.metrics.SweepIncomplete).toBeGreaterThan(0);
  });

  it('takes an answer for none that is too long for the table, and asks again', () => {
    const noise = Array.from({ length: 300_000 }, (_, place) =>
      String((place * 2_654_435_761) % 99_991),
    ).join('');
    const answer = (text: string) => ({ ok: true, output: { text }, asOf: 'now' }) as const;
    const part = {
      answers: [['long', answer(noise)] as const, ['short', answer('a')] as const],
      judged: [{ thing: 'task a', seen: [], unseen: null }],
      drift: [],
    };
    const entries = pack(part);
    expect(entries.every((entry) => JSON.stringify(entry).length < 400_000)).toBe(true);
    expect(entries.flatMap((entry) => unpack(entry).answers.map(([key]) => key))).toEqual(['short']);
    expect(entries.flatMap((entry) => unpack(entry).judged)).toEqual(part.judged);
    for (const bad of [{}, { version: 1, packed: 'no' }, { version: 2, packed: '' }])
      expect(unpack(bad)).toEqual({ answers: [], judged: [], drift: [] });
    // One thing that no item holds, with its drift: the drift is kept, and the thing is judged again.
    const drift: Drift = {
      ...{ type: 'opened', finding: 'f', control: 'c', severity: 'low', subject: 's', account, region },
      ...{ evidence: [], between: ['2026-11-20T10:00:00.000Z', '2026-11-20T16:00:00.000Z'] },
    };
    const huge = { answers: [], judged: [{ thing: noise, seen: [], unseen: null }], drift: [drift] };
    expect(pack(huge).map(unpack)).toEqual([{ answers: [], judged: [], drift: [drift] }]);
  });
});

describe('a service that is throttled', () => {
  const throttled =
    (operation: string, until: number) =>
    (api: AwsApi, clock: { now: number }): AwsApi => ({
      async call(request) {
        if (request.operation !== operation || clock.now > until) return api.call(request);
        clock.now += 10 * aCall;
        return failure('throttled', 'Rate exceeded');
      },
    });
  const subjects = async (store: RecordStore) =>
    new Set(
      (await listFindings(store, { ...viewOf(policy), now: later1 })).map(({ subject }) => subject.kind),
    );
  const later1 = new Date(start + 6 * hour).toISOString();

  const others = ['workload', 'network', 'principal', 'cluster'];

  it('does not starve the others, which are judged first', async () => {
    const at = deployment(memoryStore(), { api: throttled('GetRepositoryPolicy', Number.POSITIVE_INFINITY) });
    await at.take(shop(30), scheduled, 900_000);
    expect([...(await subjects(at.store))]).toEqual(expect.arrayContaining(others));
  });

  it('is asked again once the others are done, and nothing is missing then', async () => {
    const at = deployment(memoryStore(), { api: throttled('GetRepositoryPolicy', start + 100 * aCall) });
    await at.take(shop(5), scheduled, long);
    expect(await subjects(at.store)).toContain('repository');
    expect(at.metrics).toMatchObject({ SweepDone: 1, SweepIncomplete: 0 });
  });
});

/** Ends the function after it wrote some rows. */
function endingAfter(most: number, store: RecordStore): RecordStore {
  let written = 0;
  return {
    ...store,
    async put(row, expected) {
      written += 1;
      if (written > most) throw new Error('the function was ended');
      return store.put(row, expected);
    },
  };
}
