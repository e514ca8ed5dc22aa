// What a fact is: one definition in shared/gather/facts, with the shape of its question and answer, and the function that reads it.
// One file each; those of one API that share their reading, such as ecs.ts, lie together.
// SPDX-License-Identifier: Apache-2.0
import type { FactAnswer, FactName, FactRequestOf } from '../model/facts.ts';
import type { Registries } from './registries.ts';

export interface FactDefinition<F extends FactName> {
  /** As declared in FactTypes, by the same file. */
  readonly fact: F;
  /** Through the API port alone, so that a snapshot answers as AWS does. May throw what becomes the answer's reason. */
  readonly read: (ask: FactRequestOf<F>, from: Registries) => Promise<FactAnswer<F>>;
  /** True where the answer can never change, and is kept from one event to the next. Default: it can. */
  readonly isImmutable?: (ask: FactRequestOf<F>) => boolean;
}

export type DefinedFact<F extends FactName> = Required<FactDefinition<F>>;

export function defineFact<F extends FactName>(definition: FactDefinition<F>): DefinedFact<F> {
  return { isImmutable: () => false, ...definition };
}
