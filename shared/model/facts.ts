// What a control may need beyond the event: requests as data, answers that never hide a failure.
// SPDX-License-Identifier: Apache-2.0
import { remembered } from './remembered.ts';

/** Where a fact is looked up; null: nobody said. */
export interface FactPlace {
  readonly account: string | null;
  readonly region: string | null;
}

/** Every fact: the question (besides its name) and the shape of the answer. */
/**
 * Every fact: the question (besides its name) and the shape of the answer. Each is declared in the file that reads it
 * (shared/gather/facts).
 */
// biome-ignore lint/suspicious/noEmptyInterface: its members are declared beside what reads them
export interface FactTypes {}

export type FactName = keyof FactTypes;
export type FactRequestOf<F extends FactName> = F extends FactName
  ? { readonly fact: F } & Readonly<FactTypes[F]['ask']>
  : never;
export type FactRequest = FactRequestOf<FactName>;
export type FactValue<F extends FactName> = FactTypes[F]['value'];

/** Why a fact could not be had. `not-found` is an answer of AWS; `not-recorded` means a snapshot does not hold it; `no-image`: what lies there is an artefact. */
export type FactFailure =
  | 'not-found'
  | 'denied'
  | 'throttled'
  | 'timeout'
  | 'not-recorded'
  | 'no-facts'
  | 'no-image'
  | 'failed';

export type FactAnswer<F extends FactName = FactName> =
  | { readonly ok: true; readonly value: FactValue<F> /** ISO time it was read. */; readonly asOf: string }
  | { readonly ok: false; readonly code: FactFailure; readonly reason: string };

/** Fetches facts: from AWS, or from a snapshot. Never throws: a failure is an answer. */
export interface Facts {
  get<F extends FactName>(request: FactRequestOf<F>): Promise<FactAnswer<F>>;
}

/** The facts a control asked for, already fetched. Asking for one that the control did not name throws. */
export interface GatheredFacts {
  get<F extends FactName>(request: FactRequestOf<F>): FactAnswer<F>;
}

/** One string for equal requests, whatever the order of their keys. Each is asked for it on its way there, back, and for its age. */
export const factKey = remembered((request: FactRequest): string =>
  JSON.stringify(Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1))),
);
