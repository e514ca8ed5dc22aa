// package.json says what is so: nothing to install beside the bundle, no install scripts, files that are there.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const manifest = read('package.json');
const locked: Readonly<Record<string, { hasInstallScript?: boolean }>> = read('package-lock.json').packages;

describe('package.json', () => {
  it('names no dependency of whoever installs the package: all is in the bundle', () => {
    for (const kind of ['dependencies', 'optionalDependencies', 'peerDependencies', 'bundledDependencies'])
      expect([kind, manifest[kind]]).toEqual([kind, undefined]);
  });

  it('pins what the repository is built with', () => {
    const versions = Object.entries({
      ...manifest.devDependencies,
      ...read('scripts/node/package.json').optionalDependencies,
    });
    for (const [name, version] of versions)
      expect([name, version]).toEqual([name, expect.stringMatching(/^(?:npm:[\w-]+@)?\d+\.\d+\.\d+$/)]);
  });

  it('lets no dependency run a script when it is installed', () => {
    const scripted = Object.entries(locked)
      .filter(([, { hasInstallScript }]) => hasInstallScript === true)
      .map(([path]) => path.replace(/^.*node_modules\//, ''));
    const allowed = Object.fromEntries(scripted.map((name) => [name, false]));
    expect(manifest.allowScripts).toEqual(allowed);
  });

  it('names files that are there', () => {
    const built = ['dist'];
    for (const path of manifest.files)
      if (!built.includes(path)) expect([path, globSync(path).length > 0]).toEqual([path, true]);
    for (const path of [...Object.values<string>(manifest.bin), ...Object.values<string>(manifest.exports)])
      expect([path, existsSync(path)]).toEqual([path, true]);
  });

  it('promises the Node that the bundle is made for', () => {
    expect(manifest.engines.node).toBe('^22.16.0 || >=24.0.0');
    expect(readFileSync('cli/bundled.js', 'utf8')).toContain("needed: '22.16'");
    expect(readFileSync('scripts/build/command-line.ts', 'utf8')).toContain("target: 'node22.16'");
  });
});
