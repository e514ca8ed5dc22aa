// Image references among the inputs of `evaluate`: read from their registries, and judged by what they are.
// SPDX-License-Identifier: Apache-2.0
import { isReference, readReference } from '../registry/references.ts';
import { noPlaces } from '../report/places.ts';
import { type Evaluation, judgeObservation } from './file.ts';

export interface Inputs {
  readonly references: readonly string[];
  readonly paths: readonly string[];
}

export function inputsOf(given: readonly string[]): Inputs {
  const references = given.filter(isReference);
  return { references, paths: given.filter((one) => !references.includes(one)) };
}

/** One image that cannot be read ends nothing: the others are judged. */
export async function evaluateReferences(
  references: readonly string[],
  evaluation: Evaluation,
): Promise<void> {
  if (references.length === 0) return;
  // Most runs see files alone.
  const { liveImages } = await import('../registry/live-images.ts');
  const { options, judging } = evaluation;
  const { facts } = await liveImages(references, judging.facts, options.profile);
  for (const reference of references) {
    const read = await readReference(reference, facts);
    if (!read.ok) {
      evaluation.errors.push(read.problem);
      evaluation.unreachable ||= read.environment;
      continue;
    }
    evaluation.summary.inputs += read.observations.length;
    for (const observation of read.observations)
      await judgeObservation(observation, noPlaces, { ...evaluation, judging: { ...judging, facts } });
  }
}
