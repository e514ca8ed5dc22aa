// `npm run new:event -- native/name` or `cloudtrail/service`: makes the file of a new event reader.
// SPDX-License-Identifier: Apache-2.0
import { callsFolder, nativeFolder } from './generate/event-index.ts';
import {
  renderNewCalls,
  renderNewCallsTest,
  renderNewEvents,
  renderNewEventsTest,
} from './generate/new-event-file.ts';
import { scaffold } from './generate/scaffold.ts';

const [kind = '', name = ''] = (process.argv[2] ?? '').split('/');

const kinds = new Map([
  [
    'native',
    {
      folder: nativeFolder,
      text: renderNewEvents,
      test: renderNewEventsTest,
      next: 'the detail-types and their reader',
    },
  ],
  [
    'cloudtrail',
    {
      folder: callsFolder,
      text: renderNewCalls,
      test: renderNewCallsTest,
      next: 'which calls matter and what they touch',
    },
  ],
]);
const asked = kinds.get(kind);

function wrong(): string | null {
  if (asked === undefined) return 'the name must begin with native/ or cloudtrail/';
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name))
    return 'the name must be in lower case with dashes, such as native/macie or cloudtrail/backup';
  return null;
}

scaffold({
  kind: 'event',
  usage: 'npm run new:event -- native/name, or cloudtrail/service',
  wrong: wrong(),
  file: `${asked?.folder ?? ''}${name}.ts`,
  text: () => asked?.text(name) ?? '',
  test: {
    file: `${asked?.folder.replace(/^shared/, 'test') ?? ''}${name}.test.ts`,
    text: () => asked?.test(name) ?? '',
  },
  next: asked?.next ?? '',
});
