// What a reader of documents is given, and what it gives.
// SPDX-License-Identifier: Apache-2.0
import type { Budget } from '../../model/budget.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Pending } from '../../model/observation.ts';
import type { Subject } from '../../model/subject.ts';
import type { Where } from '../workload/where.ts';
import type { DocumentRoles } from './roles.ts';
import type { Unsound } from './sound.ts';
import type { Exports } from './template-imports.ts';

/** Where a document was found, with the path of its file as given. */
export type FileWhere = Where & {
  readonly file: string;
  readonly roles: DocumentRoles;
  /** What the templates of the run export for others. */
  readonly exports?: Exports;
  /** The service of the run that runs a definition of it. */
  readonly runnerOf?: (definition: JsonObject) => string | null;
  /** What working out the whole file may take. */
  readonly budget: Budget;
};

/** What one item gives: one observation with its subjects. */
export interface Reading {
  readonly subjects: readonly Subject[];
  /** Subjects that a look-up completes: a service and a task name their definition. */
  readonly pending?: readonly Pending[];
  /** Path from the item to what was judged: evidence paths begin behind it. */
  readonly path: string;
  /** Keys of evidence paths that stand in another part of the document, and where: a service has them of its definition. */
  readonly elsewhere?: { readonly keys: ReadonlySet<string>; readonly path: string };
  /** Why it gives nothing: what is wrong with the item, or what it is instead of a whole document. */
  readonly unsound?: Unsound;
  /** Name of the observation: the kind of what was read. */
  readonly name: string;
}
