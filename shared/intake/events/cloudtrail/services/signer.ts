// AWS Signer: who may sign images.
// SPDX-License-Identifier: Apache-2.0
import { all, defineCalls } from '../define-calls.ts';

export const signerCalls = defineCalls({
  service: 'signer',
  watched: all,
  delivered: 'watched',
});
