// Tells repeated events from events that share an id, in a stream that is in order.
// SPDX-License-Identifier: Apache-2.0
import { stableHash } from '../../shared/model/hash.ts';
import { objectOf } from '../../shared/model/json.ts';
import { bodyOf, type Entry } from './entry.ts';
import { eventIn } from './order.ts';

/** In order, equal events stand side by side: the same id with the same body is a repetition, with another body it is kept and counted. */
export function repeatWatch() {
  let id = '';
  let kept: Entry[] = [];
  let reused = 0;
  return {
    isRepeat(entry: Entry): boolean {
      if (entry.id === '') return false;
      if (entry.id !== id) {
        id = entry.id;
        kept = [entry];
        return false;
      }
      if (kept.some((one) => isSameEvent(one, entry))) return true;
      kept.push(entry);
      reused++;
      return false;
    },
    reused: () => reused,
  };
}

/** Mostly the texts are the same; the same event by two ways has another carrier around it, or its keys in another order. */
function isSameEvent(one: Entry, other: Entry): boolean {
  if (Buffer.compare(one.text, other.text) === 0) return true;
  const [first, second] = [one, other].map((entry) => stableHash(eventIn(objectOf(bodyOf(entry)))));
  return first === second;
}
