// restart-trail: has a stopped CloudTrail trail record again.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../model/finding.ts';
import { defineAction } from '../planning/define-action.ts';
import { type OfflinePlan, one, touched } from '../planning/offline.ts';
import { call, change, changed, hold, kept, type Plan, type Planning } from '../planning/planning.ts';

export const restartTrail = defineAction({
  name: 'restart-trail',
  group: 'pipeline',
  restores: null,
  permissions: ['cloudtrail:GetTrailStatus'],
  grants: [{ allows: ['cloudtrail:StartLogging', 'cloudtrail:StopLogging'], on: ['cloudtrail:trail/*'] }],
  reversible: 'the trail is stopped again',
  limits:
    'Calls made while it stood still are not in its log. Selectors that were narrowed, and deleted trails, come back by hand. An organisation’s trail can be started only from the account that owns it.',
  scope: 'region',
  plan: planTrail,
  planOffline,
});

export async function planTrail(finding: Finding, { state }: Planning): Promise<Plan> {
  const Name = trailNamed(finding) ?? hold('guard-error', 'the finding names no trail');
  const read = call('cloudtrail', 'GetTrailStatus', { Name });
  const now = await state(read);
  if (now.logging === undefined) return changed(`trail ${Name} is gone: create it anew`);
  if (now.logging === true)
    return changed(`trail ${Name} records; what it records must be put right by hand`);
  return {
    words: `start trail ${Name} again`,
    calls: [start(Name)],
    ...kept(change(`trail ${Name}`, read, now, { logging: true })),
    undo: [call('cloudtrail', 'StopLogging', { Name })],
  };
}

function planOffline(finding: Finding): OfflinePlan {
  return one('start the trail again', start(trailNamed(finding)));
}

/** As the call named it: by name in the trail's own region, by ARN from elsewhere. */
function trailNamed(finding: Finding): string | null {
  const told = finding.evidence[0]?.found;
  if (typeof told === 'string') return told;
  const trail = touched(finding);
  return trail.includes(':trail/') ? trail : null;
}

function start(Name: string | null) {
  return call('cloudtrail', 'StartLogging', { Name });
}
