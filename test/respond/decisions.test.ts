// What people decide: approval with its guards and its end, undo with its refusals, and both in races with what else happens.

import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../shared/findings/memory.ts';
import { sqliteStore } from '../../shared/findings/sqlite.ts';
import { mayDecide } from '../../shared/people/may-decide.ts';
import { awsPerson, localPerson, slackPerson } from '../../shared/people/person.ts';
import { approve } from '../../shared/respond/decisions/approval.ts';
import { waitingIn } from '../../shared/respond/decisions/case.ts';
import { deny } from '../../shared/respond/decisions/denial.ts';
import { undo } from '../../shared/respond/decisions/undo.ts';
import { respond } from '../../shared/respond/engine/engine.ts';
import { RetryLater } from '../../shared/respond/engine/ports.ts';
import { setKillSwitch } from '../../shared/respond/guardrails/kill-switch.ts';
import { advance, readJournal } from '../../shared/respond/journal/journal.ts';
import {
  anotherRun,
  type Bench,
  benchOf,
  broken,
  idOf,
  kim,
  lee,
  mendingAction,
  sam,
  worldOf,
} from './world.ts';

const hour = 3_600_000;

async function asked(change: Parameters<typeof benchOf>[0] = {}) {
  const bench = benchOf(change);
  const told = await broken(bench, { mode: 'approve' });
  const responded = await respond(told, bench.parts);
  expect(responded).toMatchObject({ response: { outcome: 'awaiting-approval', heldBy: null } });
  return { bench, told, id: idOf(told.finding) };
}

async function count(bench: Bench, finding: string, kind: string): Promise<number> {
  return (await readJournal(bench.store, finding)).filter((entry) => entry.kind === kind).length;
}

