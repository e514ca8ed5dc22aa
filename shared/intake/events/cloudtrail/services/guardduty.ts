// GuardDuty: detectors and filters.
// SPDX-License-Identifier: Apache-2.0
import { all, defineCalls } from '../define-calls.ts';
import { fromField } from '../request-arn.ts';

export const guarddutyCalls = defineCalls({
  service: 'guardduty',
  watched: all,
  delivered: [
    { prefix: 'Delete' },
    { prefix: 'Disable' },
    { prefix: 'Update' },
    { prefix: 'Create' },
    { prefix: 'Disassociate' },
    { prefix: 'Stop' },
  ],
  targetOf: fromField('guardduty', 'detector/', 'detectorId'),
});
