// CloudWatch Logs.
// SPDX-License-Identifier: Apache-2.0
import { allBut, defineCalls } from '../define-calls.ts';
import { fromField } from '../request-arn.ts';

export const logsCalls = defineCalls({
  service: 'logs',
  watched: allBut(
    'CreateLogStream',
    'CreateLogGroup',
    'PutLogEvents',
    'StartQuery',
    'StopQuery',
    'TagResource',
    'TagLogGroup',
    'CreateExportTask',
  ),
  targetOf: fromField('logs', 'log-group:', 'logGroupName', 'logGroupIdentifier'),
});
