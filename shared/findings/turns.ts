// Whoever works on the same subjects of one store, in one process, does so one after the other. A batch brings many tasks of one family at once,
// and all of them would write on what they had read before: each time somebody was faster costs a read and a write more.
// SPDX-License-Identifier: Apache-2.0

const waiting = new WeakMap<object, Map<string, Promise<unknown>>>();

/** Runs the work once all that came before on any of these subjects is done, however that ended. */
export function inTurn<T>(store: object, subjects: Iterable<string>, work: () => Promise<T>): Promise<T> {
  const last = waiting.get(store) ?? new Map<string, Promise<unknown>>();
  waiting.set(store, last);
  const keys = [...new Set(subjects)];
  const mine = Promise.all(keys.flatMap((key) => last.get(key) ?? [])).then(work);
  const over = mine.then(
    () => {},
    () => {},
  );
  for (const key of keys) last.set(key, over);
  void over.then(() => {
    for (const key of keys) if (last.get(key) === over) last.delete(key);
  });
  return mine;
}
