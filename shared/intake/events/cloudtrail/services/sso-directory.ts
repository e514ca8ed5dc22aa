// IAM Identity Center's own directory.
// SPDX-License-Identifier: Apache-2.0
import { all, defineCalls } from '../define-calls.ts';

export const ssoDirectoryCalls = defineCalls({
  service: 'sso-directory',
  watched: all,
});
