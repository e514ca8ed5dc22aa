// A native event as its readers are handed it.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../../model/json.ts';
import type { Occurrence } from '../context.ts';

/** One native event: its envelope, its `detail`, and when and where it happened. */
export interface Native {
  readonly event: JsonObject;
  readonly name: string;
  readonly detail: JsonObject;
  readonly occurrence: Occurrence;
}
