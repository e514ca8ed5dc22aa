// IAM Identity Center.
// SPDX-License-Identifier: Apache-2.0
import { allBut, defineCalls } from '../define-calls.ts';
import { anyOf } from '../request-arn.ts';

export const ssoCalls = defineCalls({
  service: 'sso',
  watched: allBut(
    'Authenticate',
    'Federate',
    'Logout',
    'CreateToken',
    'StartDeviceAuthorization',
    'RegisterClient',
  ),
  targetOf: (_, request) => anyOf(request, 'permissionSetArn', 'instanceArn'),
});
