// What the judged files tell of each other: a first look through them, before any is judged.
// SPDX-License-Identifier: Apache-2.0
import { statSync } from 'node:fs';
import type { FactsFile } from '../../shared/gather/files.ts';
import { givenKinds } from '../../shared/gather/given.ts';
import { isAuthorizationDetails } from '../../shared/gather/snapshot/authorization-details.ts';
import { definitionsIn, type GivenDefinition } from '../../shared/intake/documents/definitions.ts';
import { kubernetesObjects } from '../../shared/intake/documents/objects.ts';
import { type DocumentRoles, rolesAmong } from '../../shared/intake/documents/roles.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import type { FoundFile } from './files.ts';
import { isImage } from './images.ts';
import { readText, type Text } from './text.ts';

export interface Given {
  readonly objects: readonly JsonObject[];
  /** Task definitions of all files, where something refers to one. */
  readonly definitions: readonly GivenDefinition[];
  /** Kubernetes roles of all files: bindings in any of them refer to these. */
  readonly roles: DocumentRoles;
  /** Whole accounts (GetAccountAuthorizationDetails): facts for what stands beside them. */
  readonly accounts: readonly FactsFile[];
  /** Texts of inputs that can be read only once (standard input, a pipe), by path. */
  readonly once: ReadonlyMap<string, Text>;
}

// A file without one of these words has nothing to tell, and is not parsed twice.
const kinds: ReadonlySet<unknown> = new Set([...givenKinds, 'Role', 'ClusterRole']);
const telling = new RegExp(`\\b(?:${[...kinds].join('|')}|[A-Za-z]*List)\\b`);

export async function readGiven(files: readonly FoundFile[]): Promise<Given> {
  const objects: JsonObject[] = [];
  const once = new Map<string, Text>();
  const refers: boolean[] = [];
  const defining: string[] = [];
  const accounts: FactsFile[] = [];
  for (const file of files.filter((one) => !isImage(one))) {
    const text = await readText(file.path);
    if (!isRegular(file.path)) once.set(file.path, text);
    if (!text.ok) continue;
    objects.push(...objectsIn(text.text, file.path));
    accounts.push(...accountsIn(text.text, file.path));
    refers.push(refersToDefinition(text.text));
    if (text.text.includes('containerDefinitions')) defining.push(file.path);
  }
  const definitions = refers.includes(true) ? await definitionsOf(defining, once) : [];
  return { objects, definitions, accounts, roles: rolesAmong(objects), once };
}

/** A service, task or request names its definition by a text; DescribeTaskDefinition has an object under the same key. */
function refersToDefinition(text: string): boolean {
  if (/\btaskDefinition"?\s{0,20}:\s{0,20}["']?[A-Za-z0-9]/.test(text)) return true;
  return text.includes('taskDefinitionArn') && !text.includes('containerDefinitions');
}

/** Read a second time, and only where something refers to them: most runs hold definitions alone. */
async function definitionsOf(
  paths: readonly string[],
  once: ReadonlyMap<string, Text>,
): Promise<readonly GivenDefinition[]> {
  const found: GivenDefinition[] = [];
  for (const path of paths) {
    const text = once.get(path) ?? (await readText(path));
    if (text.ok) found.push(...quietly(() => definitionsIn(text.text, path)));
  }
  return found;
}

function isRegular(path: string): boolean {
  return path !== '-' && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? true);
}

function accountsIn(text: string, file: string): readonly FactsFile[] {
  if (!/"(?:Role|User|Group)DetailList"/.test(text)) return [];
  return quietly(() => [JSON.parse(text)].filter(isAuthorizationDetails).map((json) => ({ file, json })));
}

function objectsIn(text: string, file: string): readonly JsonObject[] {
  if (!telling.test(text)) return [];
  return quietly(() => kubernetesObjects(text, file).filter(({ kind }) => kinds.has(kind)));
}

/** Whatever is wrong with a file is told when it is read to be judged. */
function quietly<T>(read: () => readonly T[]): readonly T[] {
  try {
    return read();
  } catch {
    return [];
  }
}
