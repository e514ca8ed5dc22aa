// Finds the control files and loads what they export: the source of everything that is generated.
// SPDX-License-Identifier: Apache-2.0
import { existsSync, globSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Examples } from '../../shared/controls/examples/example.ts';
import { type Control, families } from '../../shared/model/control.ts';

export interface ControlFile {
  /** `shared/controls/<family>/<name>.ts`. */
  readonly path: string;
  readonly exportName: string;
  readonly control: Control;
  readonly examples: () => Examples;
}

/** Loads every control file under `root`. Throws, naming the file, where one does not keep the form. */
export async function controlFiles(root: string): Promise<readonly ControlFile[]> {
  const pattern = `shared/controls/{${families.join(',')}}/*.ts`;
  const paths = globSync(pattern, { cwd: root }).map((path) => path.replaceAll('\\', '/'));
  const controls = paths.filter((path) => !path.endsWith('.examples.ts'));
  return Promise.all(controls.sort().map((path) => load(root, path)));
}

/** Long examples lie beside the control. */
function besideOf(path: string): string {
  return path.replace(/\.ts$/, '.examples.ts');
}

async function withExamples(
  root: string,
  path: string,
  loaded: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const beside = `${root}/${besideOf(path)}`;
  return existsSync(beside) ? await import(pathToFileURL(beside).href) : loaded;
}

async function load(root: string, path: string): Promise<ControlFile> {
  const loaded: Record<string, unknown> = await import(pathToFileURL(`${root}/${path}`).href);
  const controls = Object.entries(loaded).filter((entry): entry is [string, Control] => isControl(entry[1]));
  const [found, another] = controls;
  if (found === undefined || another !== undefined)
    throw new Error(`${path}: exactly one control must be exported`);
  const [exportName, control] = found;
  const { examples } = await withExamples(root, path, loaded);
  if (!isExamples(examples))
    throw new Error(
      `${path}, or ${besideOf(path)}: export const examples = () => ({ fails: [...], passes: [...] })`,
    );
  const id = path.slice('shared/controls/'.length, -'.ts'.length);
  if (control.id !== id) throw new Error(`${path}: the id must be '${id}', it is '${control.id}'`);
  return { path, exportName, control, examples };
}

function isControl(value: unknown): value is Control {
  return typeof value === 'object' && value !== null && 'judge' in value && 'id' in value;
}

function isExamples(value: unknown): value is () => Examples {
  return typeof value === 'function';
}
