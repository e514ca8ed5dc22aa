// One input of `evaluate` as results: an image archive, or a text of documents. A fault in one input never ends the others.
// SPDX-License-Identifier: Apache-2.0
import { bearsMark, type DocumentKind } from '../../shared/intake/documents/detect.ts';
import { type DocumentResult, readDocuments } from '../../shared/intake/documents/read.ts';
import { readEvent } from '../../shared/intake/events/read.ts';
import { type ImageResult, readImages } from '../../shared/intake/images/read.ts';
import type { PolicyView } from '../../shared/model/policy-view.ts';
import type { FoundFile } from './files.ts';
import type { Given } from './given.ts';
import { withContents } from './image-layers.ts';
import { imageEntries, isImage } from './images.ts';
import type { Problem } from './problem.ts';
import { readText } from './text.ts';

/** One document, event, resource or image, or why it could not be read. */
export type InputResult = DocumentResult | ImageResult;

export interface InputOptions {
  readonly people: PolicyView['people'] | null;
  readonly kind?: DocumentKind | undefined;
  /** What the files of the run tell of each other. */
  readonly given: Pick<Given, 'texts' | 'roles' | 'exports' | 'runnerOf'>;
}

export interface ReadInput {
  readonly ok: true;
  readonly results: readonly InputResult[];
  /** Whether its text says that it was meant as a document of some kind, readable or not. */
  readonly marked: () => boolean;
}

export type Input = ReadInput | { readonly ok: false; readonly problem: Problem };

export async function readInput(file: FoundFile, options: InputOptions): Promise<Input> {
  try {
    return await read(file, options);
  } catch (error) {
    return { ok: false, problem: ours(file.path, error) };
  }
}

/** The message may quote the file, so only the error's name is told. */
function ours(file: string, error: unknown): Problem {
  const message = `could not be read: ${error instanceof Error ? error.name : 'a failure'} in Seawall itself`;
  const place = { line: null, column: null, index: null };
  return { file, ...place, code: 'internal', message, remedy: 'report it, with the file if it may be shown' };
}

async function read(file: FoundFile, { people, kind, given }: InputOptions): Promise<Input> {
  if (isImage(file)) {
    const entries = await imageEntries(file);
    if (!entries.ok) return entries;
    const results = await withContents(file, readImages(entries.read, file.path));
    return { ok: true, results, marked: () => true };
  }
  const found = given.texts.get(file.path) ?? (await readText(file.path));
  if (!found.ok) return found;
  const results = readDocuments(found.text, file.path, {
    readEvent: (raw, ref) => readEvent(raw, { ref, people }),
    roles: given.roles,
    exports: given.exports,
    runnerOf: given.runnerOf,
    ...(kind === undefined ? {} : { kind }),
  });
  return { ok: true, results, marked: () => bearsMark(found.text) };
}
