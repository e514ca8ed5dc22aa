// What the policy now says is to be done about a finding, whatever it said when the finding was judged. Pure.
// SPDX-License-Identifier: Apache-2.0
import { type Control, responseOf } from '../model/control.ts';
import type { Finding } from '../model/finding.ts';
import type { Policy } from './policy.ts';
import { settingsFor } from './settings.ts';

/** Null where the control is unknown or switched off, or proposes nothing. */
export function responseUnder(
  policy: Policy,
  controls: readonly Control[],
  { control: id, subject, cluster, namespace, tags }: Finding,
): Finding['response'] {
  const control = controls.find((one) => one.id === id);
  const action = control === undefined ? null : responseOf(control, subject.kind);
  if (control === undefined || action === null) return null;
  const { account, region, platform } = subject;
  const { enabled, mode } = settingsFor(policy, control, {
    account,
    region,
    cluster,
    namespace,
    platform,
    tags,
  });
  return enabled ? { action, mode } : null;
}
