// Keys.
// SPDX-License-Identifier: Apache-2.0
import { defineCalls, only } from '../define-calls.ts';
import { fromField } from '../request-arn.ts';

export const kmsCalls = defineCalls({
  service: 'kms',
  watched: only(
    'PutKeyPolicy',
    'ScheduleKeyDeletion',
    'DisableKey',
    'DeleteImportedKeyMaterial',
    'UpdateAlias',
    'DeleteAlias',
    'CancelKeyDeletion',
    'EnableKey',
  ),
  delivered: 'watched',
  targetOf: fromField('kms', 'key/', 'keyId'),
});
