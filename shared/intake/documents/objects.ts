// The documents of a file as they stand: what one of them says of another's surroundings.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { detect } from './detect.ts';
import { itemsOf } from './item.ts';
import { parsedOf } from './read.ts';

/** What cannot be read is left out here: reading the file itself reports it. */
export function wholeDocuments(text: string, file: string): readonly Json[] {
  return parsedOf(text, file).flatMap((parsed) => ('problem' in parsed ? [] : [parsed.value]));
}

/** The Kubernetes objects among documents, those of lists one by one. */
export function kubernetesObjects(documents: readonly Json[]): readonly JsonObject[] {
  return documents
    .flatMap((document) => itemsOf(document))
    .map(({ value }) => value)
    .filter(isObject)
    .filter((value) => detect(value) === 'kubernetes');
}
