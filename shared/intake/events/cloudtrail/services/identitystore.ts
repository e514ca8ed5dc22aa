// Users and groups of IAM Identity Center.
// SPDX-License-Identifier: Apache-2.0
import { all, defineCalls } from '../define-calls.ts';

export const identitystoreCalls = defineCalls({
  service: 'identitystore',
  watched: all,
});
