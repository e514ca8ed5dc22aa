// What a survey makes of a thing that a list named: an observation without an event.
// SPDX-License-Identifier: Apache-2.0
import type { FactRequest, FactRequestOf, Facts } from '../model/facts.ts';
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

/** Of which kind of things there may be one that was not seen: a list named it, and looking it up failed. Null: all were seen. */
export async function unseenIn({ pending }: Observation, facts: Facts): Promise<string | null> {
  for (const { request } of pending) {
    const kind = kindOf(request);
    const answer = kind === null ? null : await facts.get(request);
    if (answer !== null && !answer.ok && answer.code !== 'not-found') return kind;
  }
  return null;
}

/** As `complete` of a survey calls them. */
function kindOf(request: FactRequest): string | null {
  switch (request.fact) {
    case 'cluster':
      return `${request.platform} cluster`;
    case 'repository':
      return 'ecr repository';
    case 'host':
      return 'ec2 host';
    case 'security-group':
      return 'ec2 network';
    default:
      return null;
  }
}

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
