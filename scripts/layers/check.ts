// Finds imports and uses that the layers do not allow. Pure: files come in as path and text.
// SPDX-License-Identifier: Apache-2.0
import { posix } from 'node:path';
import { impure, type Layer, layers } from './layers.ts';

export interface SourceFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

// Biome keeps the sources formatted, so an import's source always stands behind `from` or `import` on one line.
const importForms = [/\bfrom\s+'([^']+)'/g, /\bimport\s*\(\s*'([^']+)'/g, /^import\s+'([^']+)'/gm];

export function violationsIn({ path, text }: SourceFile): Violation[] {
  const name = layerOf(path);
  if (name === null) return [];
  const layer = layers[name];
  if (layer === undefined)
    return [{ path, line: 1, message: `folder ${name} is in no layer: add it to scripts/layers/layers.ts` }];
  return [
    ...importsOf(text).flatMap((found) => wrongImport(path, name, layer, found)),
    ...wrongUses(path, layer, text),
  ];
}

/** `shared/<layer>/…` or a room within it that is a layer of its own, `shared/pipeline.ts`, or a top-level folder that layers speak of. */
export function layerOf(path: string): string | null {
  const [top, second = '', third] = path.split('/');
  if (top === 'shared') {
    const within = `${second}/${third}`;
    return Object.hasOwn(layers, within) ? within : second.replace(/\.ts$/, '');
  }
  return top === 'functions' || top === 'cli' ? top : null;
}

interface Import {
  readonly source: string;
  readonly line: number;
}

export function importsOf(text: string): Import[] {
  return importForms.flatMap((form) =>
    [...text.matchAll(form)].map((match) => ({ source: match[1] ?? '', line: lineAt(text, match.index) })),
  );
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

function wrongImport(path: string, name: string, layer: Layer, { source, line }: Import): Violation[] {
  if (!source.startsWith('.')) {
    const allowed = layer.packages.some((entry) =>
      /[/:]$/.test(entry) ? source.startsWith(entry) : source === entry,
    );
    return allowed ? [] : [{ path, line, message: `${name} may not import the package ${source}` }];
  }
  const target = posix.normalize(posix.join(posix.dirname(path), source));
  const other = layerOf(target) ?? target.split('/')[0] ?? '';
  const allowed = other === name || layer.layers.includes(other) || target.endsWith('.json');
  return allowed ? [] : [{ path, line, message: `${name} may not import from ${other} (${source})` }];
}

function wrongUses(path: string, layer: Layer, text: string): Violation[] {
  if (!layer.pure) return [];
  return text.split('\n').flatMap((content, index) => {
    if (/^\s*(?:\/\/|\*|\/\*)/.test(content)) return [];
    return impure
      .filter(({ pattern }) => pattern.test(content))
      .map(({ what }) => ({
        path,
        line: index + 1,
        message: `a pure layer uses ${what}: take it as an argument`,
      }));
  });
}
