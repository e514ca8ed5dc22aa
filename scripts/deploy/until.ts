// Waits for CloudFormation: looks until something is so, for a time that it never takes.
// SPDX-License-Identifier: Apache-2.0
export type Wait = (ms: number) => Promise<unknown>;

const pause = 5000;
/** Half an hour: longer than a stack of this size takes. */
const looks = 360;

/** Rejects after that time; what goes on in CloudFormation goes on. */
export async function until(wait: Wait, isDone: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < looks; look++) {
    if (await isDone()) return;
    await wait(pause);
  }
  throw new Error(
    'CloudFormation took longer than half an hour: look at its events, and give the command again',
  );
}
