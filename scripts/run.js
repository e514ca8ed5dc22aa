// Starts a script of this folder: refuses a Node that is too old in words. Plain JavaScript, so that any Node can read it.
// SPDX-License-Identifier: Apache-2.0
const needed = 24;
const [, , name, ...rest] = process.argv;

if (Number.parseInt(process.versions.node, 10) < needed) {
  process.stderr.write(
    `seawall needs Node ${needed} or newer; this is Node ${process.versions.node} (${process.execPath}).\n` +
      'On Linux and Windows `npm ci` brings Node 24 for npm scripts; elsewhere install it first.\n',
  );
  process.exitCode = 2;
} else {
  process.argv = [process.argv[0], name, ...rest];
  await import(`./${name}.ts`);
}
