// Events one after the other until somebody wants no more of them.
// SPDX-License-Identifier: Apache-2.0

export interface Stoppable<T> {
  readonly items: AsyncIterable<T>;
  readonly stopped: () => boolean;
}

/** Items between two questions whether to stop. */
const between = 100;

/** `stops` is asked now and then; left out: it goes to the end. */
export function stoppable<T>(all: AsyncIterable<T>, stops?: () => Promise<boolean>): Stoppable<T> {
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
