// What the policy decides of a finding in the record: how long an incident stays open, and what is waived.
// SPDX-License-Identifier: Apache-2.0
import type { Policy, Waiver } from './policy.ts';
import { waiverFor } from './waivers.ts';

interface Target {
  readonly control: string;
  readonly identity: string;
  readonly subjectId: string;
}

export interface PolicyOnFindings {
  /** Milliseconds after which an incident that stays quiet is closed. */
  readonly quiet: number;
  readonly waiver: (target: Target) => Waiver | null;
}

/** The record's view but for its time, which is the wall's in AWS and the events' own in a replay. */
export function viewOf(policy: Pick<Policy, 'incidents' | 'waivers'>): PolicyOnFindings {
  return {
    quiet: policy.incidents.quietMs,
    // Whether it still holds is asked of each finding at its time, so that every waiver ever written is looked up here.
    waiver: ({ control, identity, subjectId }) =>
      waiverFor(policy, { control, identity, subject: { id: subjectId } }, '1970-01-01T00:00:00Z'),
  };
}
