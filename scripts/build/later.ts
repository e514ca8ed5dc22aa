// What a start of the command line need not wait for. The functions of AWS start seldom, and keep their bundles as they are.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Node's own modules without their ES module face: to make it, Node reads every export, and some (`crypto.webcrypto`, `fs.promises`) load
 * whole subsystems when they are read. Fifteen milliseconds of a start.
 */
export const builtinsAsTheyAre: Plugin = {
  name: 'builtins as they are',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, kind, importer }) =>
      kind === 'import-statement' && !beforeAll.test(importer) ? { path, namespace: 'builtin' } : null,
    );
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({ contents: builtinText(path) }));
  },
};

/** What says in words that a Node is too old must run on it. */
const beforeAll = /[\\/]cli[\\/]start\.js$/;

/** https://nodejs.org/api/process.html#processgetbuiltinmoduleid is there from Node 22.3 on. */
function builtinText(name: string): string {
  const exported = namesOf(process.getBuiltinModule(name));
  const isLate = (one: string) => lateModules.has(name) || lateExports.has(`${name}.${one}`);
  return [
    `const itsModule = () => process.getBuiltinModule(${JSON.stringify(name)});`,
    'const itsExport = (name) => itsModule()[name];',
    later,
    // Marked as pure, those that nobody uses are left out.
    ...exported.map((one) => exportText(one, isLate(one) ? 'itsLater' : 'itsExport')),
    `export default /* @__PURE__ */ ${lateModules.has(name) ? 'new Proxy({}, { get: (_, key) => itsModule()[key] })' : 'itsModule()'};`,
  ].join('\n');
}

/** Modules of Node that most runs never need, and what loads a subsystem as soon as it is named: six milliseconds of a start. */
const lateModules: ReadonlySet<string> = new Set(['node:child_process', 'node:zlib']);
const lateExports: ReadonlySet<string> = new Set(['node:fs.ReadStream', 'node:fs.promises']);

/** Stands for what a module exports, which is loaded when it is first used. */
const later = `const itsLater = (name) => new Proxy(function () {}, {
  apply: (_, self, given) => Reflect.apply(itsModule()[name], self, given),
  construct: (_, given) => Reflect.construct(itsModule()[name], given),
  get: (_, key) => itsModule()[name][key],
});`;

function exportText(name: string, from: 'itsExport' | 'itsLater'): string {
  return `export const ${name} = /* @__PURE__ */ ${from}(${JSON.stringify(name)});`;
}

/** The parser of YAML, evaluated when the first text is YAML (most inputs are JSON), and the bar that only a terminal is shown. */
export const lateLibraries = ['yaml', 'cli-progress'];

/** What they export stands there at once. */
export const librariesLater: Plugin = {
  name: 'libraries later',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[a-z-]+$/ }, ({ path, kind, resolveDir }) =>
      kind === 'import-statement' && lateLibraries.includes(path)
        ? { path, namespace: 'later', pluginData: resolveDir }
        : null,
    );
    onLoad({ filter: /./, namespace: 'later' }, ({ path, pluginData: resolveDir }) => ({
      contents: laterText(path),
      resolveDir,
    }));
  },
};

function laterText(name: string): string {
  const exported = namesOf(createRequire(import.meta.url)(name));
  return [
    `const itsModule = () => require(${JSON.stringify(name)});`,
    later,
    ...exported.map((one) => exportText(one, 'itsLater')),
  ].join('\n');
}

/** A large table as a file of its own beside the parts, read when it is first asked for. */
export const tableLater: Plugin = {
  name: 'table later',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]aws-managed\.json$/ }, ({ path }) => ({ contents: tableText(path) }));
  },
};

function tableText(path: string): string {
  const { readOn }: { readOn: string } = JSON.parse(readFileSync(path, 'utf8'));
  return [
    "import { readFileSync } from 'node:fs';",
    `const read = () => JSON.parse(readFileSync(new URL('../${basename(path)}', import.meta.url), 'utf8'));`,
    `export default { readOn: ${JSON.stringify(readOn)}, get policies() { return read().policies; } };`,
  ].join('\n');
}

function namesOf(module: object | undefined): readonly string[] {
  return Object.keys(module ?? {}).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== 'default');
}
