// CodeDeploy.
// SPDX-License-Identifier: Apache-2.0
import { allBut, defineCalls } from '../define-calls.ts';
import { fromField } from '../request-arn.ts';

export const codedeployCalls = defineCalls({
  service: 'codedeploy',
  watched: allBut('PutLifecycleEventHookExecutionStatus'),
  delivered: 'all',
  targetOf: fromField('codedeploy', 'application:', 'applicationName'),
});
