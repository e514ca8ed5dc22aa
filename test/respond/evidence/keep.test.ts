// Evidence and the calls that destroy it: kept before, linked in the journal, and never in the way of a response.
import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { approve } from '../../../shared/respond/decisions/approval.ts';
import { respond } from '../../../shared/respond/engine/engine.ts';
import { RetryLater } from '../../../shared/respond/engine/ports.ts';
import { evidenceKey, workloadEvidence } from '../../../shared/respond/evidence/evidence.ts';
import type { EvidenceKeeper } from '../../../shared/respond/evidence/keeper.ts';
import { checkJournal } from '../../../shared/respond/journal/chain.ts';
import { readJournal } from '../../../shared/respond/journal/journal.ts';
import type { EvidenceGathering } from '../../../shared/respond/planning/action.ts';
import type { policyFrom } from '../../support/judging.ts';
import { anotherRun, type Bench, benchOf, broken, idOf, mendingAction, sam } from '../world.ts';

const late: EvidenceKeeper['within'] = async () => null;

interface Change {
  readonly keeper?: Partial<EvidenceKeeper> | null;
  readonly gathering?: Partial<EvidenceGathering>;
  readonly settings?: Parameters<typeof policyFrom>[0];
}

/** The steps in their order: what was gathered, kept and sent. */
function benchWith({ keeper = {}, gathering = {}, settings = { mode: 'enforce' } }: Change = {}) {
  const steps: string[] = [];
  const kept: string[] = [];
  const whole: EvidenceKeeper = {
    async keep(key, text) {
      steps.push(`keep ${key}`);
      kept.push(text);
      return { place: `s3://anchors/${key}`, version: 'v1', region: 'eu-west-1' };
    },
    within: async (_, work) => work,
    ...keeper,
  };
  const evidence: EvidenceGathering = {
    permissions: [],
    isNeeded: () => true,
    async gather(_finding, _calls, _sources, found) {
      steps.push('gather');
      found.workloads.push({ ...workloadEvidence('task', 'web'), description: {} });
    },
    ...gathering,
  };
  const bench = benchOf({
    settings,
    actionOf: () => ({ ...mendingAction(), evidence }),
    ...(keeper === null ? {} : { evidence: whole }),
  });
  const sessionFor = () => ({
    call: async (request: Parameters<typeof bench.world.api.call>[0]) => {
      steps.push(`send ${request.operation}`);
      return bench.world.api.call(request);
    },
  });
  return { bench: { ...bench, parts: { ...bench.parts, sessionFor } }, steps, kept };
}

async function sendingIn({ store }: Pick<Bench, 'store'>, finding: string) {
  const journal = await readJournal(store, finding);
  expect(checkJournal(finding, journal, []).problems).toEqual([]);
  return journal.filter(({ kind }) => kind === 'sending').map(({ detail }) => detail);
}

