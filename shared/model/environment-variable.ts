// A variable of a container's environment.
// SPDX-License-Identifier: Apache-2.0
import type { At } from './at.ts';

export interface EnvironmentVariable {
  readonly name: string;
  readonly value: At<string>;
  /** True where a RunTask override set it. */
  readonly overridden: boolean;
}