describe('approval', () => {
  it('carries out exactly the frozen plan, and keeps who approved', async () => {
    const { bench, told, id } = await asked();
    expect(bench.world.effects).toEqual([]);
    expect(bench.notices).toMatchObject([{ kind: 'approval-wanted', response: id }]);
    // Another action by now: the plan that was shown is what counts.
    const parts = anotherRun(bench.parts, { actionOf: () => mendingAction({ calls: [] }) });
    expect(await approve(id, sam, parts)).toMatchObject({
      ok: true,
      responded: { response: { outcome: 'done' } },
    });
    expect(bench.world.effects).toEqual(['web=good']);
    const journal = await readJournal(bench.store, told.finding.id);
    expect(journal.find(({ kind }) => kind === 'approved')).toMatchObject({
      by: sam.name,
      detail: { verified: true },
    });
    expect(await approve(id, lee, parts)).toEqual({
      ok: false,
      reason: 'there is nothing to approve: the response is done',
    });
  });

  it('refuses where the world has moved since', async () => {
    const { bench, id } = await asked();
    bench.world.values.set('web', 'changed by hand');
    expect(await approve(id, sam, bench.parts)).toMatchObject({
      responded: { response: { outcome: 'held', heldBy: 'changed-since' } },
    });
    expect(bench.world.effects).toEqual([]);
  });

  it('runs out', async () => {
    const { bench, told, id } = await asked();
    bench.clock.now += 4 * hour;
    expect(await approve(id, sam, bench.parts)).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/^the request ran out/),
    });
    expect(await respond(told, bench.parts)).toMatchObject({ response: { outcome: 'held' } });
    expect(await count(bench, told.finding.id, 'expired')).toBe(1);
    expect(bench.world.effects).toEqual([]);
    const woken = { ...told, eventId: 'event-9', type: 'woken' as const };
    expect(await respond(woken, bench.parts)).toMatchObject({
      id: `${id}.2`,
      response: { outcome: 'awaiting-approval' },
    });
    expect(await approve(`${id}.2`, sam, bench.parts)).toMatchObject({ ok: true });
  });

  it('can be denied, once and for all', async () => {
    const { bench, told, id } = await asked();
    expect(await deny(id, sam, bench.parts, { reason: 'planned work' })).toMatchObject({
      ok: true,
      responded: { response: { outcome: 'held', reason: `mend web; denied by ${sam.name}: planned work` } },
    });
    expect(await approve(id, lee, bench.parts)).toMatchObject({
      ok: false,
      reason: `it was denied by ${sam.name}`,
    });
    expect(await deny(id, lee, bench.parts)).toMatchObject({ ok: false });
    expect(await respond({ ...told, eventId: 'event-9' }, bench.parts)).toMatchObject({
      response: { heldBy: 'idempotent' },
    });
    expect(bench.world.effects).toEqual([]);
  });

  it('is held by the kill switch, by a waiver, and by a finding that is resolved', async () => {
    const { bench, id } = await asked();
    await setKillSwitch(bench.store, { on: true, by: 'lee', at: '2026-03-01T12:00:00.000Z', reason: null });
    expect(await approve(id, sam, bench.parts)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('lee turned the kill switch on'),
    });
    await setKillSwitch(bench.store, { on: false, by: 'lee', at: '2026-03-01T12:01:00.000Z', reason: null });
    const waived = { ...bench.parts, view: { quiet: 1e9, waiver: () => ({ until: '2026-12-31' }) } };
    expect(await approve(id, sam, waived)).toMatchObject({ ok: false, reason: 'waived until 2026-12-31' });
    await broken(bench, { at: 2, outcome: 'pass' });
    expect(await approve(id, sam, bench.parts)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('resolved'),
    });
  });

  it('of two persons where policy says so: one alone, even twice, is not enough', async () => {
    const { bench, told, id } = await asked({
      settings: { mode: 'approve', respond: { 'second-person': true } },
    });
    expect(await approve(id, sam, bench.parts)).toMatchObject({ ok: true, responded: null });
    for (const same of [sam, { ...sam, name: 'x' }])
      expect(await approve(id, same, bench.parts)).toMatchObject({ ok: true, responded: null });
    expect(bench.world.effects).toEqual([]);
    expect(await count(bench, told.finding.id, 'approval')).toBe(1);
    expect(await approve(id, lee, bench.parts)).toMatchObject({
      ok: true,
      responded: { response: { outcome: 'done' } },
    });
  });

  it('of two persons for something critical, where nobody knows who a Slack user is in AWS', async () => {
    const respond = { approvers: ['slack-group:S0SEC'] };
    const { bench, id } = await asked({ settings: { mode: 'approve', respond } });
    const slack = (user: string) =>
      slackPerson({ user, email: `${user.toLowerCase()}@acme.test`, confirmed: true, groups: ['S0SEC'] });
    expect(await approve(id, slack('U0EVE'), bench.parts)).toMatchObject({ ok: true, responded: null });
    expect(await approve(id, slack('U0EVE'), bench.parts)).toMatchObject({ ok: true, responded: null });
    expect(await approve(id, slack('U0LEE'), bench.parts)).toMatchObject({
      ok: true,
      responded: { response: { outcome: 'done' } },
    });
  });

  it('counts the first of two whom an older version wrote down', async () => {
    const respond = { approvers: ['slack-group:S0SEC'] };
    const { bench, told, id } = await asked({ settings: { mode: 'approve', respond } });
    const slack = (user: string) =>
      slackPerson({ user, email: `${user.toLowerCase()}@acme.test`, confirmed: true, groups: ['S0SEC'] });
    const { name, source } = slack('U0EVE');
    const detail = { source, verified: true, two: true, person: name };
    await advance(bench.parts, told.finding.id, new Date(bench.clock.now).toISOString(), () => ({
      ...{ response: id, kind: 'approval', by: name, detail },
    }));
    expect(await approve(id, slack('U0EVE'), bench.parts)).toMatchObject({ ok: true, responded: null });
    expect(await approve(id, slack('U0LEE'), bench.parts)).toMatchObject({
      ok: true,
      responded: { response: { outcome: 'done' } },
    });
  });

  it('can be kept without acting, and is carried out later', async () => {
    const { bench, told, id } = await asked();
    expect(await approve(id, sam, bench.parts, { act: false })).toMatchObject({ ok: true, responded: null });
    expect(bench.world.effects).toEqual([]);
    expect(waitingIn(await readJournal(bench.store, told.finding.id))).toMatchObject({
      response: id,
      phase: 'approved',
    });
    expect(await approve(id, sam, bench.parts)).toMatchObject({ ok: true });
    expect(bench.world.effects).toEqual(['web=good']);
  });

  it('of nothing is refused', async () => {
    const { bench, told } = await asked();
    for (const id of ['', 'nothing', `${'0'.repeat(32)}-0`, `${told.finding.id}-7`])
      expect(await approve(id, sam, bench.parts)).toEqual({ ok: false, reason: 'there is no such response' });
  });
});

