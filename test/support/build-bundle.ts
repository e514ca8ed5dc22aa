// Before the first test: makes the bundle of the command line, which the tests of the command line run as its users do.
import { spawnSync } from 'node:child_process';

export function setup(): void {
  const args = ['scripts/run.js', 'build', 'command-line'];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the command line cannot be built: ${stderr}`);
}
