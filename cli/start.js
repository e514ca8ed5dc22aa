// Starts the command line: refuses a Node that is too old in words, and keeps compiled code for the next start. Plain JavaScript, so that any Node can read it.
// SPDX-License-Identifier: Apache-2.0
import module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Ends with exit code 2 where Node is older than `needed` (such as 22.16); else runs the `main` that `load` gives. */
export async function start({ needed, remedy, load }) {
  if (isOlder(process.versions.node, needed)) {
    process.stderr.write(
      `seawall needs Node ${needed} or newer; this is Node ${process.versions.node} (${process.execPath}).\n${remedy}\n`,
    );
    process.exitCode = 2;
    return;
  }
  keepCompiled();
  silenceSqlite();
  const { main } = await load();
  process.exitCode = await main(process.argv.slice(2));
}

function isOlder(version, needed) {
  const [major, minor] = version.split('.').map(Number);
  const [neededMajor, neededMinor = 0] = needed.split('.').map(Number);
  return major === neededMajor ? minor < neededMinor : major < neededMajor;
}

/**
 * V8 compiles once and reads what it compiled at the next start. Node would keep it in the system's temporary folder, which
 * anybody on the machine may have made before us, with code of theirs in it: it goes to the user's own cache.
 */
function keepCompiled() {
  try {
    const named = process.env.NODE_COMPILE_CACHE !== undefined;
    module.enableCompileCache(named ? undefined : join(cacheFolder(), 'seawall'));
  } catch {
    // A user without a home starts a little slower.
  }
}

function cacheFolder() {
  const { XDG_CACHE_HOME = '', LOCALAPPDATA = '' } = process.env;
  if (process.platform === 'win32' && LOCALAPPDATA !== '') return LOCALAPPDATA;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return XDG_CACHE_HOME.startsWith('/') ? XDG_CACHE_HOME : join(homedir(), '.cache');
}

/** Node 22 calls its SQLite experimental at each start of a command with a record; what Seawall uses of it has stayed since. */
function silenceSqlite() {
  const { emitWarning } = process;
  process.emitWarning = (warning, ...more) => {
    if (!String(warning).startsWith('SQLite is an experimental feature')) emitWarning(warning, ...more);
  };
}
