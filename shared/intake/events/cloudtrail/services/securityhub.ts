// Security Hub.
// SPDX-License-Identifier: Apache-2.0
import { allBut, changesOfWatchers, defineCalls } from '../define-calls.ts';

export const securityhubCalls = defineCalls({
  service: 'securityhub',
  watched: allBut('BatchImportFindings', 'BatchUpdateFindings', 'BatchUpdateFindingsV2'),
  delivered: changesOfWatchers,
});
