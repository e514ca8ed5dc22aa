// `npm run build`: bundles the command line into dist/ and the functions into .build/, the same bytes from the same sources.
// SPDX-License-Identifier: Apache-2.0
// `npm run build -- command-line` or `-- functions` makes one of them.
import { gzipSync } from 'node:zlib';
import { bundleFunctions, type FunctionBundle } from './build/bundle.ts';
import { bundleCommandLine } from './build/command-line.ts';
import type { BundleFile, Problem } from './build/esbuild.ts';
import { writeFolder } from './build/write.ts';

const root = process.cwd();
const parts = { 'command-line': buildCommandLine, functions: buildFunctions };

async function buildCommandLine(): Promise<readonly Problem[]> {
  const built = await bundleCommandLine(root);
  if (!built.ok) return built.problems;
  writeFolder('dist', built.files);
  print('seawall', sizesOf(built.files, 'seawall.mjs'));
  return [];
}

async function buildFunctions(): Promise<readonly Problem[]> {
  const built = await bundleFunctions({ root, maps: true });
  if (!built.ok) return built.problems;
  const sizes = Object.fromEntries(built.bundles.map((bundle) => [bundle.name, sizeOf(bundle)]));
  const list = { path: 'sizes.json', contents: Buffer.from(`${JSON.stringify(sizes, null, 2)}\n`) };
  writeFolder('.build', [...built.bundles.flatMap(({ files }) => files), list]);
  for (const [name, size] of Object.entries(sizes)) print(name, size);
  return [];
}

interface Sizes {
  readonly start: number;
  readonly total: number;
  readonly zipped: number;
}

function sizeOf({ name, files }: FunctionBundle): Sizes {
  return sizesOf(files, `${name}.mjs`);
}

/** Bytes: of the file that starts, of all code, and of all code zipped. */
function sizesOf(files: readonly BundleFile[], first: string): Sizes {
  const code = files.filter(({ path }) => path.endsWith('.mjs'));
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  return {
    start: code.find(({ path }) => path === first)?.contents.length ?? 0,
    total: sum(code.map(({ contents }) => contents.length)),
    zipped: sum(code.map(({ contents }) => gzipSync(contents).length)),
  };
}

function print(name: string, { start, total, zipped }: Sizes): void {
  console.log(`${name.padEnd(18)} ${inKb(start)} at start, ${inKb(total)} in all, ${inKb(zipped)} zipped`);
}

function inKb(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KB`;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.keys(parts).includes(name));
const problems: Problem[] = unknown.map((name) => ({
  place: name,
  message: `is no part of the build: ${Object.keys(parts).join(' or ')}`,
}));
if (problems.length === 0)
  for (const [name, build] of Object.entries(parts))
    if (wanted.length === 0 || wanted.includes(name)) problems.push(...(await build()));
for (const { place, message } of problems) console.error(`${place}: ${message}`);
process.exitCode = problems.length === 0 ? 0 : 1;
