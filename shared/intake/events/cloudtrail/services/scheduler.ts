// EventBridge Scheduler.
// SPDX-License-Identifier: Apache-2.0
import { all, defineCalls } from '../define-calls.ts';

export const schedulerCalls = defineCalls({
  service: 'scheduler',
  watched: all,
  delivered: [{ prefix: 'Update' }, { prefix: 'Delete' }, { prefix: 'Create' }, { prefix: 'Stop' }],
});
