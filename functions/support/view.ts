// How a function looks at the record: the policy's quiet time and waivers, at the present.
import type { Policy } from '../../shared/policy/policy.ts';
import { waiverFor } from '../../shared/policy/waivers.ts';
import type { View } from '../../shared/record/finding.ts';

export function viewOf(policy: Policy): Omit<View, 'now'> {
  return {
    quiet: policy.incidents.quietMs,
    // Whether it still holds is asked of each finding at its time, so that every waiver ever written is looked up here.
    waiver: ({ control, identity, subjectId }) =>
      waiverFor(policy, { control, identity, subject: { id: subjectId } }, '1970-01-01T00:00:00Z'),
  };
}
