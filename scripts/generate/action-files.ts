// Finds the files of actions and loads what they define: the source of everything about actions that is generated.
// SPDX-License-Identifier: Apache-2.0
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DefinedAction } from '../../shared/respond/planning/define-action.ts';

export const actionFolder = 'shared/respond/actions/';

export interface ActionFile {
  /** `shared/respond/actions/<name>.ts`, or `…/<name>/<name>.ts` beside its parts. */
  readonly path: string;
  readonly exportName: string;
  readonly action: DefinedAction;
}

/** Loads every action under `root`, by name. Throws, naming the file, where one does not keep the form. */
export async function actionFiles(root: string): Promise<readonly ActionFile[]> {
  const paths = globSync([`${actionFolder}*.ts`, `${actionFolder}*/*.ts`], { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path !== `${actionFolder}index.ts` && isAction(path));
  const files = await Promise.all(paths.map((path) => load(root, path)));
  return files.toSorted((a, b) => (a.action.name < b.action.name ? -1 : 1));
}

/** In a folder the file of its name is the action, all others are parts. */
export function isAction(path: string): boolean {
  const [name, file] = path.slice(actionFolder.length).split('/');
  return file === undefined || file === `${name}.ts`;
}

async function load(root: string, path: string): Promise<ActionFile> {
  const loaded: Record<string, unknown> = await import(pathToFileURL(`${root}/${path}`).href);
  const defined = Object.entries(loaded).filter((entry): entry is [string, DefinedAction] =>
    isDefined(entry[1]),
  );
  const [found, another] = defined;
  if (found === undefined || another !== undefined)
    throw new Error(`${path}: exactly one action must be exported, made by defineAction`);
  const [exportName, action] = found;
  const name = basename(path, '.ts');
  if (action.name !== name) throw new Error(`${path}: the name must be '${name}', it is '${action.name}'`);
  return { path, exportName, action };
}

function isDefined(value: unknown): value is DefinedAction {
  return typeof value === 'object' && value !== null && 'planOffline' in value && 'prepare' in value;
}
