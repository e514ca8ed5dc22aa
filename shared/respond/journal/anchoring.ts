// Makes the hourly record of where every journal ends, to be kept where whoever writes the table cannot reach.
// SPDX-License-Identifier: Apache-2.0
import { placeOfRow } from '../../findings/former.ts';
import type { RecordStore } from '../../findings/store.ts';
import { readSwitchLog } from '../guardrails/kill-switch.ts';
import { switchHead } from '../guardrails/switch-chain.ts';
import { type Anchor, anchorHolds, anchorOf, type Head, headOf } from './chain.ts';
import { journalUnder } from './journal.ts';

/** The heads of all journals and of the kill switch as they are now. Errors: StoreError. */
export async function anchorNow(store: RecordStore, at: string): Promise<Anchor> {
  const heads: Head[] = [];
  for await (const row of store.list()) {
    const id = placeOfRow(row);
    const head = headOf(id, await journalUnder(store, id));
    if (head !== null) heads.push(head);
  }
  const ofSwitch = switchHead(await readSwitchLog(store));
  return anchorOf(ofSwitch === null ? heads : [...heads, ofSwitch], at);
}

/** One line of text: what is written, and what `anchorIn` reads. */
export function anchorLine(anchor: Anchor): string {
  return `${JSON.stringify(anchor)}\n`;
}

/** Null where the line is no anchor, or was changed. */
export function anchorIn(line: string): Anchor | null {
  try {
    const anchor = JSON.parse(line) as Anchor;
    return Array.isArray(anchor.heads) && anchorHolds(anchor) ? anchor : null;
  } catch {
    return null;
  }
}

/** `anchors/2026/03/01/2026-03-01T13:00:00.000Z-1f0c….jsonl`: in the order of time, and none in the place of another. */
export function anchorKey({ at, hash }: Anchor): string {
  const day = at.slice(0, 10).replaceAll('-', '/');
  return `anchors/${day}/${at}-${hash.slice(0, 32)}.jsonl`;
}
