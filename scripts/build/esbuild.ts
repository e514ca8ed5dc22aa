// What every bundle is made with, and what esbuild answers in our words.
// SPDX-License-Identifier: Apache-2.0
import { relative } from 'node:path';
import type { BuildOptions, Message, OutputFile } from 'esbuild';
import { englishOnly, noBrowsers, oneWidth, plainKeys, versionsAlone } from './slimmer.ts';

export interface BundleFile {
  /** Path below the folder that the bundle is written to. */
  readonly path: string;
  readonly contents: Uint8Array;
}

export interface Problem {
  /** File, or `file:line:column`. */
  readonly place: string;
  readonly message: string;
}

// Some dependencies are CommonJS and call `require` for Node's own modules, which an ES module does not have.
// The name keeps clear of an import of createRequire within the bundle.
const banner =
  "import{createRequire as seawallCreateRequire}from'node:module';const require=seawallCreateRequire(import.meta.url);";

/** The same bytes from the same sources, not written by esbuild itself. */
export const inMemory = {
  write: false as const,
  bundle: true,
  // What is imported on demand is loaded on demand. Without splitting esbuild puts whole SDK clients into the bundle.
  splitting: true,
  minify: true,
  treeShaking: true,
  metafile: true as const,
  format: 'esm' as const,
  platform: 'node' as const,
  // The SDK's CommonJS entry points cannot be tree-shaken: twice the size.
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  legalComments: 'none' as const,
  logLevel: 'silent' as const,
  banner: { js: banner },
  plugins: [plainKeys, englishOnly, noBrowsers, oneWidth, versionsAlone],
} satisfies BuildOptions;

/** In the order of their paths. */
export function filesOf(outputs: readonly OutputFile[], out: string): readonly BundleFile[] {
  const files = outputs.map(({ path, contents }) => ({
    path: slashes(relative(out, path)),
    contents: path.endsWith('.mjs') ? withoutRequire(contents) : contents,
  }));
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** esbuild writes the banner into every file; few call `require`. The line stays, for the source map. */
function withoutRequire(contents: Uint8Array): Uint8Array {
  const text = Buffer.from(contents).toString('utf8');
  const rest = text.startsWith(banner) ? text.slice(banner.length) : text;
  return /\brequire\b/.test(rest) ? contents : Buffer.from(rest);
}

function slashes(path: string): string {
  return path.replaceAll('\\', '/');
}

/** What does not compile, by place. Throws what is no error of esbuild's. */
export function problemsIn(error: unknown): readonly Problem[] {
  if (error instanceof Error && 'errors' in error && Array.isArray(error.errors))
    return (error.errors as readonly Message[]).map(problemOf);
  throw error;
}

function problemOf({ location, text }: Message): Problem {
  const place = location === null ? 'build' : `${location.file}:${location.line}:${location.column + 1}`;
  return { place, message: text };
}
