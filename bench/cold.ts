// The cold import of each function's bundle beside that of an empty handler with the same clients of the SDK, and how much of the bundle it loads.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type BuildResult, build, type Metafile } from 'esbuild';
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
      const eager = loadedAtStart(made.metafile, `functions/${name}.ts`);
      loaded.set(name, sizeOf(made.metafile, eager));
      scripts[name] = importing(join(folder, name, `${name}.mjs`));
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
    line(name, `${ratio} × (${own.toFixed(0)} ms, empty ${empty.toFixed(0)} ms), ${loaded.get(name)}`);
  }
}

function importing(file: string): readonly string[] {
  return ['-e', `import(${JSON.stringify(file)})`];
}

function write({ outputFiles = [] }: BuildResult): void {
  for (const { path, contents } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
}

/** Outputs that the entry imports by statements, itself included. */
function loadedAtStart({ outputs }: Metafile, entry: string): ReadonlySet<string> {
  const eager = new Set(Object.keys(outputs).filter((path) => outputs[path]?.entryPoint === entry));
  for (const path of eager)
    for (const { path: imported, kind } of outputs[path]?.imports ?? [])
      if (kind === 'import-statement' && outputs[imported] !== undefined) eager.add(imported);
  return eager;
}

function inputsOf({ outputs }: Metafile, eager: ReadonlySet<string>): readonly string[] {
  return [...eager].flatMap((path) =>
    Object.entries(outputs[path]?.inputs ?? {}).flatMap(([input, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [input] : [],
    ),
  );
}

function sizeOf({ outputs }: Metafile, eager: ReadonlySet<string>): string {
  const bytes = [...eager].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
  const own = inputsOf({ inputs: {}, outputs }, eager).filter((path) => !path.startsWith('node_modules'));
  return `${(bytes / 1024).toFixed(0)} KB of it at start, ${own.length} own files`;
}

/** Makes the same clients, and knows the same commands. */
function emptyHandler(metafile: Metafile, eager: ReadonlySet<string>): string {
  const named = inputsOf(metafile, eager).flatMap((path) => {
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
