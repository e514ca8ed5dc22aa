// IAM Roles Anywhere.
// SPDX-License-Identifier: Apache-2.0
import { allBut, defineCalls } from '../define-calls.ts';

export const rolesanywhereCalls = defineCalls({
  service: 'rolesanywhere',
  watched: allBut('CreateSession'),
});
