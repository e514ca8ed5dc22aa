// Bundles the functions with esbuild, in memory, and tells which AWS commands each bundle can send.
// SPDX-License-Identifier: Apache-2.0
import { existsSync, globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BuildResult, build } from 'esbuild';
import { outputsAtStart, sourcesIn } from './at-start.ts';
import { type BundleFile, filesOf, inMemory, type Problem, problemsIn } from './esbuild.ts';

export interface FunctionBundle {
  readonly name: string;
  /** `<name>.mjs`, its parts that are loaded when first needed (`<name>/….mjs`), and source maps, which are not deployed. */
  readonly files: readonly BundleFile[];
  /** AWS SDK commands that got into the bundle: `ecs:DescribeTasks`. */
  readonly commands: readonly string[];
  /** Sources whose code is loaded when it starts, by the bytes that it takes. */
  readonly atStart: ReadonlyMap<string, number>;
  /** What of shared/findings/writes got into it: which keys of the record it can write. */
  readonly writes: readonly string[];
}

export interface BundleOptions {
  /** Folder of the project. */
  readonly root: string;
  /** Functions to bundle; left out: all. */
  readonly names?: readonly string[];
  /** Makes source maps too; left out: none. */
  readonly maps?: boolean;
}

export type Built =
  | { readonly ok: true; readonly bundles: readonly FunctionBundle[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** The functions that serverless.yml deploys. */
export const functionNames = [
  'access-changed',
  'anchor-journal',
  'canary',
  'deployment-gate',
  'image-pushed',
  'notify',
  'pod-launched',
  'publish',
  'respond',
  'security-hub',
  'slack-interaction',
  'sweep',
  'task-launched',
] as const;

/** One bundle a function, by name. Problems name the function that is missing, or the place that does not compile. */
export async function bundleFunctions(options: BundleOptions): Promise<Built> {
  const { root, names = functionNames } = options;
  const found = globSync('functions/*.ts', { cwd: root }).map((path) => basename(path, '.ts'));
  const problems = problemsOf(root, found);
  if (problems.length > 0) return { ok: false, problems };
  const bundles: FunctionBundle[] = [];
  for (const name of names) {
    const bundled = await bundleOne(name, options);
    if ('problems' in bundled) return { ok: false, problems: bundled.problems };
    bundles.push(bundled);
  }
  return { ok: true, bundles };
}

function problemsOf(root: string, found: readonly string[]): readonly Problem[] {
  const missing = functionNames
    .filter((name) => !existsSync(join(root, 'functions', `${name}.ts`)))
    .map((name) => ({
      place: `functions/${name}.ts`,
      message: 'is missing; serverless.yml deploys a function of that name, which exports `handler`',
    }));
  const unknown = found
    .filter((name) => !functionNames.some((known) => known === name))
    .map((name) => ({
      place: `functions/${name}.ts`,
      message:
        'is not deployed: name it in scripts/build/bundle.ts and serverless.yml, or move it to functions/wiring',
    }));
  return [...missing, ...unknown];
}

async function bundleOne(
  name: string,
  { root, maps }: BundleOptions,
): Promise<FunctionBundle | { readonly problems: readonly Problem[] }> {
  try {
    const result = await build({
      absWorkingDir: root,
      entryPoints: [`functions/${name}.ts`],
      outdir: '.build',
      chunkNames: `${name}/[name]-[hash]`,
      target: 'node24',
      sourcemap: maps === true ? 'external' : false,
      ...inMemory,
    });
    return bundleOf(name, result, join(root, '.build'));
  } catch (error) {
    return { problems: problemsIn(error) };
  }
}

function bundleOf(name: string, { outputFiles = [], metafile }: BuildResult, out: string): FunctionBundle {
  const outputs = metafile?.outputs ?? {};
  const paths = [...sourcesIn(outputs, Object.keys(outputs)).keys()];
  const atStart = sourcesIn(outputs, outputsAtStart(outputs, `functions/${name}.ts`));
  const found = (of: (path: string) => string[]) => [...new Set(paths.flatMap(of))].sort();
  return {
    name,
    files: filesOf(outputFiles, out),
    commands: found(commandOf),
    atStart,
    writes: found(writeOf),
  };
}

/** `node_modules/@aws-sdk/client-ecs/dist-es/commands/DescribeTasksCommand.js` is `ecs:DescribeTasks`. */
function commandOf(path: string): string[] {
  const [, client, command] = /@aws-sdk\/client-([\w-]+)\/.*\/commands\/(\w+)Command\.js$/.exec(path) ?? [];
  return client === undefined || command === undefined ? [] : [`${client}:${command}`];
}

/** `shared/findings/writes/journals.ts` is `journals`. */
function writeOf(path: string): string[] {
  const [, name] = /(?:^|\/)shared\/findings\/writes\/([\w-]+)\.ts$/.exec(path) ?? [];
  return name === undefined ? [] : [name];
}
