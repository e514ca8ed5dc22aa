// What is said of a control of the user's own; where the policy says no more than its message, that stands for the rest.
// SPDX-License-Identifier: Apache-2.0
import type { CustomControl } from './policy.ts';

interface ControlTexts {
  readonly title: string;
  readonly why: string;
  readonly fix: string;
}

export function customTexts({ message, title, why, fix }: CustomControl): ControlTexts {
  return { title: title ?? message, why: why ?? message, fix: fix ?? message };
}
