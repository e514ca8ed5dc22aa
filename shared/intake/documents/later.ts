// The mark of a value that a template leaves to its deployment.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../model/json.ts';
import { type Partly, unsettledMark } from '../workload/cursor.ts';

export function whyLater(what: string): string {
  return `${what} is known only once the template is deployed`;
}

export function later(what: string, partly?: Partly): JsonObject {
  return unsettledMark(whyLater(what), partly);
}

/** A name that the deployment gives: no pattern, no list. */
export function nameOf(name: string): JsonObject {
  return later(name, { text: [{ name, reason: whyLater(name), one: true }] });
}
