// What a survey makes of a thing that a list named: an observation without an event.
// SPDX-License-Identifier: Apache-2.0
import type { FactRequestOf } from '../model/facts.ts';
import { type Observation, pending } from '../model/observation.ts';

/** An account, and the region of it that is looked through; null: only what knows no regions. */
export interface Home {
  readonly account: string;
  readonly region: string | null;
}

/** @param id ARN or name of the thing */
export function found(
  { account, region }: Home,
  id: string,
  name: string,
  what: Partial<Pick<Observation, 'subjects' | 'pending'>>,
): Observation {
  return {
    id,
    source: 'survey',
    name,
    time: null,
    account,
    region,
    actor: null,
    replayed: false,
    subjects: [],
    pending: [],
    gone: [],
    ref: { file: null, index: 0, eventId: null, time: null },
    ...what,
  };
}

type SubjectFact = 'cluster' | 'repository' | 'host' | 'security-group';

/** A thing that one fact shows whole; one that is gone by the time it is asked for gives nothing. */
export function lookedUp<F extends SubjectFact>(
  home: Home,
  id: string,
  name: string,
  request: FactRequestOf<F>,
): Observation {
  return found(home, id, name, {
    pending: [pending<F>(request, (answer) => (answer.ok ? [answer.value] : []))],
  });
}
