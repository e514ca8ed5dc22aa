// What the judged files tell of each other: a first look through them, before any is judged.
// SPDX-License-Identifier: Apache-2.0
import { statSync } from 'node:fs';
import { answerOf, answerWords } from '../../shared/gather/answers.ts';
import { givenKinds } from '../../shared/gather/given.ts';
import {
  definitionsAmong,
  definitionWord,
  type GivenDefinition,
} from '../../shared/intake/documents/definitions.ts';
import { kubernetesObjects, wholeDocuments } from '../../shared/intake/documents/objects.ts';
import { type DocumentRoles, rolesAmong } from '../../shared/intake/documents/roles.ts';
import type { Json, JsonObject } from '../../shared/model/json.ts';
import type { FoundFile } from './files.ts';
import { isImage } from './images.ts';
import { readText, type Text } from './text.ts';

export interface Given {
  readonly objects: readonly JsonObject[];
  /** Answers of AWS, as its command line prints them. */
  readonly answers: readonly JsonObject[];
  readonly definitions: readonly GivenDefinition[];
  /** Kubernetes roles of all files: bindings in any of them refer to these. */
  readonly roles: DocumentRoles;
  /** Texts of inputs that can be read only once (standard input, a pipe), by path. */
  readonly once: ReadonlyMap<string, Text>;
}

// A file without one of these words has nothing to tell, and is not parsed twice.
const kinds: ReadonlySet<unknown> = new Set([...givenKinds, 'Role', 'ClusterRole']);
const telling = new RegExp(
  `\\b(?:${[...kinds].join('|')}|[A-Za-z]*List|${definitionWord}|${answerWords})\\b`,
);

export async function readGiven(files: readonly FoundFile[]): Promise<Given> {
  const objects: JsonObject[] = [];
  const answers: JsonObject[] = [];
  const definitions: GivenDefinition[] = [];
  const once = new Map<string, Text>();
  for (const file of files) {
    if (isImage(file)) continue;
    const text = await readText(file.path);
    if (!isRegular(file.path)) once.set(file.path, text);
    if (!text.ok || !telling.test(text.text)) continue;
    const documents = documentsIn(text.text, file.path);
    objects.push(...kubernetesObjects(documents).filter(({ kind }) => kinds.has(kind)));
    definitions.push(...definitionsAmong(documents));
    answers.push(...documents.map(answerOf).filter((answer) => answer !== null));
  }
  return { objects, answers, definitions, roles: rolesAmong(objects), once };
}

function isRegular(path: string): boolean {
  return path !== '-' && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? true);
}

/** Whatever is wrong with a file is told when it is read to be judged. */
function documentsIn(text: string, file: string): readonly Json[] {
  try {
    return wholeDocuments(text, file);
  } catch {
    return [];
  }
}
