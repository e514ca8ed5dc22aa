// Security Hub.
// SPDX-License-Identifier: Apache-2.0
import { allBut, defineCalls } from '../define-calls.ts';

export const securityhubCalls = defineCalls({
  service: 'securityhub',
  watched: allBut('BatchImportFindings', 'BatchUpdateFindings', 'BatchUpdateFindingsV2'),
  delivered: [
    { prefix: 'Delete' },
    { prefix: 'Disable' },
    { prefix: 'Update' },
    { prefix: 'Create' },
    { prefix: 'Disassociate' },
    { prefix: 'Stop' },
  ],
});
