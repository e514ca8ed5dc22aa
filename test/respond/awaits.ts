// Everything that a run waits for, counted: to end the process at any of it, or to let something else happen there.
import type { RecordStore } from '../../shared/findings/store.ts';
import type { Engine } from '../../shared/respond/engine/ports.ts';
import { oneIn } from '../support/extent.ts';

/** The number of each await, more than any run has. The step of every day is odd: what differs between two in a row is still met. */
export const awaits: readonly number[] = oneIn(
  5,
  Array.from({ length: 400 }, (_, index) => index + 1),
  'interruptions at every await',
);

export class Killed extends Error {}

/** Around one wait: its number, from 1 on, and how to go through with it. */
type Around = <R>(nth: number, work: () => Promise<R>) => Promise<R>;

/** The parts, with every port that can be waited for going through `around`. */
export function watched(parts: Engine, around: Around): Engine {
  let waits = 0;
  const wrap =
    <A extends unknown[], R>(work: (...given: A) => Promise<R>) =>
    (...given: A): Promise<R> =>
      around(++waits, () => work(...given));
  const { store, sealer } = parts;
  const stored: RecordStore = {
    ...store,
    get: wrap(store.get),
    put: wrap(store.put),
    append: wrap(store.append),
    read: wrap(store.read),
    once: wrap(store.once),
  };
  return {
    ...parts,
    store: stored,
    sessionFor: (errand) => ({ call: wrap(parts.sessionFor(errand).call) }),
    reads: { call: wrap(parts.reads.call) },
    contextFor: wrap(parts.contextFor),
    responseTo: wrap(parts.responseTo),
    sealer: { demanded: sealer.demanded, seal: wrap(sealer.seal), open: wrap(sealer.open) },
    tell: wrap(parts.tell),
    sleep: wrap(parts.sleep),
  };
}

/** Ends the process at the nth thing that it waits for: before that is done, or after it is done and before anybody knows. */
export function mortal(parts: Engine, nth: number, after: boolean): Engine {
  return watched(parts, async (mine, work) => {
    if (mine > nth || (mine === nth && !after)) throw new Killed(`at ${nth}`);
    const result = await work();
    if (mine === nth) throw new Killed(`after ${nth}`);
    return result;
  });
}

/** Lets something else happen right before the nth wait, or right after it. `reached`: it was waited so often. */
export function interrupted(
  parts: Engine,
  nth: number,
  after: boolean,
  meanwhile: () => Promise<unknown>,
): { readonly parts: Engine; readonly reached: () => boolean } {
  let reached = false;
  const woven = watched(parts, async (mine, work) => {
    reached ||= mine === nth;
    if (mine === nth && !after) await meanwhile();
    const result = await work();
    if (mine === nth && after) await meanwhile();
    return result;
  });
  return { parts: woven, reached: () => reached };
}
