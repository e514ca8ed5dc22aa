// The bucket that holds the deployed policy.
// SPDX-License-Identifier: Apache-2.0
import { all, defineCalls } from '../define-calls.ts';

export const s3Calls = defineCalls({
  service: 's3',
  // Of the bucket that holds the policy alone: read.ts leaves out all others.
  watched: all,
});
