// What the judged files tell of each other: a first look through them, before any is judged.
// SPDX-License-Identifier: Apache-2.0
import { statSync } from 'node:fs';
import { answerOf, answerWords } from '../../shared/gather/answers.ts';
import { givenKinds } from '../../shared/gather/given.ts';
import {
  definitionsAmong,
  definitionWord,
  type GivenDefinition,
  type GivenService,
  runnersAmong,
  servicesAmong,
  serviceWords,
} from '../../shared/intake/documents/definitions.ts';
import { kubernetesObjects, wholeDocuments } from '../../shared/intake/documents/objects.ts';
import { type DocumentRoles, rolesAmong } from '../../shared/intake/documents/roles.ts';
import { type Exports, exportsAmong, exportWord } from '../../shared/intake/documents/template-imports.ts';
import type { Json, JsonObject } from '../../shared/model/json.ts';
import type { FoundFile } from './files.ts';
import { isImage } from './images.ts';
import { readText, type Text } from './text.ts';

export interface Given {
  readonly objects: readonly JsonObject[];
  /** Answers of AWS, as its command line prints them. */
  readonly answers: readonly JsonObject[];
  readonly definitions: readonly GivenDefinition[];
  /** The service of a judged file that runs a definition of any. */
  readonly runnerOf: (definition: JsonObject) => string | null;
  /** What templates of all files export for others. */
  readonly exports: Exports;
  /** Kubernetes roles of all files: bindings in any of them refer to these. */
  readonly roles: DocumentRoles;
  /** Texts of inputs that can be read only once (standard input, a pipe), by path. */
  readonly once: ReadonlyMap<string, Text>;
}

// A file without one of these words has nothing to tell, and is not parsed twice.
const kinds: ReadonlySet<unknown> = new Set([...givenKinds, 'Role', 'ClusterRole']);
const telling = new RegExp(
  `\\b(?:${[...kinds].join('|')}|[A-Za-z]*List|${definitionWord}|${serviceWords}|${exportWord}|${answerWords})\\b`,
);

/** @param isJudged false: it tells others, and is not judged itself */
export async function readGiven(
  files: readonly FoundFile[],
  isJudged: (path: string) => boolean = () => true,
): Promise<Given> {
  const found: Json[] = [];
  const services: GivenService[] = [];
  const once = new Map<string, Text>();
  for (const file of files) {
    if (isImage(file)) continue;
    const text = await readText(file.path);
    if (!isRegular(file.path)) once.set(file.path, text);
    if (!text.ok || !telling.test(text.text)) continue;
    const documents = documentsIn(text.text, file.path);
    found.push(...documents);
    if (isJudged(file.path)) services.push(...servicesAmong(documents));
  }
  return { ...toldBy(found, services), once };
}

function toldBy(documents: readonly Json[], services: readonly GivenService[]): Omit<Given, 'once'> {
  const objects = kubernetesObjects(documents).filter(({ kind }) => kinds.has(kind));
  const definitions = definitionsAmong(documents);
  return {
    objects,
    answers: documents.map(answerOf).filter((answer) => answer !== null),
    definitions,
    runnerOf: runnersAmong(services, definitions),
    exports: exportsAmong(documents),
    roles: rolesAmong(objects),
  };
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
