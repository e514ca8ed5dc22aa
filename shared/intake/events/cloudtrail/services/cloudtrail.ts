// CloudTrail: trails and event data stores.
// SPDX-License-Identifier: Apache-2.0
import { all, defineCalls } from '../define-calls.ts';
import { fromField } from '../request-arn.ts';

export const cloudtrailCalls = defineCalls({
  service: 'cloudtrail',
  watched: all,
  targetOf: fromField('cloudtrail', 'trail/', 'name', 'trailName', 'eventDataStore'),
});
