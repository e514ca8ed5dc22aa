// Bundles the command line: dist/seawall.mjs and its parts, which are loaded when first needed, and what they read.
// SPDX-License-Identifier: Apache-2.0
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { examplesOf } from '../../cli/examples/examples.ts';
import { commitOf } from '../../cli/program/version.ts';
import { controls } from '../../shared/controls/index.ts';
import awsManaged from '../../shared/iam/grants/aws-managed.json' with { type: 'json' };
import { type BundleFile, filesOf, inMemory, type Problem, problemsIn } from './esbuild.ts';
import { builtinsAsTheyAre, librariesLater, tableLater } from './later.ts';
import { licencesOf } from './licences.ts';
import { loadedTogether, togetherBy } from './together.ts';

export type BuiltCommandLine =
  /** Files below `dist`. */
  | { readonly ok: true; readonly files: readonly BundleFile[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const settings = {
  ...inMemory,
  plugins: [...inMemory.plugins, builtinsAsTheyAre, librariesLater, tableLater],
  entryPoints: { seawall: 'cli/bundled.js' },
  outdir: 'dist',
  chunkNames: 'parts/[name]-[hash]',
  target: 'node22.16',
  // Without the sources' text: a stack names file and line of the repository, and the package stays small.
  sourcemap: 'linked',
  sourcesContent: false,
  // Node shows the line that an uncaught error comes from.
  lineLimit: 240,
} satisfies BuildOptions;

/** Every command loads the first; of the others `evaluate` is the one that people wait for, and most commands need what it needs. */
const loadedAtOnce = ['cli/main.ts', 'cli/commands/evaluate.ts'];
/** Judges nothing, as a handful of other commands: its start does not wait for the controls. */
const loadedAlone = 'cli/commands/doctor.ts';

/** `root`: folder of the project. */
export async function bundleCommandLine(root: string): Promise<BuiltCommandLine> {
  try {
    const first = await build({ ...settings, absWorkingDir: root });
    const together = loadedTogether(togetherBy(first.metafile, loadedAtOnce, loadedAlone), root);
    const { outputFiles, metafile } = await build({
      ...settings,
      absWorkingDir: root,
      plugins: [...settings.plugins, together],
    });
    const licences = licencesOf(inputsOf(metafile), root);
    if (licences.problems.length > 0) return { ok: false, problems: licences.problems };
    const more = {
      'THIRD-PARTY-LICENSES.txt': licences.text,
      'build.json': `${JSON.stringify({ commit: commitOf(root) })}\n`,
      'examples.json': await examplesText(),
      'aws-managed.json': JSON.stringify(awsManaged),
    };
    return { ok: true, files: [...filesOf(outputFiles, `${root}/dist`), ...textFiles(more)] };
  } catch (error) {
    return { ok: false, problems: problemsIn(error) };
  }
}

function inputsOf({ outputs }: Metafile): readonly string[] {
  const used = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs));
  return [...new Set(used.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path))];
}

/** Examples are documents; what JSON would turn into something else must not become one. */
async function examplesText(): Promise<string> {
  const all = await Promise.all(controls.map(async ({ id }) => [id, await examplesOf(id)] as const));
  return JSON.stringify(Object.fromEntries(all), (key, value: unknown) => {
    if (isData(value)) return value;
    throw new Error(`the example's ${key} is no JSON: ${String(value)}`);
  });
}

function isData(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'function' || typeof value === 'bigint' || typeof value === 'symbol') return false;
  return typeof value !== 'object' || value === null || Array.isArray(value) || isRecord(value);
}

function isRecord(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}

function textFiles(texts: Readonly<Record<string, string>>): readonly BundleFile[] {
  return Object.entries(texts).map(([path, text]) => ({ path, contents: Buffer.from(text) }));
}
