// What an older version wrote goes on: its findings under today's ids, with all that people decided and were told about them.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findingOf } from '../../shared/findings/finding.ts';
import { findingId, formerIdOf, idOf, isFormerId, subjectHash } from '../../shared/findings/identity.ts';
import { step } from '../../shared/findings/lifecycle.ts';
import { listFindings } from '../../shared/findings/listing.ts';
import { lookOf } from '../../shared/findings/look.ts';
import type { Notice } from '../../shared/findings/notice.ts';
import { historyOf, record, recordDecision, recordGone } from '../../shared/findings/record.ts';
import { sqliteStore } from '../../shared/findings/sqlite.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { placeOf, readCard } from '../../shared/notify/deliver/card-log.ts';
import { awsPerson } from '../../shared/people/person.ts';
import { approve } from '../../shared/respond/decisions/approval.ts';
import { checkJournal } from '../../shared/respond/journal/chain.ts';
import { advance, readJournal } from '../../shared/respond/journal/journal.ts';
import { plainSealer } from '../../shared/respond/journal/sealer.ts';
import { benchOf } from '../respond/world.ts';
import { dynaliteStore } from '../support/dynalite.ts';
import { context, gone, looked, minute, service, task } from './fixtures.ts';
import { former, writeFormerFile, writeFormerTable } from './former-record.ts';

const folder = mkdtempSync(join(tmpdir(), 'former-'));
const dynalite = dynaliteStore();
let files = 0;

beforeAll(async () => {
  await dynalite.start();
  await writeFormerTable(dynalite.client());
});
afterAll(async () => {
  await dynalite.stop();
  rmSync(folder, { recursive: true, force: true });
});

function freshFile(): RecordStore {
  const file = join(folder, `${files++}.db`);
  writeFormerFile(file);
  return sqliteStore(file);
}

const identity = (name: string) => service.replace('/web', `/${name}`);
const control = 'namespace-isolation/no-privileged';
const idNow = (name: string) => findingId(control, identity(name), 'shop', '111122223333', 'eu-west-1');
const idThen = (name: string) => former.ids[name] ?? '';
const later = context({ now: minute(120), latest: minute(125) });
const user = (name: string) => awsPerson(`arn:aws:iam::111122223333:user/${name}`);

test('a former id follows from today’s, and names nothing else', () => {
  for (const name of Object.keys(former.ids)) expect(formerIdOf(idNow(name))).toBe(idThen(name));
  for (const other of ['', 'x', '0'.repeat(32), 'g'.repeat(64)]) expect(formerIdOf(other)).toBeNull();
  expect(isFormerId(idNow('web'))).toBe(false);
});

