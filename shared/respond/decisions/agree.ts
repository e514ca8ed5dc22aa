// Where two have to agree to something else than an approval: the first is written down, and the second decides.
// SPDX-License-Identifier: Apache-2.0

import { numberOf, stringOf } from '../../model/json.ts';
import { isBefore } from '../../model/time.ts';
import type { DecisionKind } from '../../people/decision-kind.ts';
import { isSamePerson } from '../../people/may-decide.ts';
import type { Person } from '../../people/person.ts';
import { countWord } from '../../people/two-people.ts';
import { type Decisions, isoNow } from '../engine/ports.ts';
import type { Draft, Journal, JournalEntry } from '../journal/entry.ts';
import { isGenuine } from '../journal/entry-seal.ts';
import { advance, readJournal } from '../journal/journal.ts';
import { peopleIn, personDetail } from '../journal/people.ts';

/** What is agreed to: another date, occurrence or response is another matter. */
export interface Matter {
  readonly decision: DecisionKind;
  readonly finding: string;
  readonly occurrence: number;
  /** Empty where it is about the finding itself. */
  readonly response: string;
  readonly until: string | null;
}

export type Agreed =
  | { readonly enough: true; readonly beside: Person | null }
  | { readonly enough: false; readonly words: string };

/** Whether one more word is enough, without writing it down. `whyTwo`: as `mayDecide` tells it. */
export async function wouldAgree(
  matter: Matter,
  person: Person,
  whyTwo: string | null,
  deps: Decisions,
): Promise<Agreed> {
  if (whyTwo === null) return { enough: true, beside: null };
  const given = await readApprovals(matter, await readJournal(deps.store, matter.finding), deps);
  return counted(matter, person, whyTwo, given);
}

/** The same, and writes it down where it is not enough and not said yet. */
export async function agree(
  matter: Matter,
  person: Person,
  whyTwo: string | null,
  deps: Decisions,
): Promise<Agreed> {
  const agreed = await wouldAgree(matter, person, whyTwo, deps);
  if (agreed.enough) return agreed;
  const { decision, occurrence, until, response } = matter;
  const detail = { decision, occurrence, until, ...personDetail(person) };
  const draft: Draft = { response, kind: 'agreed', by: person.name, detail };
  await advance(deps, matter.finding, isoNow(deps), (journal) => {
    const before = agreedTo(matter, journal, deps).flatMap((entry) => peopleIn(entry, deps.policy));
    return before.some((one) => isSamePerson(person, one)) ? null : draft;
  });
  // Read again behind one's own entry: of two who agree at once, the later sees the other.
  return wouldAgree(matter, person, whyTwo, deps);
}

function counted(matter: Matter, person: Person, whyTwo: string, given: readonly Person[]): Agreed {
  const word = countWord(person, whyTwo, given);
  if (word.enough) return word;
  const noted = `Noted. A second person has to ${matter.decision} it too: ${whyTwo}.`;
  return { enough: false, words: word.why === null || word.noted ? noted : `${noted} ${word.why}` };
}

/** Those whose words still count, as far as they wrote them themselves. */
async function readApprovals(matter: Matter, journal: Journal, deps: Decisions): Promise<readonly Person[]> {
  const people: Person[] = [];
  for (const entry of agreedTo(matter, journal, deps))
    if (await isGenuine(entry, deps.sealer)) people.push(...peopleIn(entry, deps.policy));
  return people;
}

/** Words about the matter within the policy's time, and behind what was decided since. */
function agreedTo(matter: Matter, journal: Journal, deps: Decisions): readonly JournalEntry[] {
  const since = new Date(deps.now() - deps.policy.respond.approvalExpiresMs).toISOString();
  return openWords(journal, matter.occurrence).filter(
    ({ at, response, detail }) =>
      !isBefore(at, since) &&
      response === matter.response &&
      detail.decision === matter.decision &&
      stringOf(detail.until) === matter.until,
  );
}

/** First words about an occurrence that nobody has decided on since. */
export function openWords(journal: Journal, occurrence: number): readonly JournalEntry[] {
  return journal.filter(
    (entry, index) =>
      entry.kind === 'agreed' &&
      numberOf(entry.detail.occurrence) === occurrence &&
      !journal.slice(index + 1).some((later) => settles(later, entry)),
  );
}

function settles(later: JournalEntry, { response, detail }: JournalEntry): boolean {
  if (later.response !== response) return false;
  if (later.kind === 'settled') return later.detail.decision === detail.decision;
  return (
    (detail.decision === 'deny' && later.kind === 'denied') ||
    (detail.decision === 'undo' && later.kind === 'undo-requested')
  );
}
