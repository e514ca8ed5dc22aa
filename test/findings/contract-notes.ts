// What every store that notes passes beside its rows must keep.
import { expect, test } from 'vitest';
import { findingId, idOf, subjectHash } from '../../shared/findings/identity.ts';
import { step } from '../../shared/findings/lifecycle.ts';
import { lookOf } from '../../shared/findings/look.ts';
import { newNote, withLook } from '../../shared/findings/pass-note.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import { type Open, ownIdentity } from './contract.ts';
import { context, looked, minute } from './fixtures.ts';

export function keepsNotes(name: string, open: Open): void {
  const opened = async () => {
    const store = await open();
    const { passNotes } = store;
    if (passNotes === undefined) throw new Error('this store keeps no notes');
    return { store, notes: passNotes };
  };
  const placed = (cluster: string | null = 'shop') => {
    const place = { identity: ownIdentity(), cluster, account: '111122223333', region: 'eu-west-1' };
    const note = withLook(newNote(place, false), { instance: null, asOf: minute(1), controls: ['a/one'] });
    return { place, note };
  };

  test(`${name}: a note comes back as it was written, one version on, and is written over no other`, async () => {
    const { notes } = await opened();
    const { place, note } = placed();
    expect(await notes.get(place)).toBeNull();
    expect(await notes.put(place, note, 1)).toBe(false);
    expect(await notes.put(place, note, 0)).toBe(true);
    expect(await notes.put(place, note, 0)).toBe(false);
    expect(await notes.get(place)).toEqual({ ...note, version: 1 });
    expect(await notes.put(place, { ...note, former: true }, 1)).toBe(true);
    expect(await notes.get({ ...place, cluster: 'other' })).toBeNull();
    expect(await notes.read(place)).toEqual({
      ...{ note: { ...note, former: true, version: 2 }, rows: [], former: false },
    });
  });

  test(`${name}: a note is read with the rows about its subject, and is none of them`, async () => {
    const { store, notes } = await opened();
    const { place, note } = placed();
    const { row } = step(null, lookOf(looked('fail', 1, { identity: place.identity })), context());
    await store.put(row, 0);
    await notes.put(place, note, 0);
    const written = [{ ...row, version: 1 }];
    expect(await notes.read(place)).toEqual({ note: { ...note, version: 1 }, rows: written, former: false });
    expect(await notes.rows(place)).toEqual(written);
    expect(await store.about(subjectHash(place))).toEqual(written);
    expect(await listed(store, place.identity)).toEqual([idOf(row)]);
    expect(findingId(row.control, place.identity, 'shop', place.account, place.region)).toBe(row.id);
  });
}

async function listed(store: RecordStore, identity: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const row of store.list()) if (row.identity === identity) ids.push(row.id);
  return ids;
}