describe('guardrail 0', () => {
  const role = 'arn:aws:iam::111122223333:role/team/security';
  const session = awsPerson('arn:aws:sts::111122223333:assumed-role/security/sam');
  it.each([
    ['a role, whose session does not tell its path', role, session, true],
    ['a session of the same role', 'arn:aws:sts::111122223333:assumed-role/security/other', session, true],
    ['a user', 'arn:aws:iam::111122223333:user/lee', lee, true],
    ['another user', 'arn:aws:iam::111122223333:user/kim', lee, false],
    ['the same name in another account', 'arn:aws:iam::444455556666:user/lee', lee, false],
    ['a bare name', 'kim', localPerson('kim'), true],
    ['nobody known', null, sam, false],
  ])('%s', async (_, actor, person, refused) => {
    const bench = benchOf();
    const { finding } = await broken(bench, { actor });
    expect(mayDecide('deny', person, finding, bench.parts.policy.respond).ok).toBe(!refused);
  });

  it('stands before approve, deny and undo', async () => {
    const { bench, told, id } = await asked();
    const causer = awsPerson(kim);
    const refusal = { ok: false, reason: expect.stringContaining('guardrail 0') };
    expect(await approve(id, causer, bench.parts)).toEqual(refusal);
    expect(await deny(id, causer, bench.parts)).toEqual(refusal);
    await approve(id, sam, bench.parts);
    expect(await undo(id, causer, bench.parts)).toEqual(refusal);
    expect(await count(bench, told.finding.id, 'undone')).toBe(0);
  });

  it('only the approvers that policy names may approve, deny and undo', async () => {
    const respond = { approvers: ['slack-group:S0SEC', 'arn:aws:iam::*:user/sam'] };
    const { bench, id } = await asked({ settings: { mode: 'approve', respond } });
    const refusal = { ok: false, reason: expect.stringContaining('does not name you as an approver') };
    expect(await approve(id, lee, bench.parts)).toEqual(refusal);
    expect(await deny(id, lee, bench.parts)).toEqual(refusal);
    expect(await approve(id, localPerson('root'), bench.parts)).toEqual(refusal);
    expect(await approve(id, sam, bench.parts)).toMatchObject({ ok: true });
    expect(await undo(id, lee, bench.parts)).toEqual(refusal);
    expect(await undo(id, sam, bench.parts)).toMatchObject({ ok: true });
  });
});

async function acted(change: Parameters<typeof benchOf>[0] = {}) {
  const bench = benchOf(change);
  const told = await broken(bench);
  await respond(told, bench.parts);
  return { bench, told, id: idOf(told.finding) };
}

describe('undo', () => {
  it('restores what was, verifies it, and is journaled', async () => {
    const { bench, told, id } = await acted({ world: worldOf({ web: 'bad', job: 'worse' }) });
    expect(await undo(id, sam, bench.parts)).toMatchObject({ ok: true, says: 'undone, and verified' });
    expect(Object.fromEntries(bench.world.values)).toEqual({ web: 'bad', job: 'worse' });
    const journal = await readJournal(bench.store, told.finding.id);
    expect(journal.find(({ kind }) => kind === 'undo-requested')).toMatchObject({ by: sam.name });
    expect(bench.notices.at(-1)).toMatchObject({ kind: 'undone' });
    expect(await undo(id, sam, bench.parts)).toEqual({
      ok: false,
      reason: 'there is nothing to undo: it is undone',
    });
  });

  it('refuses after a foreign change, and shows the difference', async () => {
    const { bench, told, id } = await acted();
    bench.world.values.set('web', 'by hand');
    expect(await undo(id, sam, bench.parts)).toEqual({
      ok: false,
      reason: 'changed since, so it is left alone: web is not as expected',
      differences: [{ what: 'web', kept: 'good', found: 'by hand' }],
    });
    expect(bench.world.values.get('web')).toBe('by hand');
    expect(await count(bench, told.finding.id, 'undo-refused')).toBe(1);
    bench.world.values.set('web', 'good');
    expect(await undo(id, sam, bench.parts)).toMatchObject({ ok: true });
  });

  it('takes back the half of what failed half-way', async () => {
    const world = worldOf({ web: 'bad', job: 'bad' });
    const bench = benchOf({ world });
    const told = await broken(bench);
    let calls = 0;
    const api = {
      async call(request: Parameters<typeof world.api.call>[0]) {
        if (request.operation === 'Set' && calls++ === 1) world.trouble.push('denied');
        return world.api.call(request);
      },
    };
    await respond(told, { ...bench.parts, sessionFor: () => api });
    expect(Object.fromEntries(world.values)).toEqual({ web: 'good', job: 'bad' });
    expect(await undo(idOf(told.finding), sam, bench.parts)).toMatchObject({ ok: true });
    expect(Object.fromEntries(world.values)).toEqual({ web: 'bad', job: 'bad' });
  });

  it('says what cannot be undone, and what failed', async () => {
    const forGood = await acted({ actionOf: () => mendingAction({ undo: [] }) });
    expect(await undo(forGood.id, sam, forGood.bench.parts)).toEqual({
      ok: false,
      reason: 'this response cannot be undone',
    });
    const { bench, told, id } = await acted();
    bench.world.trouble.push('denied');
    expect(await undo(id, sam, bench.parts)).toMatchObject({ ok: false, reason: 'fake.Set: denied' });
    expect(await count(bench, told.finding.id, 'undo-failed')).toBe(1);
    bench.world.readTrouble.push('throttled');
    const other = await acted();
    other.bench.world.readTrouble.push('throttled');
    await expect(undo(other.id, sam, other.bench.parts)).rejects.toThrow(RetryLater);
    expect(await undo('x-1', sam, bench.parts)).toEqual({ ok: false, reason: 'there is no such response' });
  });

  it('works with the kill switch on: it is how people mend', async () => {
    const { bench, id } = await acted();
    await setKillSwitch(bench.store, { on: true, by: 'lee', at: '2026-03-01T12:00:00.000Z', reason: null });
    expect(await undo(id, sam, bench.parts)).toMatchObject({ ok: true });
  });
});

