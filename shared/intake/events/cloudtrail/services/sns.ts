// Topics.
// SPDX-License-Identifier: Apache-2.0
import { allBut, defineCalls } from '../define-calls.ts';
import { fromField } from '../request-arn.ts';

export const snsCalls = defineCalls({
  service: 'sns',
  watched: allBut('Publish', 'PublishBatch'),
  delivered: ['DeleteTopic', 'SetTopicAttributes', 'Unsubscribe', 'AddPermission', 'RemovePermission'],
  targetOf: fromField('sns', '', 'topicArn', 'name'),
});
