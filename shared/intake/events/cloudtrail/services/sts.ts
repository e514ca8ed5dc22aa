// Temporary credentials handed out.
// SPDX-License-Identifier: Apache-2.0
import { defineCalls, only } from '../define-calls.ts';
import { anyOf } from '../request-arn.ts';

export const stsCalls = defineCalls({
  service: 'sts',
  watched: only('GetFederationToken', 'GetSessionToken', 'AssumeRoot'),
  targetOf: (_, request) => anyOf(request, 'roleArn', 'name', 'targetPrincipal'),
});
