// Events one after the other until somebody wants no more of them.
// SPDX-License-Identifier: Apache-2.0

export interface Stoppable<T> {
  readonly items: AsyncIterable<T>;
  readonly stopped: () => boolean;
}

/** `stops` is asked before each item that is a multiple of `between`; left out: it goes to the end. */
export function stoppable<T>(
  all: AsyncIterable<T> | Iterable<T>,
  stops?: () => Promise<boolean>,
  between = 100,
): Stoppable<T> {
  let stopped = false;
  async function* items(): AsyncGenerator<T> {
    let count = 0;
    for await (const item of all) {
      if (stops !== undefined && count++ % between === 0 && (await stops())) {
        stopped = true;
        return;
      }
      yield item;
    }
  }
  return { items: items(), stopped: () => stopped };
}
