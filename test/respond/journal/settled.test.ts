// Acknowledgements and waivers are in the journal before they are in the record, once, whatever breaks in between.
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../../shared/findings/memory.ts';
import { newRow } from '../../../shared/findings/row.ts';
import type { RecordStore } from '../../../shared/findings/store.ts';
import type { Decision } from '../../../shared/people/decision.ts';
import type { Person } from '../../../shared/people/person.ts';
import { takeDecision } from '../../../shared/respond/decisions/take-decision.ts';
import { checkJournal } from '../../../shared/respond/journal/chain.ts';
import { readJournal } from '../../../shared/respond/journal/journal.ts';
import { withoutEntry } from '../../../shared/respond/journal/settled.ts';
import { benchOf, broken, lee, sam } from '../world.ts';

const until = '2026-03-20';
const approvers = ['arn:aws:iam::111122223333:user/*'];
const settings = { mode: 'approve', respond: { approvers } };

/** A store that fails where it is told to, before it writes: as one whose process ends there. */
function breakable() {
  const whole = memoryStore();
  const next = { put: false, append: false };
  const failOnce = (name: 'put' | 'append') => {
    if (!next[name]) return;
    next[name] = false;
    throw new Error('the process ended');
  };
  const store: RecordStore = {
    ...whole,
    put: async (...row) => {
      failOnce('put');
      return whole.put(...row);
    },
    append: async (...entry) => {
      failOnce('append');
      return whole.append(...entry);
    },
  };
  return { store, next };
}

async function found(change: Parameters<typeof benchOf>[0] = {}) {
  const bench = benchOf({ settings, ...change });
  const { finding } = await broken(bench);
  const decide = (kind: 'waive' | 'acknowledge', person: Person, change: Partial<Decision> = {}) =>
    takeDecision(
      {
        ...{ kind, finding: finding.id, occurrence: 0, response: null, plan: null, person },
        ...{ until: kind === 'waive' ? until : null, reason: 'moving' },
        at: new Date(bench.clock.now).toISOString(),
        ...change,
      },
      bench.parts,
    );
  const state = async () => {
    const journal = await readJournal(bench.store, finding.id);
    const row = await bench.store.get(finding.id);
    return {
      settled: journal.filter(({ kind }) => kind === 'settled').map(({ detail }) => detail.decision),
      waived: row?.decided.waived?.until ?? null,
      problems: [
        ...checkJournal(finding.id, journal, []).problems,
        ...withoutEntry(row?.decided ?? newRow({ key: finding as never, life: 'state' }).decided, journal),
      ],
    };
  };
  return { bench, finding, decide, state };
}

describe('what people decide about a finding', () => {
  it('is an entry of its journal, with who, until when and why', async () => {
    const { bench, finding, decide, state } = await found();
    expect(await decide('acknowledge', sam)).toMatchObject({ outcome: 'decided' });
    expect(await decide('waive', lee)).toMatchObject({ outcome: 'decided' });
    expect(await state()).toEqual({ settled: ['acknowledge', 'waive'], waived: until, problems: [] });
    expect((await readJournal(bench.store, finding.id)).at(-1)).toMatchObject({
      ...{ kind: 'settled', by: lee.name, response: '' },
      detail: { decision: 'waive', until, reason: 'moving', occurrence: 0 },
    });
  });

  it.each([
    'put',
    'append',
  ] as const)('comes to the same where the first %s fails and it comes again', async (where) => {
    const { store, next } = breakable();
    const { decide, state } = await found({ store });
    next[where] = true;
    await expect(decide('waive', sam)).rejects.toThrow('the process ended');
    expect((await state()).problems).toEqual([]);
    expect(await decide('waive', sam)).toMatchObject({ outcome: 'decided' });
    expect(await state()).toEqual({ settled: ['waive'], waived: until, problems: [] });
  });

  it('of two people is not asked for again where the record could not be written', async () => {
    const { store, next } = breakable();
    const { decide, state } = await found({
      store,
      settings: { respond: { approvers, 'second-person': true } },
    });
    expect(await decide('waive', sam)).toMatchObject({ outcome: 'half' });
    expect(await state()).toEqual({ settled: [], waived: null, problems: [] });
    next.put = true;
    await expect(decide('waive', lee)).rejects.toThrow('the process ended');
    expect(await decide('waive', lee)).toMatchObject({ outcome: 'decided' });
    expect(await state()).toEqual({ settled: ['waive'], waived: until, problems: [] });
  });

  it('in the record that no entry tells of is found, and another date, another person and another decision', async () => {
    const { bench, finding, decide } = await found();
    await decide('waive', sam);
    const journal = await readJournal(bench.store, finding.id);
    const waived = { by: sam.name, at: '', reason: '', until };
    const of = (change: object) =>
      withoutEntry({ acknowledged: null, waived: { ...waived, ...change } }, journal);
    expect(of({})).toEqual([]);
    expect(of({ until: '2036-03-20' })).toEqual([
      `no entry tells that ${sam.name} waived it until 2036-03-20`,
    ]);
    expect(of({ by: lee.name })).toHaveLength(1);
    const acknowledged = { by: sam.name, at: '', reason: null, upTo: '' };
    expect(withoutEntry({ acknowledged, waived }, journal)).toEqual([
      `no entry tells that ${sam.name} acknowledged it`,
    ]);
    expect(withoutEntry({ acknowledged: null, waived }, [])).toHaveLength(1);
  });
});
