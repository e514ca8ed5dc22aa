// Image references among the inputs of `evaluate`: read from their registries, and judged by what they are.
// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '../input/problem.ts';
import { referenceFault, referenceForm } from '../registry/reference-fault.ts';
import { isReference, readReference } from '../registry/references.ts';
import { noPlaces } from '../report/places.ts';
import { type Evaluation, judgeObservation } from './file.ts';

export interface Inputs {
  readonly references: readonly string[];
  readonly paths: readonly string[];
  /** What was meant as a reference and is none. */
  readonly problems: readonly Problem[];
}

export function inputsOf(given: readonly string[]): Inputs {
  const references = given.filter(isReference);
  const others = given.filter((one) => !references.includes(one));
  const problems = others.flatMap((one) => problemOf(one) ?? []);
  const wrong = new Set(problems.map(({ file }) => file));
  return { references, paths: others.filter((one) => !wrong.has(one)), problems };
}

function problemOf(file: string): Problem | null {
  const fault = referenceFault(file);
  if (fault === null) return null;
  const place = { file, line: null, column: null, index: null };
  const message = `is no file, and no image reference: ${fault}`;
  return { ...place, code: 'wrong-reference', message, remedy: `name a file, or ${referenceForm}` };
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
