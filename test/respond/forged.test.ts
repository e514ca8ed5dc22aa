// What somebody wrote into the record who may not: plans, journals, approvals and findings made up by PutItem lead to no call.

import { describe, expect, it } from 'vitest';
import type { RecordStore } from '../../shared/findings/store.ts';
import { approve } from '../../shared/respond/decisions/approval.ts';
import { deny } from '../../shared/respond/decisions/denial.ts';
import { respond } from '../../shared/respond/engine/engine.ts';
import { lookAt } from '../../shared/respond/engine/look-at.ts';
import { type Draft, journalLog } from '../../shared/respond/journal/entry.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import { freeze } from '../../shared/respond/journal/plans.ts';
import { progressOf } from '../../shared/respond/journal/progress.ts';
import { plainSealer } from '../../shared/respond/journal/sealer.ts';
import { approval, evil, forging, future, person, put, sent } from './forging.ts';
import { broken, idOf, lee, sam } from './world.ts';

describe('without a key, by what the policy and the journal say', () => {
  it('a plan that needs no approval, where the policy wants one', async () => {
    const { bench, id, planned } = await forging();
    await put(bench.store, id, planned());
    expect(await lookAt(id, bench.parts)).toMatchObject({ response: { outcome: 'held', heldBy: 'mode' } });
    expect(sent(bench)).toEqual([]);
    expect(bench.notices.at(-1)).toMatchObject({
      kind: 'refused',
      text: expect.stringContaining('nobody has'),
    });
  });

  it('the same where the policy only observes by now', async () => {
    const { bench, id, planned } = await forging({ mode: 'observe' });
    await put(bench.store, id, planned());
    expect((await lookAt(id, bench.parts))?.response.outcome ?? 'held').toBe('held');
    expect(sent(bench)).toEqual([]);
  });

  it('one that looks as if it were being carried out', async () => {
    const { bench, id, response, planned } = await forging();
    await put(bench.store, id, planned());
    await put(bench.store, id, {
      response,
      kind: 'sending',
      detail: { index: 0, holder: 'x', until: '2000-01-01' },
    });
    expect(await lookAt(id, bench.parts)).toMatchObject({ response: { outcome: 'failed' } });
    expect(sent(bench)).toEqual([]);
  });

  it.each<[string, (response: string) => readonly Draft[]]>([
    ['by one where two are wanted', (response) => [approval(response, 'approved', 'U0KIM')]],
    [
      'by one person twice',
      (response) => [approval(response, 'approval', 'U0KIM'), approval(response, 'approved', 'U0KIM')],
    ],
    [
      'by whom the policy does not name',
      (response) => [
        approval(response, 'approval', 'U0EVE', []),
        approval(response, 'approved', 'U0MAL', []),
      ],
    ],
    ['by nobody in particular', (response) => [{ response, kind: 'approved', by: 'x', detail: {} }]],
    [
      'by a name of an older version',
      (response) => [
        {
          response,
          kind: 'approved',
          by: 'slack:U0KIM (kim@acme.test)',
          detail: { source: 'slack', person: 'slack:U0KIM (kim@acme.test)' },
        },
      ],
    ],
  ])('an approval %s', async (_, drafts) => {
    const { bench, id, response, planned } = await forging();
    await put(bench.store, id, planned({ expires: future }));
    for (const draft of drafts(response)) await put(bench.store, id, draft);
    expect(await lookAt(id, bench.parts)).toMatchObject({ response: { outcome: 'held' } });
    expect(sent(bench)).toEqual([]);
  });

  it('an approval by whoever caused it, told since', async () => {
    const { bench, id, response, planned } = await forging();
    await broken(bench, { mode: 'approve', at: 1, actor: 'u0kim@acme.test', instance: 'i' }).catch(() => {});
    await put(bench.store, id, planned({ expires: future }));
    await put(bench.store, id, approval(response, 'approval', 'U0LEE'));
    await put(bench.store, id, approval(response, 'approved', 'U0KIM'));
    expect(await lookAt(id, bench.parts)).toMatchObject({ response: { outcome: 'held' } });
    expect(sent(bench)).toEqual([]);
  });

  it('but for the words of two approvers, which is what a key is for: without one, whoever writes journals writes those too', async () => {
    const { bench, id, response, planned } = await forging();
    await put(bench.store, id, planned({ expires: future }));
    await put(bench.store, id, approval(response, 'approval', 'U0KIM'));
    await put(bench.store, id, approval(response, 'approved', 'U0LEE'));
    await lookAt(id, bench.parts);
    expect(sent(bench)).toHaveLength(1);
  });

  it('a second plan for a response that has one', async () => {
    const { bench, told, id, response, planned } = await forging();
    await respond(told, bench.parts);
    const before = progressOf(await readJournal(bench.store, id), response);
    await put(bench.store, id, planned());
    expect(progressOf(await readJournal(bench.store, id), response)).toEqual(before);
    expect(await lookAt(id, bench.parts)).toMatchObject({ response: { outcome: 'awaiting-approval' } });
    expect(sent(bench)).toEqual([]);
  });

  it('a plan that lay there before the response was planned', async () => {
    const { bench, told } = await forging({ mode: 'enforce' });
    expect(await respond(told, bench.parts)).toMatchObject({ response: { outcome: 'done' } });
    expect(bench.world.effects).toEqual(['web=good']);
  });

  it('a journal whose entries were changed', async () => {
    const { bench, told, id, response } = await forging();
    await respond(told, bench.parts);
    for (const user of ['U0KIM', 'U0LEE']) await approve(response, person(user), bench.parts, { act: false });
    const log = await bench.store.read(journalLog(id));
    const changed = log.map((entry) =>
      entry.kind === 'approval' ? { ...entry, by: 'somebody else' } : entry,
    );
    const store: RecordStore = {
      ...bench.store,
      read: async (name) => (name === journalLog(id) ? changed : bench.store.read(name)),
      append: async () => true,
    };
    const answer = await approve(response, person('U0LEE'), { ...bench.parts, store });
    expect(answer).toMatchObject({ ok: true });
    expect(sent(bench)).toEqual([]);
  });

  it('what follows a denial that nobody gave', async () => {
    const { bench, told, id, response, planned } = await forging();
    await respond(told, bench.parts);
    await freeze(bench.store, plainSealer, `${response}.denied`, evil);
    const draft = planned();
    await put(bench.store, id, {
      ...draft,
      response: `${response}.denied`,
      detail: { ...draft.detail, follows: response },
    });
    await lookAt(id, bench.parts);
    expect(sent(bench)).toEqual([]);
  });

  it('a finding that names an action which its control does not propose', async () => {
    const { bench, told } = await forging({ mode: 'enforce' });
    const other = async () => ({ action: 'restore-trust', mode: 'enforce' }) as const;
    const answer = await respond(told, { ...bench.parts, responseTo: other });
    expect(answer).toMatchObject({ response: { outcome: 'held', heldBy: 'mode' } });
    expect(sent(bench)).toEqual([]);
  });

  it('and even then no call that the response’s own action never makes', async () => {
    const { bench, told, id, distrusted } = await forging({ mode: 'enforce' });
    const call = { service: 'iam', operation: 'AttachUserPolicy', parameters: { UserName: 'mallory' } };
    for (const [index, plan] of [
      { ...evil, calls: [call] },
      { ...evil, undo: [call] },
    ].entries()) {
      const response = `${id}-0${index === 0 ? '' : '.2'}`;
      const { hash } = await freeze(bench.store, plainSealer, response, plan);
      const change = `opened/${told.at}/${told.eventId}`;
      const detail = { change, occurrence: 0, plan: hash, words: 'x', approval: null };
      await put(bench.store, id, { response, kind: 'planned', detail });
      expect(await lookAt(id, bench.parts)).toMatchObject({ response: { outcome: 'held' } });
    }
    expect(distrusted).toEqual(Array(2).fill(expect.stringContaining('iam:AttachUserPolicy is no call of')));
    expect(bench.world.requests.filter(({ service }) => service === 'iam')).toEqual([]);
  });

  it('a finding that claims a mode which the policy does not give it', async () => {
    const { bench, told } = await forging({ mode: 'enforce' });
    const parts = {
      ...bench.parts,
      responseTo: async () => ({ action: 'stop-workload', mode: 'approve' }) as const,
    };
    expect(await respond(told, parts)).toMatchObject({ response: { outcome: 'awaiting-approval' } });
    expect(sent(bench)).toEqual([]);
  });
});

it('of people who approve on the command line the same holds', async () => {
  const { bench, told } = await forging({ settings: { respond: {} } });
  await respond(told, bench.parts);
  expect(
    await approve(idOf(told.finding), sam, bench.parts, { act: true, plan: 'f'.repeat(64) }),
  ).toMatchObject({
    ok: false,
    reason: expect.stringContaining('is not the plan of this response: that is now: mend web'),
  });
  expect(await deny(idOf(told.finding), lee, bench.parts, { plan: null })).toMatchObject({ ok: false });
  expect(sent(bench)).toEqual([]);
});
