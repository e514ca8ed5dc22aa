// The clock and the dice of a deployed function: what shared code is given rather than takes.
// SPDX-License-Identifier: Apache-2.0

export const clock = {
  now: () => Date.now(),
  sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
  random: () => Math.random(),
};
