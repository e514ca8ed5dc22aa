// The controls of a run by their ids, for reports that say more of a verdict or finding than it holds itself.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../../shared/model/control.ts';

export function controlsById(controls: readonly Control[]): ReadonlyMap<string, Control> {
  return new Map(controls.map((control) => [control.id, control]));
}
