// A Node that is too old is told so in words, with exit code 2.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const pretend = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.18.0"})';

describe.each([
  ['the command line', ['cli/seawall.js', 'controls']],
  ['a script', ['scripts/run.js', 'generate', '--check']],
])('%s on Node 20', (_, args) => {
  it('says what it needs and how to get it', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', pretend, ...args], {
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('seawall needs Node 24 or newer; this is Node 20.18.0');
  });
});