describe('evidence', () => {
  it('is kept before the first call, by finding and response, and the journal says where and what', async () => {
    const { bench, steps, kept } = benchWith();
    const change = await broken(bench);
    const { id } = change.finding;
    const key = evidenceKey(id, idOf(change.finding));
    const responded = await respond(change, bench.parts);
    expect(key).toBe(`evidence/${id}/${id}-0.json`);
    expect(steps).toEqual(['gather', `keep ${key}`, 'send Set']);
    const evidence = {
      ...{ place: `s3://anchors/${key}`, version: 'v1', region: 'eu-west-1', missing: [] },
      sha256: hash('sha256', kept[0] ?? '', 'hex'),
    };
    expect(await sendingIn(bench, id)).toMatchObject([{ index: 0, evidence }]);
    expect(responded?.response).toMatchObject({ outcome: 'done', evidence });
    expect(JSON.parse(kept[0] ?? '')).toMatchObject({
      finding: id,
      response: `${id}-0`,
      workloads: [{ name: 'web' }],
    });
  });

  it('is taken once: a run that finds calls sent looks for none', async () => {
    const { bench, steps } = benchWith();
    bench.world.trouble.push('throttled', 'throttled', 'throttled', 'throttled');
    const change = await broken(bench);
    await expect(respond(change, bench.parts)).rejects.toThrow(RetryLater);
    bench.clock.now += 60_000;
    expect(await respond(change, anotherRun(bench.parts))).toMatchObject({ response: { outcome: 'done' } });
    expect(steps.filter((step) => step === 'gather')).toHaveLength(1);
    const [first, ...others] = await sendingIn(bench, change.finding.id);
    expect(first).toHaveProperty('evidence');
    expect(others).toHaveLength(4);
    for (const other of others) expect(other).not.toHaveProperty('evidence');
  });

  it('is taken when people have approved, not while they are asked', async () => {
    const { bench, steps } = benchWith({ settings: { mode: 'approve' } });
    const change = await broken(bench, { mode: 'approve', severity: 'high' });
    await respond(change, bench.parts);
    expect(steps).toEqual([]);
    await approve(idOf(change.finding), sam, bench.parts);
    expect(steps).toEqual(['gather', expect.stringMatching(/^keep /), 'send Set']);
  });

  it.each<[string, Change, string]>([
    ['gathering takes too long', { keeper: { within: late } }, 'gathering took longer than Seawall waits'],
    [
      'gathering fails',
      { gathering: { gather: () => Promise.reject(new Error('no\u001b[2J way')) } },
      'gathering failed: no [2J way',
    ],
    [
      'the bucket refuses it',
      { keeper: { keep: () => Promise.reject(new Error('denied')) } },
      'keeping it failed: denied',
    ],
    ['there is no bucket', { keeper: null }, 'there is no bucket to keep it in here'],
    [
      'what it names is gone',
      {
        gathering: {
          async gather(_finding, _calls, _sources, { workloads, missing }) {
            workloads.push(workloadEvidence('task', 'web'));
            missing.push('gone');
          },
        },
      },
      'gone',
    ],
    [
      'nothing is found',
      { gathering: { gather: async (_f, _c, _s, { missing }) => void missing.push('gone') } },
      'gone',
    ],
  ])('holds nothing back where %s, which is said', async (_, change, reason) => {
    const { bench } = benchWith(change);
    const opened = await broken(bench);
    const missing = expect.arrayContaining([reason]);
    expect(await respond(opened, bench.parts)).toMatchObject({
      response: { outcome: 'done', evidence: { place: null, sha256: null, missing } },
    });
    expect(bench.world.effects).toEqual(['web=good']);
    expect(await sendingIn(bench, opened.finding.id)).toMatchObject([{ evidence: { place: null, missing } }]);
  });

  it('counts as far as it was had when time ran out', async () => {
    let waited = 0;
    const within: EvidenceKeeper['within'] = async (milliseconds, work) => {
      waited += milliseconds;
      const result = await work;
      return milliseconds === 10_000 ? null : result;
    };
    const { bench, kept } = benchWith({ keeper: { within } });
    const change = await broken(bench);
    await respond(change, bench.parts);
    expect(JSON.parse(kept[0] ?? '')).toMatchObject({
      workloads: [{ name: 'web' }],
      missing: ['gathering took longer than Seawall waits'],
    });
    // The function has 120 s, of which 31 are for looking whether the calls took effect.
    expect(waited).toBeLessThanOrEqual(15_000);
  });

  it.each<[string, Change]>([
    ['the policy wants none', { settings: { mode: 'enforce', respond: { evidence: 'off' } } }],
    ['the calls end nothing', { gathering: { isNeeded: () => false } }],
  ])('is not taken where %s, and nothing is said of it', async (_, change) => {
    const { bench, steps } = benchWith(change);
    const opened = await broken(bench);
    const responded = await respond(opened, bench.parts);
    expect(steps).toEqual(['send Set']);
    expect(responded?.response).not.toHaveProperty('evidence');
    const [sending] = await sendingIn(bench, opened.finding.id);
    expect(sending).not.toHaveProperty('evidence');
  });

  it('does not keep the state from being compared once more: what changed meanwhile is not sent', async () => {
    const { bench, steps } = benchWith({
      gathering: {
        async gather() {
          bench.world.values.set('web', 'good');
        },
      },
    });
    expect(await respond(await broken(bench), bench.parts)).toMatchObject({
      response: { heldBy: 'changed-since' },
    });
    expect(steps).toEqual([]);
  });

  it('has no credential of a reason in the journal', async () => {
    const token = ['ghp_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('');
    const { bench } = benchWith({ keeper: { keep: () => Promise.reject(new Error(`bad ${token}`)) } });
    const change = await broken(bench);
    await respond(change, bench.parts);
    expect(JSON.stringify(await readJournal(bench.store, change.finding.id))).not.toContain(token);
  });
});
