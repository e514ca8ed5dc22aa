// The Kubernetes objects of a file as they stand: what one of them says of another's surroundings.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type JsonObject } from '../../model/json.ts';
import { detect } from './detect.ts';
import { itemsOf } from './item.ts';
import { parsedOf } from './read.ts';

/** What cannot be read is left out here: reading the file itself reports it. */
export function kubernetesObjects(text: string, file: string): readonly JsonObject[] {
  return parsedOf(text, file)
    .flatMap((parsed) => ('problem' in parsed ? [] : itemsOf(parsed.value)))
    .map(({ value }) => value)
    .filter(isObject)
    .filter((value) => detect(value) === 'kubernetes');
}
