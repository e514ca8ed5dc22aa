// Which actions a policy lets act or ask, on any subject: what the role that changes the platform is given permissions for. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../model/control.ts';
import type { ResponseAction } from '../model/response.ts';
import type { Policy } from './policy.ts';
import { reachOf } from './settings.ts';

/** In alphabetical order; telling people changes nothing and is left out. */
export function enabledActions(
  policy: Policy,
  controls: readonly Control[],
): readonly Exclude<ResponseAction, 'notify'>[] {
  const enabled = controls.flatMap((control) => {
    if (control.response === null || control.response === 'notify') return [];
    const reach = reachOf(policy, control);
    return reach.enabled && reach.modes.some((mode) => mode !== 'observe') ? [control.response] : [];
  });
  return [...new Set(enabled)].toSorted();
}
