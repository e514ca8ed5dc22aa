// Who did it, in words: the person as far as events tell, and the role or user that acted. Hostile text. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { FindingActor } from '../model/actor.ts';
import type { Finding } from '../model/finding.ts';

const shown = 2;

/** The newest first; null where no event told. A role alone names nobody: several people take it. */
export function whoDid({
  actor,
  actors,
  moreActors,
}: Pick<Finding, 'actor' | 'actors' | 'moreActors'>): string | null {
  const all = actors.length > 0 ? actors.map(whoIs) : [actor].filter((one) => one !== null);
  if (all.length === 0) return null;
  const hidden = all.length - shown;
  const more = hidden > 0 ? ` and ${hidden}${moreActors ? '+' : ''} more` : '';
  return `${[...new Set(all.slice(0, shown))].join(', ')}${more}`;
}

/** A source identity stays with a session from role to role; the session's name is of this role alone. */
function whoIs({ arn, sourceIdentity, sessionName }: FindingActor): string {
  const person = sourceIdentity ?? sessionName;
  return person === null ? arn : `${person} (${arn})`;
}
