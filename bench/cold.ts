// The cold import of each function's bundle beside that of an empty handler with the same clients of the SDK, and how much of the bundle it loads;
// then with all that its first event loads, which otherwise could look as if it were nothing.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type BuildResult, build, type Metafile } from 'esbuild';
import { outputsAtStart, sourcesIn } from '../scripts/build/at-start.ts';
import { functionNames } from '../scripts/build/bundle.ts';
import { inMemory } from '../scripts/build/esbuild.ts';
import { line } from './compare.ts';
import { processesSideBySide } from './processes.ts';

const common = { ...inMemory, absWorkingDir: process.cwd(), target: 'node24' } as const;

export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'seawall-cold-'));
  const scripts: Record<string, readonly string[]> = { node: ['-e', '0'] };
  const loaded = new Map<string, string>();
  try {
    for (const name of functionNames) {
      const entryPoints = [`functions/${name}.ts`];
      const made = await build({ ...common, entryPoints, outdir: join(folder, name), outbase: 'functions' });
      write(made);
      const eager = outputsAtStart(made.metafile.outputs, `functions/${name}.ts`);
      loaded.set(name, sizeOf(made.metafile, eager));
      scripts[name] = importing(join(folder, name, `${name}.mjs`));
      scripts[`first ${name}`] = importing(
        ...[join(folder, name, `${name}.mjs`), ...atFirstEvent(made.metafile, eager)],
      );
      const stdin = { contents: emptyHandler(made.metafile, eager), resolveDir: process.cwd() };
      write(await build({ ...common, stdin, outdir: join(folder, 'empty', name) }));
      scripts[`empty ${name}`] = importing(join(folder, 'empty', name, 'stdin.mjs'));
    }
    tell(processesSideBySide(process.execPath, scripts, surroundings), loaded);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Nothing is compiled before, as in a sandbox of Lambda that is new. */
const surroundings = {
  ...{ PATH: process.env.PATH ?? '', HOME: tmpdir(), NODE_DISABLE_COMPILE_CACHE: '1' },
  ...{ AWS_REGION: 'eu-central-1', SEAWALL_TABLE: 't', SEAWALL_BUS: 'b', SEAWALL_ACCOUNT: '111122223333' },
  ...{ POWERTOOLS_METRICS_NAMESPACE: 'Seawall', POWERTOOLS_SERVICE_NAME: 'seawall' },
};

function tell(times: Readonly<Record<string, number>>, loaded: ReadonlyMap<string, string>): void {
  const node = times.node ?? 0;
  for (const name of functionNames) {
    const [own, empty] = [(times[name] ?? 0) - node, (times[`empty ${name}`] ?? 0) - node];
    const ratio = (own / empty).toFixed(2);
    const first = (times[`first ${name}`] ?? 0) - node;
    const each = `${own.toFixed(0)} ms, empty ${empty.toFixed(0)} ms, ${first.toFixed(0)} ms with what the first event loads`;
    line(name, `${ratio} × (${each}), ${loaded.get(name)}`);
  }
}

/** The first, then the others together. */
function importing(first: string, ...others: readonly string[]): readonly string[] {
  const all = others.map((file) => `import(${JSON.stringify(file)})`).join(',');
  return ['-e', `import(${JSON.stringify(first)}).then(() => Promise.all([${all}]))`];
}

/** What the function's own wiring loads on demand: nearly all events need all of it. */
function atFirstEvent({ outputs }: Metafile, eager: ReadonlySet<string>): readonly string[] {
  const demanded = [...eager].flatMap((path) =>
    (outputs[path]?.imports ?? []).flatMap(({ path, kind }) => (kind === 'dynamic-import' ? [path] : [])),
  );
  return [...new Set(demanded)]
    .filter((path) => outputs[path]?.entryPoint?.startsWith('functions/wiring/'))
    .map((path) => resolve(path));
}

function write({ outputFiles = [] }: BuildResult): void {
  for (const { path, contents } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
}

function sizeOf({ outputs }: Metafile, eager: ReadonlySet<string>): string {
  const bytes = [...eager].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
  const own = [...sourcesIn(outputs, eager).keys()].filter((path) => !path.startsWith('node_modules'));
  return `${(bytes / 1024).toFixed(0)} KB of it at start, ${own.length} own files`;
}

/** Makes the same clients, and knows the same commands. */
function emptyHandler(metafile: Metafile, eager: ReadonlySet<string>): string {
  const named = [...sourcesIn(metafile.outputs, eager).keys()].flatMap((path) => {
    const [, packageName = '', part = ''] =
      /node_modules\/(@aws-sdk\/(?:client-[\w-]+|lib-dynamodb))\/dist-es\/((?:commands\/)?\w+(?:Command|Client))\.js$/.exec(
        path,
      ) ?? [];
    return packageName === '' ? [] : [{ packageName, name: part.replace('commands/', '') }];
  });
  const names = named.map(({ name }, number) => `${name} as N${number}`);
  const imports = named.map(
    ({ packageName }, number) => `import { ${names[number]} } from '${packageName}';`,
  );
  const made = named.map(({ name }, number) =>
    // The client for documents wraps another one; the clients of all others stand by themselves.
    name.endsWith('Client') && !name.includes('Document') && name !== 'Client'
      ? `new N${number}({})`
      : `N${number}`,
  );
  return `${imports.join('\n')}\nconst known = [${made.join(', ')}];\nexport const handler = async () => known.length;\n`;
}
