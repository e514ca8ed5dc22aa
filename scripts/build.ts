// `npm run build`: bundles each function of functions/ into .build/, the same bytes from the same sources.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BundleFile, bundleFunctions, type FunctionBundle, type Problem } from './build/bundle.ts';

const out = '.build';

async function build(): Promise<readonly Problem[]> {
  const built = await bundleFunctions({ root: process.cwd(), maps: true });
  if (!built.ok) return built.problems;
  rmSync(out, { recursive: true, force: true });
  for (const { files } of built.bundles) for (const file of files) write(file);
  const sizes = Object.fromEntries(built.bundles.map((bundle) => [bundle.name, sizeOf(bundle)]));
  writeFileSync(`${out}/sizes.json`, `${JSON.stringify(sizes, null, 2)}\n`);
  for (const [name, { start, total, zipped }] of Object.entries(sizes))
    console.log(`${name.padEnd(16)}${inKb(start)} at start, ${inKb(total)} in all, ${inKb(zipped)} zipped`);
  return [];
}

function write({ path, contents }: BundleFile): void {
  mkdirSync(dirname(`${out}/${path}`), { recursive: true });
  writeFileSync(`${out}/${path}`, contents);
}

/** Bytes: of the file that starts, of all files, and of all files zipped. */
function sizeOf({ name, files }: FunctionBundle): { start: number; total: number; zipped: number } {
  const code = files.filter(({ path }) => path.endsWith('.mjs'));
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  return {
    start: code.find(({ path }) => path === `${name}.mjs`)?.contents.length ?? 0,
    total: sum(code.map(({ contents }) => contents.length)),
    zipped: sum(code.map(({ contents }) => gzipSync(contents).length)),
  };
}

function inKb(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KB`;
}

const problems = await build();
for (const { place, message } of problems) console.error(`${place}: ${message}`);
process.exitCode = problems.length === 0 ? 0 : 1;
