// What the judged files tell of each other: a first look through them, before any is judged.
// SPDX-License-Identifier: Apache-2.0
import { statSync } from 'node:fs';
import { answerOf, answerWords } from '../../shared/gather/answers.ts';
import { type GivenDefinitions, givenKinds } from '../../shared/gather/given.ts';
import {
  definitionsAmong,
  definitionWord,
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
  /** Null: there are none. */
  readonly definitions: GivenDefinitions | null;
  /** The service of a judged file that runs a definition of any. */
  readonly runnerOf: (definition: JsonObject) => string | null;
  /** What templates of all files export for others. */
  readonly exports: Exports;
  /** Kubernetes roles of all files: bindings in any of them refer to these. */
  readonly roles: DocumentRoles;
  /** Texts by path: of inputs that can be read only once (standard input, a pipe), and of others as many as are no burden. */
  readonly texts: ReadonlyMap<string, Text>;
}

// A file without one of these words has nothing to tell, and is not parsed twice.
const kinds: ReadonlySet<unknown> = new Set([...givenKinds, 'Role', 'ClusterRole']);
const telling = new RegExp(
  `\\b(?:${[...kinds].join('|')}|[A-Za-z]*List|${serviceWords}|${exportWord}|${answerWords})\\b`,
);

/** @param isJudged false: it tells others, and is not judged itself */
export async function readGiven(
  files: readonly FoundFile[],
  isJudged: (path: string) => boolean = () => true,
): Promise<Given> {
  const objects: JsonObject[] = [];
  const answers: JsonObject[] = [];
  const services: GivenService[] = [];
  const exporting: Json[] = [];
  const defining: string[] = [];
  const texts = new Map<string, Text>();
  for await (const { path, text } of textsOf(files, texts)) {
    if (text.includes(definitionWord)) defining.push(path);
    if (!telling.test(text)) continue;
    const documents = documentsIn(text, path);
    objects.push(...kubernetesObjects(documents).filter(({ kind }) => kinds.has(kind)));
    answers.push(...documents.map(answerOf).filter((answer) => answer !== null));
    if (isJudged(path)) services.push(...servicesAmong(documents));
    if (text.includes(exportWord)) exporting.push(...documents);
  }
  const definitions = defining.length === 0 ? null : definitionsOf(defining, texts);
  const runnerOf = await runnersOf(services, definitions);
  const beside = { runnerOf, exports: exportsAmong(exporting), roles: rolesAmong(objects) };
  return { objects, answers, definitions, ...beside, texts };
}

/** Most runs hold no service: then no definition is read for it. */
async function runnersOf(
  services: readonly GivenService[],
  definitions: GivenDefinitions | null,
): Promise<Given['runnerOf']> {
  return services.length === 0 || definitions === null
    ? () => null
    : runnersAmong(services, await definitions());
}

/** Characters of texts that are held until their files are judged; files beyond are read again. */
const mostHeld = 32 * 1024 * 1024;

/** The texts of files, which are put into `held`. */
async function* textsOf(files: readonly FoundFile[], held: Map<string, Text>) {
  let left = mostHeld;
  for (const file of files) {
    if (isImage(file)) continue;
    const { path } = file;
    const found = await readText(path);
    left -= found.ok ? found.text.length : 0;
    if (left >= 0 || !isRegular(path)) held.set(path, found);
    if (found.ok) yield { path, text: found.text };
  }
}

/** Read when the first is asked for: most runs need none. */
function definitionsOf(paths: readonly string[], held: Given['texts']): GivenDefinitions {
  const read = async () => {
    const texts = paths.map(async (path) => [path, held.get(path) ?? (await readText(path))] as const);
    return (await Promise.all(texts)).flatMap(([path, text]) =>
      text.ok ? definitionsAmong(documentsIn(text.text, path)) : [],
    );
  };
  let found: ReturnType<GivenDefinitions> | null = null;
  return () => {
    found ??= read();
    return found;
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
