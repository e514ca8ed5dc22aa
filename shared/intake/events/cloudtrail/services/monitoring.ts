// CloudWatch alarms.
// SPDX-License-Identifier: Apache-2.0
import { defineCalls, only } from '../define-calls.ts';

export const monitoringCalls = defineCalls({
  service: 'monitoring',
  watched: only(
    'DeleteAlarms',
    'DisableAlarmActions',
    'PutMetricAlarm',
    'PutCompositeAlarm',
    'SetAlarmState',
  ),
});
