// AWS Organizations: accounts and their guardrails.
// SPDX-License-Identifier: Apache-2.0
import { all, defineCalls } from '../define-calls.ts';
import { anyOf } from '../request-arn.ts';

export const organizationsCalls = defineCalls({
  service: 'organizations',
  watched: all,
  targetOf: (_, request) => anyOf(request, 'policyId', 'accountId', 'targetId'),
});