// The table is used by one test after the other, so they touch different findings.
describe.each<[string, () => RecordStore]>([
  ['sqlite', freshFile],
  ['dynamodb', () => dynalite.open()],
])('%s: a record of before', (_, open) => {
  const store = open();
  const shown = async (id: string): Promise<Finding | null> => {
    const row = await store.get(id);
    return row && findingOf(row, later);
  };
  const look = async (name: string, outcome: 'pass' | 'fail', at: number, change = {}) =>
    (await record(store, lookOf(looked(outcome, at, { identity: identity(name), ...change })), later))
      .changes;

  test('lists its findings under the ids that they have today', async () => {
    const listed = await listFindings(store, later);
    const named = listed.map(({ id, formerId }) => [id, formerId]).sort();
    const names = Object.keys(former.ids).filter((name) => name !== 'fine');
    expect(named).toEqual(names.map((name) => [idNow(name), idThen(name)]).sort());
  });

  test('finds a row by either id, and all about a subject', async () => {
    for (const name of Object.keys(former.ids)) {
      const row = await store.get(idNow(name));
      expect(row).toMatchObject({ id: idNow(name), former: idThen(name), identity: identity(name) });
      expect(await store.get(idThen(name))).toEqual(row);
      const subject = { identity: identity(name), account: '111122223333', region: 'eu-west-1' };
      expect(await store.about(subjectHash(subject))).toEqual([row]);
    }
    expect(await store.get(findingId('other/control', identity('web'), 'shop', null, null))).toBeNull();
  });

  test('goes on with an acknowledged finding: its history, its acknowledgement, its message', async () => {
    expect(await look('web', 'fail', 20, { instance: task(3), severity: 'high' })).toEqual([]);
    expect(await shown(idNow('web'))).toMatchObject({ status: 'acknowledged', instances: { length: 3 } });
    const history = await historyOf(store, idNow('web'));
    expect(history.map(({ seq, type, by }) => [seq, type, by])).toEqual([
      [1, 'opened', null],
      [2, 'acknowledged', 'slack:U0KIM (kim@acme.test)'],
    ]);
    const place = await placeOf(store, idNow('web'));
    if (place === null) throw new Error('its message is lost');
    expect(await placeOf(store, idThen('web'))).toEqual(place);
    const card = await readCard(store, place.card);
    expect(card.message).toEqual(former.messages.web);
    expect(card.members.map(({ finding }) => finding)).toEqual([idNow('web')]);
  });

  test('keeps a person’s waiver, and takes another decision by either id', async () => {
    expect(await shown(idNow('bank'))).toMatchObject({ status: 'waived', waivedUntil: '2026-12-31' });
    const end = { kind: 'end-waiver', by: 'lee', reason: null } as const;
    expect(await recordDecision(store, idThen('bank'), end, later)).toMatchObject({
      effect: true,
      change: { type: 'waiver-ended', finding: { id: idNow('bank'), status: 'open' } },
    });
    const again = { kind: 'acknowledge', by: 'lee', reason: null, approver: true } as const;
    await recordDecision(store, idNow('bank'), again, later);
    expect((await historyOf(store, idThen('bank'))).map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'opened'],
      [2, 'waived'],
      [3, 'waiver-ended'],
      [4, 'acknowledged'],
    ]);
  });

  test('goes on with a journal where it ends, chained', async () => {
    const before = await readJournal(store, idNow('job'));
    expect(before.map(({ kind }) => kind)).toContain('verified');
    const step = () => ({ response: `${idNow('job')}-1`, kind: 'held', detail: {} }) as const;
    await advance({ store, sealer: plainSealer }, idNow('job'), minute(100), step);
    const after = await readJournal(store, idThen('job'));
    expect(after).toHaveLength(before.length + 1);
    expect(checkJournal(idThen('job'), after, []).problems).toEqual([]);
  });

  test('lets the plan be approved that waited', async () => {
    const bench = benchOf({ store, settings: { mode: 'approve' } });
    // It is critical, and anybody may have been in the role that caused it.
    expect(await approve(`${idThen('cron')}-0`, user('kim'), bench.parts)).toMatchObject({ half: true });
    const decided = await approve(`${idThen('cron')}-0`, user('lee'), bench.parts);
    expect(decided).toMatchObject({
      ok: true,
      responded: { response: { finding: idNow('cron'), outcome: 'done' } },
    });
    expect(bench.world.effects).toEqual(['web=good']);
  });

  test('gives the compliant state back', async () => {
    const key = {
      ...{ identity: 'arn:aws:iam::111122223333:role/job', account: '111122223333', region: null },
      part: 'trust',
    } as const;
    expect(await store.kept(key)).toMatchObject({ asOf: minute(1), state: { trust: { Statement: [] } } });
    expect(await store.kept({ ...key, account: null })).toBeNull();
    const newer = { key, asOf: minute(0), eventId: 'e0', state: { trust: { Statement: ['new'] } } };
    expect(await store.keep(newer)).toBe(true);
    expect(await store.kept(key)).toEqual(newer);
  });

  test('heals a finding that an end of the year 2999 closed, with the next look that fails', async () => {
    expect(await shown(idNow('poisoned'))).toMatchObject({ status: 'resolved' });
    expect((await look('poisoned', 'fail', 60)).map(({ type }) => type)).toEqual(['reopened']);
    expect((await look('poisoned', 'pass', 61)).map(({ type }) => type)).toEqual(['resolved']);
    expect((await look('poisoned', 'fail', 62)).map(({ type }) => type)).toEqual(['reopened']);
  });

  test('heals a finding that failed in the year 2999, with the next look that passes', async () => {
    expect(await shown(idNow('future'))).toMatchObject({
      status: 'open',
      lastSeen: '2999-01-01T00:00:00.000Z',
    });
    expect((await look('future', 'pass', 80)).map(({ type }) => type)).toEqual(['resolved']);
    const healed = await shown(idNow('future'));
    expect(Date.parse(healed?.lastSeen ?? '')).toBeLessThanOrEqual(Date.parse(minute(60)));
  });

  test('stays readable for the version that wrote it', async () => {
    await look('fine', 'fail', 30);
    const row = await store.get(idNow('fine'));
    expect(row).toMatchObject({ former: idThen('fine'), version: 2 });
    expect(await listFindings(store, later, { control })).toHaveLength(Object.keys(former.ids).length);
  });
});

describe('a former id that another finding shares', () => {
  // Found in 2^32 steps: two families whose 16 digits were the same.
  const [bad = '', harmless = ''] = ['ad9a6cef602cd87e', '953b54e74f557022'].map(
    (end) => `acme-web-${'a'.repeat(53)}${end}`,
  );
  const place = { account: '111122223333', region: 'eu-central-1' };
  const of = (family: string, outcome: 'pass' | 'fail', at: number) => {
    const subject = { ...looked(outcome, at).subject, ...place, id: family };
    return lookOf(looked(outcome, at, { identity: family, cluster: null, subject }));
  };
  const [badId, harmlessId] = [bad, harmless].map((one) => idOf(of(one, 'fail', 1).key));

  test('is one, and today’s ids are two', () => {
    expect(formerIdOf(badId ?? '')).toBe(formerIdOf(harmlessId ?? ''));
    expect(badId).not.toBe(harmlessId);
  });

  test.each<[string, () => RecordStore]>([
    ['sqlite', freshFile],
    ['dynamodb', () => dynalite.open()],
  ])('%s: closes nothing and shows nothing of the other, new or of before', async (_, open) => {
    const store = open();
    const notices: Notice[] = [];
    const aware = { ...later, notify: (notice: Notice) => notices.push(notice) };
    // The row as an older version would have kept it.
    const { row } = step(null, of(bad, 'fail', 1), context());
    await store.put({ ...row, former: formerIdOf(row.id) ?? '' }, 0);
    await record(store, of(harmless, 'pass', 5), aware);
    await recordGone(store, gone({ identity: harmless, ...place, whole: true }), end(6), aware);
    const found = await store.get(badId ?? '');
    expect(found && [found.identity, findingOf(found, later)?.status]).toEqual([bad, 'open']);
    expect(notices).toEqual([]);
    await record(store, of(harmless, 'fail', 7), aware);
    expect(notices).toEqual([
      { kind: 'other-identity', what: 'finding', identity: harmless, key: formerIdOf(harmlessId ?? '') },
    ]);
    expect(await historyOf(store, harmlessId ?? '')).toHaveLength(1);
    await store.append(`journal/${formerIdOf(badId ?? '')}`, 1, { response: 'x' });
    expect(await readJournal(store, harmlessId ?? '')).toEqual([]);
    expect(await readJournal(store, badId ?? '')).toHaveLength(1);
  });

  const end = (at: number) => ({ asOf: minute(at), eventId: 'gone' });
});
