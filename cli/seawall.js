#!/usr/bin/env node
// The bin: refuses a Node that is too old in words, then starts the command line. Plain JavaScript, so that any Node can read it.
const needed = 24;
const found = Number.parseInt(process.versions.node, 10);
if (found < needed) {
  process.stderr.write(
    `seawall needs Node ${needed} or newer; this is Node ${process.versions.node} (${process.execPath}).\n` +
      'Run it through npx in the repository, which brings its own: npx --no-install seawall …, or install Node 24.\n',
  );
  process.exitCode = 2;
} else {
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  const { main } = await import('./main.ts');
  process.exitCode = await main(process.argv.slice(2));
}
