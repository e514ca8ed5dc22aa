// The start of the command line beside that of an empty script: of the bundle, with and without what was compiled before, and of the sources.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { line } from './compare.ts';
import { processesSideBySide } from './processes.ts';

const definition = {
  family: 'web',
  containerDefinitions: [{ name: 'web', image: 'nginx:1.29.1', memory: 128, privileged: true }],
};

export async function run(): Promise<void> {
  const built = spawnSync(process.execPath, ['scripts/run.js', 'build', 'command-line'], {
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(built.stderr);
  const folder = mkdtempSync(join(tmpdir(), 'seawall-bench-'));
  try {
    const file = join(folder, 'task.json');
    writeFileSync(file, JSON.stringify(definition));
    measure('again', file, { XDG_CACHE_HOME: folder });
    measure('with nothing compiled before', file, { NODE_DISABLE_COMPILE_CACHE: '1' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(how: string, file: string, env: Readonly<Record<string, string>>): void {
  const evaluate = ['evaluate', file, '--fail-on', 'none'];
  const { empty, ...times } = processesSideBySide(
    process.execPath,
    {
      empty: ['-e', '0'],
      'bundle, --version': ['dist/seawall.mjs', '--version'],
      'bundle, --help': ['dist/seawall.mjs', '--help'],
      'bundle, evaluate one file': ['dist/seawall.mjs', ...evaluate],
      'sources, evaluate one file': ['cli/seawall.js', ...evaluate],
    },
    { PATH: process.env.PATH ?? '', HOME: tmpdir(), ...env },
  );
  line(`an empty script (${how})`, `${empty.toFixed(0)} ms`);
  for (const [name, time] of Object.entries(times))
    line(`  ${name}, beyond that (${how})`, `${(time - empty).toFixed(0)} ms`);
}
