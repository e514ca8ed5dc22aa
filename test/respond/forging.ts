// What somebody writes into the record by PutItem: plans, journal entries and approvals, as if Seawall had.

import type { RecordStore } from '../../shared/findings/store.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import { slackPerson } from '../../shared/people/person.ts';
import { type Draft, digest, journalLog, nextEntry } from '../../shared/respond/journal/entry.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import { personDetail } from '../../shared/respond/journal/people.ts';
import { freeze } from '../../shared/respond/journal/plans.ts';
import { plainSealer, type Sealer } from '../../shared/respond/journal/sealer.ts';
import type { Prepared } from '../../shared/respond/planning/action.ts';
import { type Bench, benchOf, broken } from './world.ts';

/** What somebody would like to have sent. */
export const evil: Prepared = {
  words: 'mend web',
  ...{ account: '111122223333', region: 'eu-west-1' },
  calls: [{ service: 'fake', operation: 'Set', parameters: { name: 'admin', value: 'mallory' } }],
  before: [],
  after: [],
  undo: [],
};

export async function put(store: RecordStore, finding: string, draft: Draft): Promise<void> {
  const journal = await readJournal(store, finding);
  const entry = nextEntry(finding, journal, '2026-03-01T12:59:00.000Z', draft);
  await store.append(journalLog(finding), entry.seq, { ...entry });
}

export interface Forging {
  readonly mode?: 'approve' | 'enforce' | 'observe';
  readonly sealer?: Sealer;
  readonly settings?: JsonObject;
}

export async function forging({ mode = 'approve', sealer: seal = plainSealer, settings = {} }: Forging = {}) {
  const distrusted: string[] = [];
  const bench = benchOf({
    settings: { mode, respond: { approvers: ['slack-group:S0SEC'] }, ...settings },
    sealer: seal,
    distrust: (_, why) => void distrusted.push(why),
  });
  const told = await broken(bench, { mode });
  const id = told.finding.id;
  const response = `${id}-0`;
  const { hash } = await freeze(bench.store, plainSealer, response, evil);
  const planned = (approval: JsonObject | null = null): Draft => ({
    ...{ response, kind: 'planned' as const },
    detail: {
      ...{
        change: `opened/${told.at}/${told.eventId}`,
        occurrence: 0,
        plan: hash,
        words: evil.words,
        approval,
      },
      ...{ policy: 'p', mode: 'enforce', undo: false, calls: [] },
    },
  });
  return { bench, told, id, response, distrusted, planned };
}

export const sent = ({ world }: Bench) => world.requests.filter(({ operation }) => operation === 'Set');
export const person = (user: string, groups = ['S0SEC']) =>
  slackPerson({ user, email: `${user.toLowerCase()}@acme.test`, confirmed: true, groups });
export const approval = (
  response: string,
  kind: 'approval' | 'approved',
  user: string,
  groups?: string[],
): Draft => ({
  ...{ response, kind, by: person(user, groups).name, detail: personDetail(person(user, groups)) },
});
export const future = '2026-03-01T16:59:00.000Z';

/** The journal written anew by somebody who knows how it is chained. */
export function rechained(
  finding: string,
  log: readonly JsonObject[],
  change: (entry: JsonObject) => JsonObject,
) {
  let previous = digest(journalLog(finding));
  return log.map((entry) => {
    const { hash: _, ...rest } = change(entry);
    const body: JsonObject = { ...rest, previous };
    const hash = digest(body);
    previous = hash;
    return { ...body, hash };
  });
}
