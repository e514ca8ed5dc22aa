// Packs the package as a release would be.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Throws with what npm says where it fails. */
export function npm(args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

/** Puts the package into a folder; its path. */
export function packInto(folder: string): string {
  npm(['pack', '--pack-destination', folder], process.cwd());
  const [packed = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  return join(folder, packed);
}
