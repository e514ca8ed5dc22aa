// A Node that is too old is told so in words, with exit code 2.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { oneIn } from '../support/extent.ts';

/** Runs these arguments on a Node that takes itself for this version. */
function runOn(version: string, args: readonly string[]) {
  const pretend = `data:text/javascript,Object.defineProperty(process.versions,"node",{value:"${version}"})`;
  return spawnSync(process.execPath, ['--import', pretend, ...args], { encoding: 'utf8' });
}

const programs = [
  ['the sources of the command line', ['cli/seawall.js', '--help'], '24', '22.23.0'],
  ['a script', ['scripts/run.js', 'check-layers'], '24', '22.23.0'],
  ['the bundle', ['dist/seawall.mjs', '--help'], '22.16', '22.15.1'],
] as const;

describe.each(oneIn(2, programs, 'programs on a Node that is too old'))('%s', (_, args, needed, old) => {
  it('says what it needs and how to get it', () => {
    for (const version of ['20.18.0', old]) {
      const { status, stdout, stderr } = runOn(version, args);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain(`seawall needs Node ${needed} or newer; this is Node ${version} (`);
    }
  });

  it('runs on what it asks for', () => {
    expect(runOn(needed.includes('.') ? `${needed}.0` : `${needed}.0.0`, args).status).toBe(0);
  });
});
