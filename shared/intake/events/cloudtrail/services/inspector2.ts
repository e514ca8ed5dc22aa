// Amazon Inspector.
// SPDX-License-Identifier: Apache-2.0
import { all, changesOfWatchers, defineCalls } from '../define-calls.ts';

export const inspector2Calls = defineCalls({
  service: 'inspector2',
  watched: all,
  delivered: changesOfWatchers,
});
