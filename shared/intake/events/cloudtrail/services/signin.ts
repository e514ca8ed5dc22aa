// Sign-ins to the console.
// SPDX-License-Identifier: Apache-2.0
import { all, defineCalls } from '../define-calls.ts';

export const signinCalls = defineCalls({
  service: 'signin',
  watched: all,
});