const outcomesOf = async (work: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(work)).map((one) =>
    one.status === 'fulfilled' ? one.value : one.reason instanceof RetryLater ? 'come again' : one.reason,
  );

describe.each([
  ['memory', memoryStore],
  ['SQLite', () => sqliteStore(':memory:')],
] as const)('races, %s', (_, open) => {
  it('many deliveries of one change at once: one action', async () => {
    for (let round = 0; round < 20; round++) {
      const bench = benchOf({ store: open() });
      const told = await broken(bench);
      const runs = Array.from({ length: 2 + (round % 3) }, () => respond(told, anotherRun(bench.parts)));
      const errors = (await outcomesOf(runs)).filter((one) => one instanceof Error);
      expect(errors).toEqual([]);
      expect(bench.world.requests.filter(({ operation }) => operation === 'Set')).toHaveLength(1);
      bench.clock.now += 60_000;
      expect(await respond(told, anotherRun(bench.parts))).toMatchObject({ response: { outcome: 'done' } });
      expect(await count(bench, told.finding.id, 'verified')).toBe(1);
      expect(await count(bench, told.finding.id, 'planned')).toBe(1);
    }
  });

  it('a second delivery while a call is on its way sends nothing, and comes again', async () => {
    const bench = benchOf({ store: open() });
    const told = await broken(bench);
    let release = () => {};
    const underway = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = {
      async call(request: Parameters<typeof bench.world.api.call>[0]) {
        if (request.operation === 'Set') await underway;
        return bench.world.api.call(request);
      },
    };
    const first = respond(told, anotherRun(bench.parts, { sessionFor: () => slow }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await expect(respond(told, anotherRun(bench.parts))).rejects.toThrow('is being sent by another run');
    release();
    expect(await first).toMatchObject({ response: { outcome: 'done' } });
    expect(bench.world.requests.filter(({ operation }) => operation === 'Set')).toHaveLength(1);
  });

  it('two approve at once, or one approves and one denies: one of them wins', async () => {
    for (let round = 0; round < 10; round++) {
      const { bench, told, id } = await asked({ store: open() });
      const second =
        round % 2 === 0 ? approve(id, lee, anotherRun(bench.parts)) : deny(id, lee, anotherRun(bench.parts));
      await outcomesOf([approve(id, sam, anotherRun(bench.parts)), second]);
      const [approved, denied] = [
        await count(bench, told.finding.id, 'approved'),
        await count(bench, told.finding.id, 'denied'),
      ];
      expect(approved + denied).toBe(1);
      bench.clock.now += 60_000;
      await outcomesOf([respond(told, anotherRun(bench.parts))]);
      expect(bench.world.effects).toHaveLength(approved);
    }
  });

  it('approval against expiry: at the very moment it is over, never both', async () => {
    for (const late of [-1, 0, 1]) {
      const { bench, told, id } = await asked({ store: open() });
      bench.clock.now += 4 * hour + late;
      await outcomesOf([approve(id, sam, anotherRun(bench.parts)), respond(told, anotherRun(bench.parts))]);
      bench.clock.now += 60_000;
      await outcomesOf([respond(told, anotherRun(bench.parts))]);
      const approved = await count(bench, told.finding.id, 'approved');
      expect(approved + (await count(bench, told.finding.id, 'expired'))).toBe(1);
      expect(bench.world.effects).toHaveLength(approved);
      expect(approved).toBe(late < 0 ? 1 : 0);
    }
  });

  it('undo against re-detection: what the person restored is not taken away again', async () => {
    const { bench, told, id } = await acted({ store: open() });
    await broken(bench, { at: 2, outcome: 'pass' });
    const again = await broken(bench, { at: 3 });
    await outcomesOf([undo(id, sam, anotherRun(bench.parts)), respond(again, anotherRun(bench.parts))]);
    bench.clock.now += 60_000;
    await outcomesOf([undo(id, sam, anotherRun(bench.parts)), respond(again, anotherRun(bench.parts))]);
    expect(await count(bench, told.finding.id, 'undone')).toBe(1);
    expect(bench.world.values.get('web')).toBe('bad');
  });
});
