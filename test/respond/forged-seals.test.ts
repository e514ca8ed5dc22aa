// The same where there is a key: what bears no seal of it, or that of something else, leads to no call.

import { DecryptCommand } from '@aws-sdk/client-kms';
import { beforeEach, describe, expect, it } from 'vitest';
import { memoryStore } from '../../shared/findings/memory.ts';
import { approve } from '../../shared/respond/decisions/approval.ts';
import { deny } from '../../shared/respond/decisions/denial.ts';
import { undo } from '../../shared/respond/decisions/undo.ts';
import { respond } from '../../shared/respond/engine/engine.ts';
import { lookAt } from '../../shared/respond/engine/look-at.ts';
import { digest, journalLog, nextEntry } from '../../shared/respond/journal/entry.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import { personDetail } from '../../shared/respond/journal/people.ts';
import { answering, kms, sealer } from './fake-kms.ts';
import { approval, forging, future, person, put, rechained, sent } from './forging.ts';

beforeEach(() => answering(kms));

describe('with a key, by the seals', () => {
  it('a plan without one, under a journal without one', async () => {
    const { bench, id, planned, distrusted } = await forging({ mode: 'enforce', sealer });
    await put(bench.store, id, planned());
    expect(await lookAt(id, bench.parts)).toMatchObject({
      response: { outcome: 'held', heldBy: 'guard-error' },
    });
    expect(sent(bench)).toEqual([]);
    expect(distrusted[0]).toContain('bears no seal');
    expect(bench.notices.at(-1)).toMatchObject({ kind: 'refused' });
  });

  it.each([
    'planned',
    'approval',
    'approved',
  ] as const)('an entry `%s` without one, though the others have theirs', async (kind) => {
    const { bench, told, id, response } = await forging({ sealer });
    await respond(told, bench.parts);
    for (const user of ['U0KIM', 'U0LEE']) await approve(response, person(user), bench.parts, { act: false });
    const log = await bench.store.read(journalLog(id));
    const rewritten = rechained(id, log, (entry) => {
      const { seal: _, ...bare } = entry;
      return entry.kind === kind ? bare : entry;
    });
    const store = memoryStore();
    await store.put((await bench.store.get(id)) as never, 0);
    for (const name of [`plan/${response}`, `history/${id}`])
      for (const [index, entry] of (await bench.store.read(name)).entries())
        await store.append(name, index + 1, entry);
    for (const [index, entry] of rewritten.entries()) await store.append(journalLog(id), index + 1, entry);
    const distrusted: string[] = [];
    const parts = { ...bench.parts, store, distrust: (_: string, why: string) => void distrusted.push(why) };
    expect(await lookAt(id, parts)).toMatchObject({ response: { heldBy: 'guard-error' } });
    expect(distrusted).toHaveLength(1);
    expect(sent(bench)).toEqual([]);
  });

  it('an approval whose seal belongs to another place of the journal', async () => {
    const { bench, told, id, response, distrusted } = await forging({ sealer });
    await respond(told, bench.parts);
    await approve(response, person('U0KIM'), bench.parts, { act: false });
    const log = await bench.store.read(journalLog(id));
    const real = log.find((entry) => entry.kind === 'approval');
    const forged = nextEntry(
      id,
      await readJournal(bench.store, id),
      future,
      approval(response, 'approved', 'U0LEE'),
    );
    const { hash: _, ...body } = { ...forged, seal: String(real?.seal) };
    await bench.store.append(journalLog(id), log.length + 1, { ...body, hash: digest(body) });
    expect(await lookAt(id, bench.parts)).toMatchObject({ response: { heldBy: 'guard-error' } });
    expect(distrusted).toHaveLength(1);
    expect(sent(bench)).toEqual([]);
  });

  it('a first word of two that nobody sealed counts for nothing', async () => {
    const { bench, told, id, response } = await forging({ sealer });
    await respond(told, bench.parts);
    const detail = { decision: 'deny', occurrence: 0, until: null, ...personDetail(person('U0KIM')) };
    await put(bench.store, id, { response, kind: 'agreed', by: person('U0KIM').name, detail });
    expect(await deny(response, person('U0LEE'), bench.parts)).toMatchObject({ half: true });
  });

  it('an undo of what was planned by nobody', async () => {
    const { bench, id, response, planned, distrusted } = await forging({ mode: 'enforce', sealer });
    const draft = planned();
    await put(bench.store, id, { ...draft, detail: { ...draft.detail, undo: true } });
    await put(bench.store, id, { response, kind: 'verified', detail: {} });
    expect(await undo(response, person('U0KIM'), bench.parts)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('no seal'),
    });
    expect(distrusted).toHaveLength(1);
    expect(sent(bench)).toEqual([]);
  });

  it('and all that people and Seawall itself wrote is carried out and taken back', async () => {
    const { bench, told, response, distrusted } = await forging({ sealer });
    await respond(told, bench.parts);
    await approve(response, person('U0KIM'), bench.parts);
    expect(await approve(response, person('U0LEE'), bench.parts)).toMatchObject({
      responded: { response: { outcome: 'done' } },
    });
    expect(bench.world.effects).toEqual(['web=good']);
    for (const user of ['U0KIM', 'U0LEE']) await undo(response, person(user), bench.parts);
    expect(bench.world.effects).toEqual(['web=good', 'web=bad']);
    expect(distrusted).toEqual([]);
  });

  it('an outage of the key is no forgery: the message comes again', async () => {
    const { bench, told, response, distrusted } = await forging({ sealer });
    await respond(told, bench.parts);
    await approve(response, person('U0KIM'), bench.parts);
    kms.on(DecryptCommand).rejects(Object.assign(new Error('slow down'), { name: 'ThrottlingException' }));
    await expect(approve(response, person('U0LEE'), bench.parts)).rejects.toThrow('slow down');
    expect(distrusted).toEqual([]);
    expect(sent(bench)).toEqual([]);
  });
});
