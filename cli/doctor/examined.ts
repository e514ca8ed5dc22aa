// What doctor looks at: the stack of one stage, and how to ask AWS about it.
// SPDX-License-Identifier: Apache-2.0
import type { Asking } from './ask.ts';
import type { Stack } from './stack.ts';

export interface Examined extends Asking {
  readonly stack: Stack;
  readonly stage: string;
  /** ISO time. */
  readonly now: string;
}
