// EventBridge Pipes.
// SPDX-License-Identifier: Apache-2.0
import { all, defineCalls } from '../define-calls.ts';

export const pipesCalls = defineCalls({
  service: 'pipes',
  watched: all,
  delivered: [{ prefix: 'Update' }, { prefix: 'Delete' }, { prefix: 'Create' }, { prefix: 'Stop' }],
});
