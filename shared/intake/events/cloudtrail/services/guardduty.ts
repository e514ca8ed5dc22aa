// GuardDuty: detectors and filters.
// SPDX-License-Identifier: Apache-2.0
import { all, changesOfWatchers, defineCalls } from '../define-calls.ts';
import { fromField } from '../request-arn.ts';

export const guarddutyCalls = defineCalls({
  service: 'guardduty',
  watched: all,
  delivered: changesOfWatchers,
  targetOf: fromField('guardduty', 'detector/', 'detectorId'),
});
