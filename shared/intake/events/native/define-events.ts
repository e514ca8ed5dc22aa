// What the events of one source on the bus are to us: which kinds are read, and by what, and which say nothing.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../../model/json.ts';
import type { Intake } from '../../../model/observation.ts';
import type { Occurrence } from '../context.ts';

/** One event that a service put on the bus itself: its envelope, its `detail`, and when and where it happened. */
export interface NativeEvent {
  readonly event: JsonObject;
  readonly name: string;
  readonly detail: JsonObject;
  readonly occurrence: Occurrence;
}

export interface EventsDefinition {
  /** Who puts them on the bus, as rules match it: `aws.ecr`. */
  readonly source: string;
  /** By detail-type. */
  readonly reads: Readonly<Record<string, (native: NativeEvent) => Intake>>;
  /** Kinds that say nothing to us, by detail-type, with what they are counted as. */
  readonly drops?: Readonly<Record<string, string>>;
  /** Whether the rule for threats delivers them: deploy/resources/rules.yml is written from it. Left out: another rule there does. */
  readonly areThreats?: boolean;
}

export type DefinedEvents = Required<EventsDefinition>;

export function defineEvents(definition: EventsDefinition): DefinedEvents {
  return { drops: {}, areThreats: false, ...definition };
}
