// One cause, one question: what two findings would have done with the very same calls is asked, and answered, once.
import { describe, expect, it } from 'vitest';
import type { ResponseMode } from '../../../shared/model/response.ts';
import type { Severity } from '../../../shared/model/severity.ts';
import { approve } from '../../../shared/respond/decisions/approval.ts';
import { deny } from '../../../shared/respond/decisions/denial.ts';
import { respond } from '../../../shared/respond/engine/engine.ts';
import { readJournal } from '../../../shared/respond/journal/journal.ts';
import { type Progress, responsesIn } from '../../../shared/respond/journal/progress.ts';
import type { Prepared } from '../../../shared/respond/planning/action.ts';
import { anotherRun, benchOf, broken, lee, mendingAction, sam, seen } from '../world.ts';

const settings = { mode: 'approve', respond: { approvers: ['arn:aws:iam::*:user/*'] } };

function cause(change: Partial<Prepared> = {}) {
  const bench = benchOf({ settings, actionOf: () => mendingAction(change) });
  const open = async (identity: string, mode: ResponseMode = 'approve', severity: Severity = 'high') => {
    const told = await broken(bench, { identity, mode, severity });
    const answer = (await respond(told, anotherRun(bench.parts)))?.response;
    const last = async (): Promise<Progress | undefined> =>
      responsesIn(await readJournal(bench.store, told.finding.id)).at(-1);
    return { told, answer, last, id: `${told.finding.id}-0` };
  };
  return { bench, open };
}

describe('the same calls for two findings', () => {
  it('are asked about once, and the other says where', async () => {
    const { bench, open } = cause();
    const first = await open('call');
    const second = await open('user');
    expect(first.answer).toMatchObject({ outcome: 'awaiting-approval' });
    expect(second.answer).toMatchObject({ outcome: 'held', heldBy: 'idempotent' });
    expect(second.answer?.reason).toContain(first.told.finding.id);
    expect(await approve(first.id, sam, anotherRun(bench.parts))).toMatchObject({ ok: true });
    expect(bench.world.effects).toEqual(['web=good']);
    expect(await second.last()).toBeUndefined();
    expect(bench.notices.filter(({ kind }) => kind === 'approval-wanted')).toHaveLength(1);
  });

  it('that people denied are not asked about once more', async () => {
    const { bench, open } = cause();
    const first = await open('call');
    expect(await deny(first.id, lee, anotherRun(bench.parts))).toMatchObject({ ok: true });
    expect((await open('user')).answer).toMatchObject({ outcome: 'held', heldBy: 'idempotent' });
    bench.clock.now += 5 * 3_600_000;
    expect((await open('later')).answer).toMatchObject({ outcome: 'awaiting-approval' });
  });

  it('that the policy has done are done, whoever is asked elsewhere, who then need not answer', async () => {
    const { bench, open } = cause();
    const first = await open('call');
    expect((await open('user', 'enforce')).answer).toMatchObject({ outcome: 'done' });
    expect(await first.last()).toMatchObject({ phase: 'refused' });
    expect(await approve(first.id, sam, anotherRun(bench.parts))).toMatchObject({ ok: false });
    expect(bench.notices.filter(({ kind }) => kind === 'refused')).toHaveLength(1);
    expect(bench.world.effects).toEqual(['web=good']);
  });

  it('are asked about anew once the finding that they were asked for is resolved', async () => {
    const { bench, open } = cause();
    expect((await open('call')).answer).toMatchObject({ outcome: 'awaiting-approval' });
    await seen(bench.store, { identity: 'call', outcome: 'pass', at: 2 }, bench.clock.now);
    const second = await open('user');
    expect(second.answer).toMatchObject({ outcome: 'awaiting-approval' });
    expect(await approve(second.id, sam, anotherRun(bench.parts))).toMatchObject({ ok: true });
  });

  it('come at once: one asks', async () => {
    const { bench } = cause();
    const changes = await Promise.all(
      ['a', 'b', 'c', 'd'].map((identity) => broken(bench, { identity, mode: 'approve', severity: 'high' })),
    );
    const answers = await Promise.all(changes.map((change) => respond(change, anotherRun(bench.parts))));
    const outcomes = answers.map((one) => one?.response.outcome).toSorted();
    expect(outcomes).toEqual(['awaiting-approval', 'held', 'held', 'held']);
  });

  it('are planned anew where whoever claimed them was stopped and never came again', async () => {
    const { bench, open } = cause();
    const stopped = anotherRun(bench.parts, {
      sealer: { ...bench.parts.sealer, seal: () => Promise.reject(new Error('stopped')) },
    });
    const told = await broken(bench, { identity: 'gone', mode: 'approve', severity: 'high' });
    await expect(respond(told, stopped)).rejects.toThrow('stopped');
    expect((await open('at once')).answer).toMatchObject({ outcome: 'held', heldBy: 'idempotent' });
    bench.clock.now += 16 * 60_000;
    expect((await open('later')).answer).toMatchObject({ outcome: 'awaiting-approval' });
  });

  it('are all asked about where a denial lets something go', async () => {
    const { open } = cause({ ifDenied: { words: 'let it go', calls: [], before: [], after: [] } });
    expect((await open('one')).answer).toMatchObject({ outcome: 'awaiting-approval' });
    expect((await open('two')).answer).toMatchObject({ outcome: 'awaiting-approval' });
  });
});

it('other calls are another question, and so are the same in another account', async () => {
  const { bench, open } = cause();
  expect((await open('one')).answer).toMatchObject({ outcome: 'awaiting-approval' });
  bench.world.values.set('job', 'bad');
  expect((await open('two')).answer).toMatchObject({ outcome: 'awaiting-approval' });
  const there = benchOf({
    settings,
    store: bench.store,
    actionOf: () => mendingAction({ account: '444455556666' }),
  });
  const told = await broken(there, { identity: 'three', mode: 'approve', severity: 'high' });
  expect((await respond(told, there.parts))?.response).toMatchObject({ outcome: 'awaiting-approval' });
});
