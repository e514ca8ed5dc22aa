// The kill switch's entries as a chain: each bound to the one before by its hash, so that none is altered or taken out unseen. Pure.
// SPDX-License-Identifier: Apache-2.0
import { type JsonObject, numberOf, stringOf } from '../../model/json.ts';
import { type Anchor, checkChain, type Head, type JournalCheck } from '../journal/chain.ts';
import { digest } from '../journal/entry.ts';

/** What anchors and checks call the switch; no finding has such an id. */
export const switchName = 'kill-switch';

type Log = readonly JsonObject[];

/** The entry that would follow a log. */
export function nextSwitchEntry(log: Log, change: JsonObject): JsonObject {
  const body = { ...change, seq: log.length + 1, previous: linkOf(log.at(-1)) };
  return { ...body, hash: digest(body) };
}

/** What an entry is known by to the next, and to anchors. Older versions wrote entries without a hash. */
function linkOf(entry: JsonObject | undefined): string {
  if (entry === undefined) return digest(switchName);
  return stringOf(entry.hash) ?? digest(entry);
}

/** Null: nobody ever touched it. */
export function switchHead(log: Log): Head | null {
  const last = log.at(-1);
  return last === undefined ? null : { finding: switchName, seq: log.length, hash: linkOf(last) };
}

export function checkSwitch(log: Log, anchors: readonly Anchor[]): JournalCheck {
  const found = log.findIndex(({ hash }) => hash !== undefined);
  const former = found < 0 ? log.length : found;
  const wrong = log.findIndex((_, index) => index >= former && wrongWith(log, index) !== null);
  const whole = wrong < 0 ? log.length : wrong;
  const problems = wrong < 0 ? [] : [`entry ${wrong + 1}: ${wrongWith(log, wrong)}`];
  return checkChain({ finding: switchName, hashes: log.map(linkOf), former, whole, problems }, anchors);
}

function wrongWith(log: Log, index: number): string | null {
  const { hash, ...body } = log[index] ?? {};
  if (numberOf(body.seq) !== index + 1) return 'entries are missing or out of order';
  if (body.previous !== linkOf(log[index - 1])) return 'does not follow the entry before it';
  return hash === digest(body) ? null : 'was changed after it was written';
}
