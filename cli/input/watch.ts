// Waits for files to be written, as editors write them: in place, or by putting a new file in the place of the old.
// SPDX-License-Identifier: Apache-2.0
import { statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Looked at by time and size: notices of the system are missing on network and container file systems (Node, fs.watch, "Caveats"). */
const interval = 250;

/** Gives one turn at once, then one for each time that a file was written. Never ends. */
export async function* writesOf(files: readonly string[]): AsyncGenerator<void> {
  for (;;) {
    const before = stateOf(files);
    yield;
    while (stateOf(files) === before) await pause(interval);
  }
}

function stateOf(files: readonly string[]): string {
  return files
    .map((file) => {
      const stat = statSync(file, { throwIfNoEntry: false });
      return stat === undefined ? 'gone' : `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
    })
    .join('\n');
}
