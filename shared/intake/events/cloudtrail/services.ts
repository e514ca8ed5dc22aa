// What we know of a service's calls, by the service's name.
// SPDX-License-Identifier: Apache-2.0
import type { DefinedCalls } from './define-calls.ts';
import { definedCalls } from './services/index.ts';

const byService: ReadonlyMap<string, DefinedCalls> = new Map(
  definedCalls.map((calls) => [calls.service, calls]),
);

/** Undefined for a service that nobody watches. */
export function callsOf(service: string): DefinedCalls | undefined {
  return byService.get(service);
}
