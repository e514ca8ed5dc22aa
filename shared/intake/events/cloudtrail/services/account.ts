// The account itself.
// SPDX-License-Identifier: Apache-2.0
import { all, defineCalls } from '../define-calls.ts';

export const accountCalls = defineCalls({
  service: 'account',
  watched: all,
});
