// One input of `evaluate` as results: an image archive, or a text of documents. A fault in one input never ends the others.
import type { DocumentKind } from '../../shared/intake/documents/detect.ts';
import { type DocumentResult, readDocuments } from '../../shared/intake/documents/read.ts';
import { readEvent } from '../../shared/intake/events/read.ts';
import { type ImageResult, readImages } from '../../shared/intake/images/read.ts';
import type { PolicyView } from '../../shared/model/policy-view.ts';
import { type FoundFile, readText } from './files.ts';
import { imageEntries, isImage } from './images.ts';
import type { Problem } from './problem.ts';

/** One document, event, resource or image, or why it could not be read. */
export type InputResult = DocumentResult | ImageResult;

export interface InputOptions {
  readonly people: PolicyView['people'] | null;
  readonly kind?: DocumentKind | undefined;
}

export type Input =
  | { readonly ok: true; readonly results: readonly InputResult[] }
  | { readonly ok: false; readonly problem: Problem };

export async function readInput(file: FoundFile, { people, kind }: InputOptions): Promise<Input> {
  if (isImage(file)) {
    const entries = await imageEntries(file);
    return entries.ok ? { ok: true, results: readImages(entries.read, file.path) } : entries;
  }
  const read = await readText(file.path);
  if (!read.ok) return read;
  const results = readDocuments(read.text, file.path, {
    readEvent: (raw, ref) => readEvent(raw, { ref, people }),
    ...(kind === undefined ? {} : { kind }),
  });
  return { ok: true, results };
}
