// The bucket that holds the deployed policy.
// SPDX-License-Identifier: Apache-2.0
import { all, defineCalls } from '../define-calls.ts';

export const s3Calls = defineCalls({
  service: 's3',
  // read.ts leaves out all other buckets.
  watched: all,
});
