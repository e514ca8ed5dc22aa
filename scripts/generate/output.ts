// One generated file. Pure.
// SPDX-License-Identifier: Apache-2.0

export interface Output {
  readonly path: string;
  readonly text: string;
}
