// What dist/seawall.mjs is made from: starts the bundled command line.
// SPDX-License-Identifier: Apache-2.0
import { start } from './start.js';

await start({
  // node:sqlite takes `timeout`, by which two processes share a record, from here on: https://nodejs.org/api/sqlite.html
  needed: '22.16',
  remedy: 'Install Node 24.',
  load: () => import('./main.ts'),
});
